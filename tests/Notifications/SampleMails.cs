using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using ServerlessRegistry.City;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

/// <summary>Mails of Chicago's sample, with what a test changes.</summary>
internal static class SampleMails
{
    public const string Link = "https://cameras.example.org/manage/#id=7K3M9QX2TB&token=4S0Kf3oCqVgM1eX5b0y_2aZ-9hJrWnLtQdPuEiG7xYc";

    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 9, 45, 12, TimeSpan.Zero);

    public static OwnerMail Owner(MailKind kind = MailKind.ManageLink, string language = "en", string name = "Ana Ruiz", string address = "ana@example.com") =>
        new(kind, "7K3M9QX2TB", name, address, language, kind is MailKind.EmailChangeNotice ? null : new Uri(Link), new DateTimeOffset(2027, 5, 3, 9, 45, 12, TimeSpan.Zero));

    public static MailComposer Composer(MailOptions? options = null, params (string Name, string? Value)[] settings) =>
        new(Options.Create(Program(settings)), options ?? new MailOptions { From = "registry@example.org" }, new FakeTimeProvider(Now));

    public static MimeMessage Compose(OwnerMail mail) => Composer().Compose(mail);

    /// <summary>The message as it is written, and read again by somebody else.</summary>
    public static (string Raw, MimeMessage Message) Sent(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var file = new MemoryStream();
        message.WriteTo(format, file, TestContext.Current.CancellationToken);
        file.Position = 0;
        return (System.Text.Encoding.UTF8.GetString(file.ToArray()), MimeMessage.Load(file, TestContext.Current.CancellationToken));
    }

    public static TextPart Part(this MimeMessage message, string subtype) => message.BodyParts.OfType<TextPart>().Single(part => part.ContentType.MediaSubtype == subtype);

    private static CityProgram Program((string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("City:SiteUrl", (string?)"https://cameras.example.org")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));
        configuration.AddCitySample();
        var program = new CityProgram();
        configuration.Build().GetSection(CityProgram.Section).Bind(program);
        return program;
    }
}
