using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Says in a PDF which language it is in, for screen readers; SkiaSharp has no setting for it. The entry <c>/Lang</c> goes
/// into the catalog (ISO 32000-1, 14.9.2), and the cross-reference table, whose entries are 20 bytes each, is moved along.
/// </summary>
internal static partial class PdfLanguage
{
    private const int EntryLength = 20;

    /// <summary>The document with its language.</summary>
    /// <param name="pdf">A document with one cross-reference table, as Skia writes it.</param>
    /// <param name="language">A language tag (RFC 5646).</param>
    /// <exception cref="InvalidDataException">The document has no such table.</exception>
    public static byte[] Add(ReadOnlySpan<byte> pdf, string language)
    {
        // In Latin-1 each byte is one character, so positions in the text are offsets in the file.
        var text = Encoding.Latin1.GetString(pdf);
        var end = Ending().Match(text);
        var tableAt = end.Success ? int.Parse(end.Groups["table"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var table = TableHead().Match(text, tableAt);
        if (!table.Success)
        {
            throw new InvalidDataException("The PDF does not end in a cross-reference table.");
        }

        var entriesAt = tableAt + table.Length;
        var entryCount = int.Parse(table.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        var root = int.Parse(end.Groups["root"].ValueSpan, CultureInfo.InvariantCulture);
        var catalogAt = OffsetIn(text, entriesAt + (root * EntryLength));
        var insertAt = text.IndexOf("<<", catalogAt, StringComparison.Ordinal) + 2;
        var entry = $"/Lang ({language})\n";

        var moved = new StringBuilder(text.Length + entry.Length)
            .Append(text, 0, insertAt)
            .Append(entry)
            .Append(text, insertAt, entriesAt - insertAt);
        for (var index = 0; index < entryCount; index++)
        {
            var entryAt = entriesAt + (index * EntryLength);
            var offset = OffsetIn(text, entryAt);
            var newOffset = offset > insertAt ? offset + entry.Length : offset;
            moved.Append(CultureInfo.InvariantCulture, $"{newOffset:D10}").Append(text, entryAt + 10, EntryLength - 10);
        }

        var entriesEnd = entriesAt + (entryCount * EntryLength);
        moved.Append(text, entriesEnd, end.Groups["table"].Index - entriesEnd)
            .Append(CultureInfo.InvariantCulture, $"{tableAt + entry.Length}")
            .Append("\n%%EOF\n");
        return Encoding.Latin1.GetBytes(moved.ToString());
    }

    private static int OffsetIn(string text, int entryAt) => int.Parse(text.AsSpan(entryAt, 10), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"trailer\s*<<[^>]*/Root (?<root>\d+) 0 R[^>]*>>\s*startxref\s+(?<table>\d+)\s+%%EOF\s*\z", RegexOptions.RightToLeft)]
    private static partial Regex Ending();

    [GeneratedRegex(@"\Gxref\s+0 (?<count>\d+)\s*?\n")]
    private static partial Regex TableHead();
}
