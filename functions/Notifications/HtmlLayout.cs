using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ServerlessRegistry.Notifications;

/// <summary>
/// Lays a mail out as HTML: one column, nothing to load, styles that stand where they count because many programs drop a style
/// sheet. Only the button has colours of its own, so that a reader's dark mode has nothing to fight with.
/// </summary>
internal static class HtmlLayout
{
    private const string Column =
        "max-width:36em;margin:0 auto;padding:24px 16px;font-family:'Public Sans',system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:17px;line-height:1.5";

    // White on this blue has a contrast of 6.6 to 1.
    private const string Button =
        "display:inline-block;padding:12px 20px;border-radius:4px;background-color:#005ea2;color:#ffffff;font-weight:bold;text-decoration:none";

    private const string Small = "font-size:14px";
    private const string LongAddress = "overflow-wrap:anywhere;word-break:break-all";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page.</summary>
    public static string Write(MailContent content) =>
        $"""
        <!DOCTYPE html>
        <html lang="{Encode(content.Language)}" style="color-scheme:light dark">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{Encode(content.Subject)}</title>
        </head>
        <body style="margin:0">
        <div style="{Column}">
        {Paragraphs([content.Greeting, .. content.Before])}
        {Link(content.Link)}
        {Paragraphs(content.After)}
        <hr>
        {Footer(content.Footer)}
        </div>
        </body>
        </html>

        """;

    private static string Paragraphs(IReadOnlyList<string> paragraphs) => string.Join('\n', paragraphs.Select(paragraph => $"<p>{Encode(paragraph)}</p>"));

    private static string Link(MailLink? link) => link is null
        ? ""
        : $"""
          <p><a href="{Encode(link.Address)}" style="{Button}">{Encode(link.Button)}</a></p>
          <p style="{Small}">{Encode(link.InFull)}<br>
          {Anchor(link.Address, link.Address)}</p>
          """;

    private static string Footer(MailFooter footer) =>
        $"""
        <div style="{Small}">
        <p>{Encode(footer.RunBy)}</p>
        <p>{string.Join("<br>\n", Reach(footer))}</p>
        <p>{Encode(footer.Registration)}</p>
        </div>
        """;

    private static IEnumerable<string> Reach(MailFooter footer)
    {
        yield return Encode(footer.Questions);
        if (footer.Email is { } email)
        {
            yield return Anchor($"mailto:{email}", email);
        }

        if (footer.Phone is { } phone)
        {
            yield return Encode(phone);
        }

        if (footer.Url is { } url)
        {
            yield return Anchor(url, url);
        }
    }

    private static string Anchor(string address, string text) => $"<a href=\"{Encode(address)}\" style=\"{LongAddress}\">{Encode(text)}</a>";

    private static string Encode(string text) => Encoder.Encode(text);
}
