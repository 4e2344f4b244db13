using System.Globalization;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// Reads house numbers as people write them: <c>1060</c>, <c>1234 1/2</c>, <c>1234-36</c> (the first number counts), <c>1234A</c>,
/// <c>1060W</c>, <c>No. 1060</c>, <c>One</c> (in front of a direction), and after a unit (<c>Suite 300, 233</c>).
/// </summary>
internal static class HouseNumber
{
    private const int MaximumDigits = 6;

    private static readonly string[] WrittenOut =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>Reads the number at the start of a line.</summary>
    /// <param name="words">The line.</param>
    /// <param name="number">The house number.</param>
    /// <param name="direction">The direction, where it is written without a space behind the number.</param>
    /// <param name="next">The first word after the number.</param>
    public static bool TryRead(AddressWords words, out int number, out CompassDirection? direction, out int next)
    {
        next = FirstWord(words);
        if (!TryReadWord(words, next, out number, out direction))
        {
            return false;
        }

        next++;
        if (words[next] is "-")
        {
            next += 2;
        }

        if (words[next].Contains('/') || IsLetterBeforeDirection(words, next))
        {
            next++;
        }

        return true;
    }

    private static int FirstWord(AddressWords words)
    {
        if (!UnitWords.IsDesignator(words[0]))
        {
            return 0;
        }

        if (IsNumber(words[2]))
        {
            return 2;
        }

        return words[0] is "#" or "no" or "number" ? 1 : 0;
    }

    private static bool IsNumber(ReadOnlySpan<char> word) => !word.IsEmpty && word.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool TryReadWord(AddressWords words, int index, out int number, out CompassDirection? direction)
    {
        var word = words[index];
        var digits = word.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? word.Length : digits;
        direction = null;
        if (digits is 0 or > MaximumDigits)
        {
            return TryReadWrittenOut(words, index, out number);
        }

        number = int.Parse(word[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        var rest = word[digits..];
        if (rest.Length == 1 && Directions.TryRead(rest, out var glued) && !Directions.TryRead(words[index + 1], out _))
        {
            direction = glued;
        }

        var isSpan = rest.Length > 1 && rest[0] == '/' && digits > 1;
        return rest.Length <= 1 || isSpan;
    }

    private static bool TryReadWrittenOut(AddressWords words, int index, out int number)
    {
        number = 0;
        if (!Directions.TryRead(words[index + 1], out _))
        {
            return false;
        }

        for (var candidate = 0; candidate < WrittenOut.Length; candidate++)
        {
            if (words[index].SequenceEqual(WrittenOut[candidate]))
            {
                number = candidate + 1;
                return true;
            }
        }

        return false;
    }

    private static bool IsLetterBeforeDirection(AddressWords words, int index) =>
        words[index].Length == 1
        && char.IsAsciiLetter(words[index][0])
        && !Directions.TryRead(words[index], out _)
        && Directions.TryRead(words[index + 1], out _);
}
