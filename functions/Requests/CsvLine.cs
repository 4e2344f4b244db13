using System.Buffers;
using System.Text;

namespace ServerlessRegistry.Requests;

/// <summary>
/// A line of comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front, so
/// that nobody can plant one by what they write into a form.
/// </summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>The cells with their line end.</summary>
    /// <param name="cells">The texts; <see langword="null"/> for an empty cell.</param>
    public static string Of(params ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        for (var index = 0; index < cells.Length; index++)
        {
            line.Append(index == 0 ? "" : ",").Append(Text(cells[index]));
        }

        return line.Append("\r\n").ToString();
    }

    /// <summary>A text as a cell; empty for <see langword="null"/>.</summary>
    public static string Text(string? text)
    {
        var harmless = text is null ? "" : IsFormula(text) ? $"'{text}" : text;
        return harmless.AsSpan().ContainsAny(Quoted) ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }

    /// <summary>Spreadsheets look past white space, and some take the full-width forms of the signs too.</summary>
    private static bool IsFormula(string text) =>
        text.StartsWith('\t') || text.StartsWith('\r') || text.StartsWith('\n')
        || text.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..];
}
