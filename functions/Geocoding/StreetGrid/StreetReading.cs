using System.Globalization;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>What the part of an address line after the house number says.</summary>
/// <param name="Direction">The direction, where it is written.</param>
/// <param name="Streets">The streets of the name.</param>
/// <param name="Type">The street's type, where it is written or goes without saying.</param>
/// <param name="Problem">One of <see cref="ReviewReasons"/>, where the line goes on with something that changes its meaning.</param>
internal readonly record struct StreetReading(CompassDirection? Direction, Street[] Streets, string? Type, string? Problem)
{
    private const int LongestName = 6;

    /// <summary>Reads a street, with or without its direction in front.</summary>
    /// <param name="words">The line.</param>
    /// <param name="next">The first word of the name, after any direction.</param>
    /// <param name="direction">The direction in front of it.</param>
    /// <param name="table">The city's streets.</param>
    /// <returns>
    /// The reading, or <see langword="null"/> where no street has such a name. A direction alone is only a name with its own type
    /// behind it: <c>1600 North Ave</c>, but not <c>1600 North</c>.
    /// </returns>
    public static StreetReading? Read(AddressWords words, int next, CompassDirection? direction, StreetTable table)
    {
        if (words[next] is "lower" or "upper")
        {
            next++;
        }

        var first = next;
        if (!TryReadName(words, ref next, table, out var streets, out var isNumbered))
        {
            return null;
        }

        var isDirectionAlone = direction is null && Directions.TryRead(words[next - 1], out _) && next - first == 1;
        var type = ReadType(words, ref next);
        if (isDirectionAlone && !Array.Exists(streets, street => type is not null && street.IsOfType(type)))
        {
            return null;
        }

        var problem = ReadDirectionBehind(words, ref next, ref direction);
        problem ??= UnitWords.FillTheRest(words, next, out var unread) ? null : ProblemOf(unread);
        return new StreetReading(direction, streets, type ?? (isNumbered ? StreetTypes.Street : null), problem);
    }

    /// <summary>Whether a street of the name runs the way that the written direction counts; true where none is written.</summary>
    public bool HasStreetInItsDirection()
    {
        foreach (var street in Streets)
        {
            if (RunsItsWay(street))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the type tells streets of the same name and course apart; where it does not, a wrong one is forgiven.</summary>
    public bool TypeTellsStreetsApart()
    {
        foreach (var street in Streets)
        {
            if (Type is not null && street.IsOfType(Type) && RunsItsWay(street))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the reading may mean the numbers of a street on one side of the grid.</summary>
    /// <param name="street">One of <see cref="Streets"/>.</param>
    /// <param name="side">The side.</param>
    /// <param name="byType">Whether the street must be of the written type.</param>
    public bool Admits(Street street, CompassDirection side, bool byType) =>
        (Direction is null || Direction == side) && (!byType || street.IsOfType(Type!));

    private bool RunsItsWay(Street street) =>
        Direction is not { } direction || street.RunsNorthSouth == direction.RunsNorthSouth();

    private static bool TryReadName(AddressWords words, ref int next, StreetTable table, out Street[] streets, out bool isNumbered)
    {
        Span<char> key = stackalloc char[StreetName.MaximumLength];
        isNumbered = false;
        for (var count = Math.Min(LongestName, words.Count - next); count > 0; count--)
        {
            var length = StreetName.WriteKey(words, next, count, key);
            if (!char.IsAsciiDigit(key[0]) && table.TryFind(key[..length], out streets))
            {
                next += count;
                return true;
            }
        }

        streets = [];
        if (!Ordinals.TryRead(words, next, out var number, out var afterNumber))
        {
            return false;
        }

        key.TryWrite(CultureInfo.InvariantCulture, $"{number}{StreetName.OrdinalEnding(number)}", out var written);
        next = afterNumber;
        isNumbered = true;
        return table.TryFind(key[..written], out streets);
    }

    /// <summary>Reads the type, and once more what the name or the type ends with: <c>Northwest Highway Hwy</c>, <c>Avenue H H</c>.</summary>
    private static string? ReadType(AddressWords words, ref int next)
    {
        if (words[next].Length > 0 && words[next].SequenceEqual(words[next - 1]))
        {
            next++;
        }

        if (!StreetTypes.TryRead(words[next], out var type))
        {
            return null;
        }

        next++;
        if (StreetTypes.TryRead(words[next], out var again) && again == type)
        {
            next++;
        }

        return type;
    }

    private static string? ReadDirectionBehind(AddressWords words, ref int next, ref CompassDirection? direction)
    {
        if (!Directions.TryRead(words[next], out var behind) || words[next] is "no")
        {
            return null;
        }

        var agrees = direction is null || direction == behind || EndsName(words, next);
        direction ??= behind;
        next++;
        return agrees ? null : ReviewReasons.UnreadableEnd;
    }

    /// <summary>Whether the name itself ends with the direction: <c>Lincoln Park West W</c>.</summary>
    private static bool EndsName(AddressWords words, int next) =>
        Directions.TryRead(words[next], out var behind)
        && Directions.TryRead(words[next - 1], out var ofName)
        && behind == ofName;

    private static string ProblemOf(ReadOnlySpan<char> unread) =>
        IsJoint(unread) ? ReviewReasons.Intersection : ReviewReasons.UnreadableEnd;

    /// <summary>Whether a word joins two streets into an intersection.</summary>
    /// <param name="word">A word in lower case.</param>
    public static bool IsJoint(ReadOnlySpan<char> word) =>
        word is "&" or "@" or "/" or "and" or "at" or "near" or "corner" or "intersection" or "between";
}
