using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using ServerlessRegistry.City;
using ServerlessRegistry.Identifiers;

namespace ServerlessRegistry.Notifications;

/// <summary>Makes the messages: in the owner's language, as text and as HTML, with nothing in them that tells when they are read.</summary>
public sealed class MailComposer(IOptions<CityProgram> city, MailOptions options, TimeProvider clock)
{
    private const int MessageIdLength = 26;
    private readonly FrozenDictionary<string, MailTexts> _texts = MailTexts.Languages.ToFrozenDictionary(language => language, MailTexts.Read);

    private CityProgram Program => city.Value;

    /// <summary>The message, ready to be sent.</summary>
    /// <exception cref="MailRefusedException">The address is none that mail can be sent to.</exception>
    public MimeMessage Compose(OwnerMail mail)
    {
        var content = ContentOf(mail);
        var message = new MimeMessage
        {
            Subject = content.Subject,
            Date = clock.GetUtcNow(),
            MessageId = $"{CrockfordBase32.Random(MessageIdLength)}@{SiteDomain()}",
            Body = new MultipartAlternative(
                Part("plain", PlainTextLayout.Write(content), content.Language),
                Part("html", HtmlLayout.Write(content), content.Language)),
        };
        message.From.Add(new MailboxAddress(options.FromName ?? Program.ProgramName, Sender()));
        message.To.Add(Recipient(mail));
        if ((options.ReplyTo ?? Contact(Program.Contact.Email)) is { } replyTo)
        {
            message.ReplyTo.Add(new MailboxAddress("", replyTo));
        }

        AddAutomaticHeaders(message, mail);
        return message;
    }

    private MailContent ContentOf(OwnerMail mail)
    {
        var language = LanguageFor(mail.Language);
        var texts = _texts[language];
        var text = texts.Mails[mail.Kind];
        var name = GreetingName.Of(mail.Name);
        var values = new Dictionary<string, string>
        {
            ["{program}"] = Program.ProgramName,
            ["{agency}"] = Program.Agency,
            ["{name}"] = name ?? "",
            ["{id}"] = mail.RegistrationId,
            ["{validUntil}"] = texts.DateText(DateOnly.FromDateTime(mail.ValidUntil.UtcDateTime)),
        };
        string Filled(string line) => Placeholders.Fill(line, values);
        return new MailContent(
            language,
            Filled(text.Subject),
            Filled(name is null ? texts.GreetingWithoutName : texts.Greeting),
            [.. text.Before.Select(Filled)],
            mail.Link is null ? null : new MailLink(text.Button, texts.LinkInFull, mail.Link.AbsoluteUri),
            [.. text.After.Select(Filled)],
            new MailFooter(
                Filled(texts.RunBy), texts.Questions, Contact(Program.Contact.Email), Contact(Program.Contact.Phone), Contact(Program.Contact.Url), Filled(texts.Registration)));
    }

    /// <summary>The owner's language, else the one that the program falls back on, else English.</summary>
    private string LanguageFor(string tag) =>
        new[] { tag, Program.Languages[0] }
            .Select(candidate => candidate.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(_texts.ContainsKey, "en");

    private string Sender() => options.From ?? Contact(Program.Contact.Email) ?? $"no-reply@{SiteDomain()}";

    private static string? Contact(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting.Trim();

    private string SiteDomain()
    {
        var site = new Uri(Program.SiteUrl);
        return site.HostNameType is UriHostNameType.IPv6 ? $"[IPv6:{site.IdnHost}]" : site.IdnHost;
    }

    private static MailboxAddress Recipient(OwnerMail mail)
    {
        try
        {
            var mailbox = new MailboxAddress(GreetingName.Of(mail.Name) ?? "", mail.Address);
            return mailbox.Domain.Length > 0 && !mail.Address.Any(char.IsControl) ? mailbox : throw NoAddress();
        }
        catch (ParseException)
        {
            throw NoAddress();
        }
    }

    /// <summary>What a mail server would answer to it (RFC 5321, section 4.2.3).</summary>
    private static MailRefusedException NoAddress() => new(MailStage.Recipient, 553);

    /// <summary>Text of ASCII alone goes as it is through every server; other text does where the server takes eight bits, and is encoded by the mailer where not.</summary>
    private static TextPart Part(string subtype, string text, string language)
    {
        var isAscii = Ascii.IsValid(text);
        var part = new TextPart(subtype) { ContentTransferEncoding = isAscii ? ContentEncoding.SevenBit : ContentEncoding.EightBit };
        part.SetText(isAscii ? Encoding.ASCII : Encoding.UTF8, text);
        part.Headers.Add(HeaderId.ContentLanguage, language);
        return part;
    }

    /// <summary>Keeps programs that answer by themselves from answering (RFC 3834), and offers a way out of what comes unasked (RFC 2369).</summary>
    private void AddAutomaticHeaders(MimeMessage message, OwnerMail mail)
    {
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        var isReminder = mail.Kind is MailKind.ConfirmationReminder or MailKind.RenewalMonth or MailKind.RenewalWeek or MailKind.Expired;
        if (isReminder && Contact(Program.Contact.Email) is { } contact)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<mailto:{Uri.EscapeDataString(contact).Replace("%40", "@", StringComparison.Ordinal)}?subject=unsubscribe%20{mail.RegistrationId}>");
        }
    }
}
