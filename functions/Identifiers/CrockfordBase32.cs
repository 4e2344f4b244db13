using System.Security.Cryptography;

namespace ServerlessRegistry.Identifiers;

/// <summary>
/// Douglas Crockford's base 32: digits and capital letters without I, L, O and U, so that a person can read a code
/// aloud and type it back.
/// </summary>
internal static class CrockfordBase32
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>As many characters from a cryptographic random source, five bits each.</summary>
    public static string Random(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>
    /// Reads what a person typed: any case, I and L as 1, O as 0, hyphens and spaces passed over.
    /// Gives <see langword="null"/> unless that leaves <paramref name="length"/> characters of the alphabet.
    /// </summary>
    public static string? Normalize(string? text, int length)
    {
        // Twice the length leaves room for separators and bounds the work on hostile input.
        if (text is null || text.Length > 2 * length)
        {
            return null;
        }

        Span<char> normalized = stackalloc char[length];
        var count = 0;
        foreach (var character in text)
        {
            if (character is '-' or ' ')
            {
                continue;
            }

            var digit = char.ToUpperInvariant(character) switch
            {
                'I' or 'L' => '1',
                'O' => '0',
                var other => other,
            };
            if (count == length || !Alphabet.Contains(digit, StringComparison.Ordinal))
            {
                return null;
            }

            normalized[count++] = digit;
        }

        return count == length ? new string(normalized) : null;
    }
}
