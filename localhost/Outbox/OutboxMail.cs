using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;
using MimeKit;

namespace ServerlessRegistry.Localhost.Outbox;

/// <summary>A mail as the outbox shows it.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="To">The addresses it went to.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">Its text part.</param>
/// <param name="Links">The web addresses in its text part, in their order.</param>
/// <param name="Url">Where its file is.</param>
internal sealed partial record OutboxMail(
    string Name, DateTimeOffset SentAt, string To, string Subject, string Text, IReadOnlyList<string> Links, string Url)
{
    /// <summary>The language of its text part, as the mail says it.</summary>
    [JsonIgnore]
    public string? Language { get; private init; }

    /// <summary>Reads a mail. One that cannot be read is shown as such, since the others can.</summary>
    public static OutboxMail Read(IFileInfo file)
    {
        try
        {
            using var stream = file.CreateReadStream();
            using var message = MimeMessage.Load(stream);
            var text = (message.TextBody ?? "").ReplaceLineEndings("\n");
            return Of(file, string.Join(", ", message.To.Mailboxes.Select(mailbox => mailbox.Address)), message.Subject ?? "", text) with
            {
                Language = message.BodyParts.OfType<TextPart>().FirstOrDefault()?.Headers[HeaderId.ContentLanguage],
            };
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            return Of(file, "", "This mail cannot be read.", "");
        }
    }

    /// <summary>Cuts a text into what is a web address and what is not.</summary>
    public static IEnumerable<(string Text, bool IsLink)> Pieces(string text)
    {
        var end = 0;
        foreach (Match link in Link().Matches(text))
        {
            yield return (text[end..link.Index], false);
            end = link.Index + link.Length;
            yield return (link.Value, true);
        }

        yield return (text[end..], false);
    }

    private static OutboxMail Of(IFileInfo file, string to, string subject, string text) => new(
        file.Name,
        file.LastModified,
        to,
        subject,
        text,
        [.. Pieces(text).Where(piece => piece.IsLink).Select(piece => piece.Text)],
        $"{LocalOutbox.Path}/{Uri.EscapeDataString(file.Name)}");

    /// <summary>A web address in running text; the sentence's own signs after it are none of it.</summary>
    [GeneratedRegex("""https?://[^\s<>"]*[^\s<>".,:;!?)\]]""", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
