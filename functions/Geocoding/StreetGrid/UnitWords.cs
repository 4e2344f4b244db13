using System.Collections.Frozen;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// What may follow the street in an address line without moving its place: a unit, a floor, a part of the house, and the city
/// once more.
/// </summary>
internal static class UnitWords
{
    private const int LongestUnitNumber = 6;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Designators = Words(
        "#", "apartment", "apt", "bldg", "building", "dept", "fl", "floor", "flr", "level", "lot", "no", "number", "office", "ofc", "rm",
        "room", "shop", "spc", "space", "ste", "store", "suite", "unit");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Parts = Words(
        "basement", "bsmt", "coach", "coachhouse", "duplex", "first", "front", "frnt", "garage", "garden", "ground", "hall", "house",
        "lobby", "lower", "mezzanine", "penthouse", "ph", "rear", "second", "side", "third", "top", "upper");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Joints = Words("&", "-", "/", "and");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CityAndState = Words(
        "chicago", "il", "illinois", "us", "usa");

    /// <summary>Whether a word announces the number or letter of a unit.</summary>
    /// <param name="word">A word in lower case.</param>
    public static bool IsDesignator(ReadOnlySpan<char> word) => Designators.Contains(word);

    /// <summary>Whether nothing but units and the city follows.</summary>
    /// <param name="words">The line.</param>
    /// <param name="next">The first word after the street.</param>
    /// <param name="unread">The first word that is something else.</param>
    public static bool FillTheRest(AddressWords words, int next, out ReadOnlySpan<char> unread)
    {
        var first = next;
        for (; next < words.Count; next++)
        {
            if (IsDesignator(words[next]))
            {
                next += IsDesignator(words[next + 1]) ? 0 : 1;
            }
            else if (!(IsUnit(words[next]) || CityAndState.Contains(words[next]) || (next > first && IsJoint(words[next]))))
            {
                unread = words[next];
                return false;
            }
        }

        unread = [];
        return true;
    }

    /// <summary>Whether a word belongs to the unit in front of it: <c>2 &amp; 3</c>, <c>4-B</c>, <c>1 East</c>.</summary>
    private static bool IsJoint(ReadOnlySpan<char> word) => Joints.Contains(word) || Directions.TryRead(word, out _);

    private static bool IsUnit(ReadOnlySpan<char> word)
    {
        var isLetter = word.Length == 1 && char.IsAsciiLetter(word[0]);
        var isNumber = word.Length <= LongestUnitNumber && word.ContainsAnyInRange('0', '9');
        return isLetter || isNumber || Parts.Contains(word);
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(params string[] words) =>
        words.ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();
}
