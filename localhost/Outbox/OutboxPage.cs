using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ServerlessRegistry.Localhost.Outbox;

/// <summary>The page of the outbox. It runs no script and loads nothing.</summary>
internal static class OutboxPage
{
    private const string Style =
        "body{max-width:46rem;margin:0 auto;padding:1.5rem 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}"
        + "article{border-top:1px solid;padding:1rem 0}h2{margin:0}dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:.5rem 0}"
        + "dd{margin:0;overflow-wrap:anywhere}pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Lets the page have its own style, and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page with these mails, the newest first.</summary>
    public static string Write(IReadOnlyList<OutboxMail> mails) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Outbox</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>Outbox</h1>
        <p>{(mails.Count == 0 ? "No mail yet." : "These mails were kept here instead of being sent; the newest is first.")}</p>
        {string.Join('\n', mails.Select(Article))}
        </main>
        </body>
        </html>

        """;

    private static string Article(OutboxMail mail, int number)
    {
        var heading = string.Create(CultureInfo.InvariantCulture, $"mail-{number + 1}");
        var time = mail.SentAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"""
                <article aria-labelledby="{heading}">
                <h2 id="{heading}" dir="auto">{Encode(mail.Subject)}</h2>
                <dl>
                <dt>Sent</dt><dd><time datetime="{time}">{time}</time></dd>
                <dt>To</dt><dd>{Encode(mail.To)}</dd>
                <dt>File</dt><dd><a href="{Encode(mail.Url)}">{Encode(mail.Name)}</a></dd>
                </dl>
                <pre dir="auto"{(mail.Language is { } language ? $" lang=\"{Encode(language)}\"" : "")}>{string.Concat(OutboxMail.Pieces(mail.Text).Select(Piece))}</pre>
                </article>
                """;
    }

    private static string Piece((string Text, bool IsLink) piece) =>
        piece.IsLink ? $"<a href=\"{Encode(piece.Text)}\" rel=\"noreferrer\">{Encode(piece.Text)}</a>" : Encode(piece.Text);

    private static string Encode(string text) => Encoder.Encode(text);
}
