using System.Text;

namespace ServerlessRegistry.Notifications;

/// <summary>Lays a mail out as text: lines that every program shows unbroken (RFC 5322, section 2.1.1), and the link on a line of its own.</summary>
internal static class PlainTextLayout
{
    private const int LineLength = 72;

    /// <summary>What many programs take for the beginning of a signature.</summary>
    private const string SignatureMark = "-- ";

    /// <summary>The text.</summary>
    public static string Write(MailContent content)
    {
        string[] link = content.Link is { } button ? [$"{button.Button}:\n{button.Address}"] : [];
        var footer = content.Footer;
        var reach = new[] { footer.Questions, footer.Email, footer.Phone, footer.Url }.Where(line => line is not null);
        string[] blocks =
        [
            Wrapped(content.Greeting),
            .. content.Before.Select(Wrapped),
            .. link,
            .. content.After.Select(Wrapped),
            $"{SignatureMark}\n{Wrapped(footer.RunBy)}",
            string.Join('\n', reach),
            footer.Registration,
        ];
        return $"{string.Join("\n\n", blocks)}\n";
    }

    private static string Wrapped(string paragraph)
    {
        var text = new StringBuilder(paragraph.Length);
        var column = 0;
        foreach (var word in paragraph.Split(' '))
        {
            var fits = column + 1 + word.Length <= LineLength;
            text.Append(column == 0 ? "" : fits ? " " : "\n").Append(word);
            column = column == 0 || !fits ? word.Length : column + 1 + word.Length;
        }

        return text.ToString();
    }
}
