using System.Globalization;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// Reads the number of a numbered street: <c>35th</c>, <c>35</c> in front of a street type, <c>Thirty-Fifth</c>,
/// <c>One Hundred Third</c>.
/// </summary>
internal static class Ordinals
{
    private static readonly string[] Units =
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
        "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] RoundTens =
        ["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"];

    /// <summary>Reads a number.</summary>
    /// <param name="words">The line.</param>
    /// <param name="first">Where the number starts.</param>
    /// <param name="number">The number.</param>
    /// <param name="next">The first word after it.</param>
    public static bool TryRead(AddressWords words, int first, out int number, out int next) =>
        TryReadDigits(words, first, out number, out next) || TryReadWords(words, first, out number, out next);

    private static bool TryReadDigits(AddressWords words, int first, out int number, out int next)
    {
        var word = words[first];
        var digits = word.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? word.Length : digits;
        next = first + 1;
        number = 0;
        if (digits is 0 or > 3)
        {
            return false;
        }

        number = int.Parse(word[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        if (digits < word.Length)
        {
            return IsEnding(word[digits..]);
        }

        if (words[next] is not "st" && IsEnding(words[next]))
        {
            next++;
            return true;
        }

        return StreetTypes.TryRead(words[next], out _);
    }

    private static bool IsEnding(ReadOnlySpan<char> text) => text is "st" or "nd" or "rd" or "th";

    private static bool TryReadWords(AddressWords words, int first, out int number, out int next)
    {
        next = first;
        number = 0;
        if (words[next] is "hundred" || (words[next] is "one" && words[next + 1] is "hundred"))
        {
            number = 100;
            next += words[next] is "one" ? 2 : 1;
            next += words[next] is "and" ? 1 : 0;
        }
        else if (words[next] is "hundredth")
        {
            number = 100;
            next++;
            return true;
        }

        if (IndexOf(RoundTens, words[next]) is var round and >= 0)
        {
            number += 10 * (round + 2);
            next++;
            return true;
        }

        if (IndexOf(Tens, words[next]) is var tens and >= 0)
        {
            number += 10 * (tens + 2);
            next++;
        }

        if (IndexOf(Units, words[next]) is not (var unit and >= 0))
        {
            return false;
        }

        number += unit + 1;
        next++;
        return true;
    }

    private static int IndexOf(string[] list, ReadOnlySpan<char> word)
    {
        for (var index = 0; index < list.Length; index++)
        {
            if (word.SequenceEqual(list[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
