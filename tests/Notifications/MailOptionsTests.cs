using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class MailOptionsTests
{
    [Theory]
    [InlineData(null, null, true, MailerKind.Outbox)]
    [InlineData(null, null, false, MailerKind.None)]
    [InlineData(null, "smtp.example.org", true, MailerKind.Smtp)]
    [InlineData("", "smtp.example.org", false, MailerKind.Smtp)]
    [InlineData("outbox", "smtp.example.org", true, MailerKind.Outbox)]
    [InlineData("NONE", "smtp.example.org", true, MailerKind.None)]
    [InlineData(" Smtp ", "smtp.example.org", false, MailerKind.Smtp)]
    public void Mailer_ByWhatIsSet_IsTheServerTheOutboxOrNone(string? mailer, string? host, bool isStorageHere, MailerKind expected)
    {
        var options = Read(isStorageHere, ("Mailer", mailer), ("Mail:Smtp:Host", host));

        Assert.Equal(expected, options.Mailer);
        Assert.Equal(expected is MailerKind.Smtp, options.Smtp is not null);
    }

    [Theory]
    [InlineData(null, "outbox", true)]
    [InlineData(null, "smtp", true)]
    [InlineData(null, "none", false)]
    [InlineData("off", "smtp", false)]
    [InlineData("OFF", "none", false)]
    [InlineData("required", "outbox", true)]
    public void Confirmation_ByDefault_IsRequiredWhereThereIsAMailer(string? confirmation, string mailer, bool isRequired) =>
        Assert.Equal(isRequired, Read(true, ("Confirmation", confirmation), ("Mailer", mailer), ("Mail:Smtp:Host", "smtp.example.org")).IsConfirmationRequired);

    [Fact]
    public void Smtp_WithNothingButAHost_HasTheDefaults()
    {
        var options = Read(false, ("Mail:Smtp:Host", "smtp.azurecomm.net"));

        Assert.Equal(587, options.Smtp!.Port);
        Assert.Equal(SmtpSecurity.StartTls, options.Smtp.Security);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Smtp.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.RetryDelay);
        Assert.Null(options.Smtp.UserName);
    }

    [Fact]
    public void Smtp_WithEverythingSet_IsAsItIsSet()
    {
        var options = Read(
            false,
            ("Mail:Smtp:Host", "smtp.azurecomm.net"),
            ("Mail:Smtp:Port", "465"),
            ("Mail:Smtp:Security", "TLS"),
            ("Mail:Smtp:UserName", "registry|app|tenant"),
            ("Mail:Smtp:Password", "secret word"),
            ("Mail:Smtp:Timeout", "00:00:07"),
            ("Mail:FromName", "Cámaras de Chicago"),
            ("Mail:ReplyTo", "help@example.org"),
            ("Mail:RetryDelay", "00:00:02"));

        Assert.Equal(
            ("smtp.azurecomm.net", 465, SmtpSecurity.Tls, "registry|app|tenant", "secret word", TimeSpan.FromSeconds(7)),
            (options.Smtp!.Host, options.Smtp.Port, options.Smtp.Security, options.Smtp.UserName, options.Smtp.Password, options.Smtp.Timeout));
        Assert.Equal(
            ("registry@example.org", "Cámaras de Chicago", "help@example.org", TimeSpan.FromSeconds(2)),
            (options.From, options.FromName, options.ReplyTo, options.RetryDelay));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    public void Smtp_WithAPasswordInTheClearToThisMachine_IsAllowed(string host) =>
        Assert.Equal("secret", Read(
            false, ("Mail:Smtp:Host", host), ("Mail:Smtp:Security", "none"), ("Mail:Smtp:UserName", "registry"), ("Mail:Smtp:Password", "secret")).Smtp!.Password);

    [Theory]
    [InlineData("Mailer", "sendgrid", "smtp, outbox or none")]
    [InlineData("Mailer", "1", "smtp, outbox or none")]
    [InlineData("Mailer", "outbox", "not on this machine")]
    [InlineData("Confirmation", "yes", "required or off")]
    [InlineData("Mail:Smtp:Host", null, "such as smtp.azurecomm.net")]
    [InlineData("Mail:Smtp:Host", "secret.example:587", "without a port")]
    [InlineData("Mail:Smtp:Host", "https://secret.example", "without a port")]
    [InlineData("Mail:From", null, "such as registry@example.org")]
    [InlineData("Mail:From", "secret", "such as registry@example.org")]
    [InlineData("Mail:From", "The Registry <secret@example.org>", "and nothing else")]
    [InlineData("Mail:From", "secret@example.org, b@example.org", "and nothing else")]
    [InlineData("Mail:From", "secret@example.org\r\nBcc: b@example.org", "and nothing else")]
    [InlineData("Mail:From", "secret@", "and nothing else")]
    [InlineData("Mail:From", "@secret.example", "and nothing else")]
    [InlineData("Mail:ReplyTo", "secret at example.org", "and nothing else")]
    [InlineData("Mail:FromName", "secret\r\nBcc: b@example.org", "on one line")]
    [InlineData("Mail:Smtp:Port", "0", "such as 587")]
    [InlineData("Mail:Smtp:Port", "65536", "such as 587")]
    [InlineData("Mail:Smtp:Port", "-587", "such as 587")]
    [InlineData("Mail:Smtp:Port", "submission", "such as 587")]
    [InlineData("Mail:Smtp:Security", "ssl", "startTls, tls or none")]
    [InlineData("Mail:Smtp:Security", "none", "in the clear")]
    [InlineData("Mail:Smtp:Password", null, "is not: set both")]
    [InlineData("Mail:Smtp:UserName", null, "is not: set both")]
    [InlineData("Mail:Smtp:Timeout", "30", "such as 00:00:30")]
    [InlineData("Mail:Smtp:Timeout", "00:00:00", "such as 00:00:30")]
    [InlineData("Mail:RetryDelay", "00:02:00", "such as 00:00:10")]
    public void Settings_OneThatIsWrong_StopsTheStartWithASentenceThatNamesItAndShowsNoValue(string name, string? value, string advice)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Mailer"] = "smtp",
            ["Mail:From"] = "secret@example.org",
            ["Mail:Smtp:Host"] = "secret.example.org",
            ["Mail:Smtp:UserName"] = "secret-name",
            ["Mail:Smtp:Password"] = "secret-word",
            [name] = value,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        var exception = Assert.Throws<OptionsValidationException>(() => MailOptions.Read(configuration, isStorageOnThisMachine: false));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mail:Smtp:UserName")]
    [InlineData("Mail:Smtp:Password")]
    [InlineData("Mail:Smtp:Port")]
    public void Smtp_WithSettingsButNoHost_StopsTheStartUnlessTheMailerIsSaid(string name)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(false, (name, "secret")));

        Assert.StartsWith($"{name} is set, but Mail:Smtp:Host is not", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.Equal(MailerKind.None, Read(false, ("Mailer", "none"), (name, "secret")).Mailer);
    }

    [Fact]
    public void Confirmation_RequiredWithoutAMailer_StopsTheStart()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(true, ("Mailer", "none"), ("Confirmation", "required")));

        Assert.Contains("there is no mailer", exception.Message, StringComparison.Ordinal);
    }

    private static MailOptions Read(bool isStorageOnThisMachine, params (string Name, string? Value)[] settings) => MailOptions.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Mail:From", (string?)"registry@example.org")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build(),
        isStorageOnThisMachine);
}
