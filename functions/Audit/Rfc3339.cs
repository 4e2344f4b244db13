using System.Globalization;

namespace ServerlessRegistry.Audit;

/// <summary>Times as RFC 3339 writes them. One without an offset is refused: it would mean another moment on every server.</summary>
internal static class Rfc3339
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time.</summary>
    /// <param name="text">Such as <c>2026-11-20T22:15:00Z</c>.</param>
    /// <param name="time">The time in UTC.</param>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time)
        && (text.EndsWith('Z') || text[10..].AsSpan().IndexOfAny('+', '-') > 0);
}
