using System.Collections.Frozen;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>The words for a street's type, such as Street or Avenue, and their usual abbreviations.</summary>
internal static class StreetTypes
{
    /// <summary>What a numbered street is where its type is left out.</summary>
    public const string Street = "st";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["st"] = Street,
        ["str"] = Street,
        ["street"] = Street,
        ["av"] = "ave",
        ["ave"] = "ave",
        ["aven"] = "ave",
        ["avenue"] = "ave",
        ["blvd"] = "blvd",
        ["boul"] = "blvd",
        ["boulevard"] = "blvd",
        ["ct"] = "ct",
        ["court"] = "ct",
        ["dr"] = "dr",
        ["drv"] = "dr",
        ["drive"] = "dr",
        ["highway"] = "hwy",
        ["hwy"] = "hwy",
        ["lane"] = "ln",
        ["ln"] = "ln",
        ["market"] = "market",
        ["mkt"] = "market",
        ["park"] = "park",
        ["parkway"] = "pkwy",
        ["pkway"] = "pkwy",
        ["pkwy"] = "pkwy",
        ["pky"] = "pkwy",
        ["pl"] = "pl",
        ["place"] = "pl",
        ["plaza"] = "plz",
        ["plz"] = "plz",
        ["rd"] = "rd",
        ["road"] = "rd",
        ["sq"] = "sq",
        ["square"] = "sq",
        ["ter"] = "ter",
        ["terr"] = "ter",
        ["terrace"] = "ter",
        ["way"] = "way",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> TypesBySpan =
        Types.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The type that a word stands for, if any.</summary>
    /// <param name="word">A word in lower case.</param>
    /// <param name="type">The type in its canonical form.</param>
    public static bool TryRead(ReadOnlySpan<char> word, out string type) => TypesBySpan.TryGetValue(word, out type!);

    /// <summary>A type of the street table in its canonical form.</summary>
    /// <param name="type">The type as the table writes it.</param>
    /// <exception cref="FormatException">The type is not known.</exception>
    public static string Canonical(string type) =>
        Types.GetValueOrDefault(type.ToLowerInvariant()) ?? throw new FormatException($"'{type}' is not a street type.");
}
