using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ServerlessRegistry.Notifications;

/// <summary>What takes the mails.</summary>
public enum MailerKind
{
    /// <summary>Nothing: no mail is sent.</summary>
    None,

    /// <summary>The outbox of a development machine, which keeps the mails.</summary>
    Outbox,

    /// <summary>A mail server.</summary>
    Smtp,
}

/// <summary>How the registry sends mail: the settings <c>Mailer</c>, <c>Confirmation</c> and those below <c>Mail</c>.</summary>
public sealed class MailOptions
{
    private static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);
    private const int LongestName = 120;

    /// <summary>What takes the mails.</summary>
    public MailerKind Mailer { get; init; }

    /// <summary>The mail server; <see langword="null"/> unless <see cref="Mailer"/> is <see cref="MailerKind.Smtp"/>.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>The address that mails come from; <see langword="null"/> only for the outbox, which does without.</summary>
    public string? From { get; init; }

    /// <summary>The name that mails come from; <see langword="null"/> for the program's.</summary>
    public string? FromName { get; init; }

    /// <summary>Where answers go; <see langword="null"/> for the program's contact address.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How long to wait before a mail is tried for the second time; the later waits follow from it.</summary>
    public TimeSpan RetryDelay { get; init; } = DefaultRetryDelay;

    /// <summary>Longer than it takes to hand a mail over, or to see that it cannot be: a mail server is given time for three steps.</summary>
    internal TimeSpan LongestSending => (3 * (Smtp?.Timeout ?? TimeSpan.Zero)) + TimeSpan.FromSeconds(15);

    /// <summary>Whether owners confirm their e-mail address.</summary>
    public bool IsConfirmationRequired { get; init; }

    /// <summary>Reads the settings. An empty setting counts as one that is not there.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="isStorageOnThisMachine">Whether there may be an outbox.</param>
    /// <exception cref="OptionsValidationException">A setting is wrong or missing; the message says which and what to put there.</exception>
    public static MailOptions Read(IConfiguration configuration, bool isStorageOnThisMachine)
    {
        var mailer = ReadMailer(configuration, isStorageOnThisMachine);
        return new MailOptions
        {
            Mailer = mailer,
            Smtp = mailer is MailerKind.Smtp ? ReadSmtp(configuration) : null,
            From = ReadSender(configuration, mailer),
            FromName = ReadFromName(configuration),
            ReplyTo = ReadAddress(configuration, "Mail:ReplyTo"),
            RetryDelay = ReadTime(configuration, "Mail:RetryDelay", LongestRetryDelay, "00:00:10") ?? DefaultRetryDelay,
            IsConfirmationRequired = ReadConfirmation(configuration, mailer),
        };
    }

    private static MailerKind ReadMailer(IConfiguration configuration, bool isStorageOnThisMachine) =>
        Setting(configuration, "Mailer")?.ToUpperInvariant() switch
        {
            null when Setting(configuration, "Mail:Smtp:Host") is not null => MailerKind.Smtp,
            null when SmtpSetting(configuration) is { } setting => throw Invalid(
                $"{setting} is set, but Mail:Smtp:Host is not: set it to the name of the mail server, or Mailer to none to send no mail."),
            null => isStorageOnThisMachine ? MailerKind.Outbox : MailerKind.None,
            "SMTP" => MailerKind.Smtp,
            "OUTBOX" when isStorageOnThisMachine => MailerKind.Outbox,
            "OUTBOX" => throw Invalid(
                "Mailer is outbox, but AzureWebJobsStorage is not on this machine: the outbox is for development only. Set Mailer to smtp or none."),
            "NONE" => MailerKind.None,
            _ => throw Invalid("Mailer must be smtp, outbox or none."),
        };

    private static bool ReadConfirmation(IConfiguration configuration, MailerKind mailer) =>
        Setting(configuration, "Confirmation")?.ToUpperInvariant() switch
        {
            null => mailer is not MailerKind.None,
            "OFF" => false,
            "REQUIRED" when mailer is not MailerKind.None => true,
            "REQUIRED" => throw Invalid(
                "Confirmation is required, but there is no mailer to send the links: set Mail:Smtp:Host to a mail server, or Confirmation to off."),
            _ => throw Invalid("Confirmation must be required or off."),
        };

    private static SmtpOptions ReadSmtp(IConfiguration configuration)
    {
        var options = new SmtpOptions
        {
            Host = ReadHost(configuration),
            Port = ReadPort(configuration),
            Security = ReadSecurity(configuration),
            UserName = Setting(configuration, "Mail:Smtp:UserName"),
            Password = Setting(configuration, "Mail:Smtp:Password"),
            Timeout = ReadTime(configuration, "Mail:Smtp:Timeout", LongestTimeout, "00:00:30") ?? SmtpOptions.DefaultTimeout,
        };

        return (options.UserName, options.Password) switch
        {
            (null, not null) => throw Invalid("Mail:Smtp:Password is set, but Mail:Smtp:UserName is not: set both, or neither for a server that asks nobody."),
            (not null, null) => throw Invalid("Mail:Smtp:UserName is set, but Mail:Smtp:Password is not: set both, or neither for a server that asks nobody."),
            (not null, not null) when options.Security is SmtpSecurity.None && !IsThisMachine(options.Host) => throw Invalid(
                "Mail:Smtp:Security is none, so the password of Mail:Smtp:UserName would travel in the clear: set it to startTls or tls."),
            _ => options,
        };
    }

    private static string ReadHost(IConfiguration configuration)
    {
        var host = Setting(configuration, "Mail:Smtp:Host")
            ?? throw Invalid("Mailer is smtp, so set Mail:Smtp:Host to the name of the mail server, such as smtp.azurecomm.net.");
        return Uri.CheckHostName(host) is UriHostNameType.Unknown
            ? throw Invalid("Mail:Smtp:Host must be the name of a mail server, such as smtp.azurecomm.net, without a port.")
            : host;
    }

    private static int ReadPort(IConfiguration configuration)
    {
        if (Setting(configuration, "Mail:Smtp:Port") is not { } text)
        {
            return SmtpOptions.DefaultPort;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw Invalid("Mail:Smtp:Port must be a port from 1 to 65535, such as 587.");
    }

    private static SmtpSecurity ReadSecurity(IConfiguration configuration) =>
        Setting(configuration, "Mail:Smtp:Security")?.ToUpperInvariant() switch
        {
            null or "STARTTLS" => SmtpSecurity.StartTls,
            "TLS" => SmtpSecurity.Tls,
            "NONE" => SmtpSecurity.None,
            _ => throw Invalid("Mail:Smtp:Security must be startTls, tls or none."),
        };

    private static string? ReadSender(IConfiguration configuration, MailerKind mailer)
    {
        var from = ReadAddress(configuration, "Mail:From");
        return from is null && mailer is MailerKind.Smtp
            ? throw Invalid("Mailer is smtp, so set Mail:From to the address that the mails come from, such as registry@example.org.")
            : from;
    }

    private static string? ReadAddress(IConfiguration configuration, string name)
    {
        var address = Setting(configuration, name);
        return address is null || IsAddress(address)
            ? address
            : throw Invalid($"{name} must be an e-mail address and nothing else, such as registry@example.org.");
    }

    private static string? ReadFromName(IConfiguration configuration)
    {
        var name = Setting(configuration, "Mail:FromName");
        return name is null || (name.Length <= LongestName && !name.Any(char.IsControl))
            ? name
            : throw Invalid($"Mail:FromName must be a name of up to {LongestName} characters on one line.");
    }

    private static TimeSpan? ReadTime(IConfiguration configuration, string name, TimeSpan longest, string example)
    {
        if (Setting(configuration, name) is not { } text)
        {
            return null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero && time <= longest
            ? time
            : throw Invalid($"{name} must be a time of up to one minute, such as {example}.");
    }

    private static bool IsAddress(string text) =>
        text.All(character => character is > ' ' and <= '~' and not ('"' or '<' or '>' or '(' or ')' or ',' or ';' or ':' or '\\'))
        && MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.Address == text
        && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && Uri.CheckHostName(text[(at + 1)..]) is UriHostNameType.Dns;

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? SmtpSetting(IConfiguration configuration) =>
        configuration.GetSection("Mail:Smtp").GetChildren().FirstOrDefault(setting => !string.IsNullOrWhiteSpace(setting.Value))?.Path;

    private static string? Setting(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static OptionsValidationException Invalid(string sentence) => new(nameof(MailOptions), typeof(MailOptions), [sentence]);
}
