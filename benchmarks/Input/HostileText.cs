using CsCheck;

namespace ServerlessRegistry.Benchmarks.Input;

/// <summary>Texts that programs stumble over.</summary>
internal static class HostileText
{
    /// <summary>A text for a value of JSON, of a header or of a query.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(
        Gen.OneOfConst(
            "", " ", "\0", "\r\n", "\t", "null", "undefined", "NaN", "-1", "0", "1e400", "9223372036854775808", "true", "[]", "{}",
            "' or 1 eq 1 or '", "PartitionKey ne ''", "../../audit/2026-11-23.jsonl", "..%2f..%2f", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}",
            "=cmd|' /C calc'!A0", "@SUM(1)", "\ud800", "\udfff", "\u202etxt.exe", "e\u0301\u0301\u0301", "ǅ", "ß", "İ", "\ufeff", "\u0000\u0001", "𝕬", "👩‍👩‍👧‍👦",
            "2026-13-45T25:61:61Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00", "2026-02-29", "ana@example.com\r\nBcc: x@example.com", "a@[127.0.0.1]"),
        Gen.String[0, 40],
        Gen.Int[1, 9000].Select(length => new string('x', length)),
        Gen.Int[1, 900].Select(length => string.Concat(Enumerable.Repeat("é\u0301", length))));

    /// <summary>A text that can stand in a header: ASCII that can be seen, and spaces.</summary>
    public static Gen<string> Header { get; } = Gen.OneOf(
        Any.Select(text => string.Concat(text.Where(character => character is >= ' ' and <= '~'))),
        Gen.Char[' ', '~'].Array[0, 300].Select(characters => new string(characters)));

    /// <summary>A text as a part of a path or a query, escaped in one of the ways that clients know.</summary>
    public static Gen<string> Escaped { get; } = Gen.Select(Any, Gen.Int[0, 3], (text, way) => way switch
    {
        0 => string.Concat(text.Where(char.IsAsciiLetterOrDigit)),
        1 => Escape(text).Replace("%20", "+", StringComparison.Ordinal),
        2 => Escape(Escape(text)),
        _ => Escape(text),
    });

    private static string Escape(string text)
    {
        var whole = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        return Uri.EscapeDataString(whole.Length <= 1500 ? whole : whole[..1500].TrimEnd('\ud83d'));
    }
}
