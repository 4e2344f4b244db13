namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// Writes street names so that equal names compare equal, whatever their case, spaces, punctuation and abbreviations:
/// <c>St. Louis</c> and <c>Saint Louis</c>, <c>Des Plaines</c> and <c>Desplaines</c>, <c>S. Chicago</c> and <c>South Chicago</c>.
/// </summary>
internal static class StreetName
{
    /// <summary>The longest key that is written; no street's name comes near it.</summary>
    public const int MaximumLength = 64;

    /// <summary>The key of a name.</summary>
    /// <param name="name">The name as the street table writes it.</param>
    public static string Key(string name)
    {
        Span<char> key = stackalloc char[MaximumLength];
        var words = new AddressWords(name, stackalloc char[AddressWords.MaximumLength], stackalloc Range[AddressWords.MaximumCount]);
        return key[..WriteKey(words, 0, words.Count, key)].ToString();
    }

    /// <summary>Writes the key of a name that stands in an address.</summary>
    /// <param name="words">The address.</param>
    /// <param name="first">The name's first word.</param>
    /// <param name="count">How many words the name has.</param>
    /// <param name="key">Where to write it: <see cref="MaximumLength"/> characters.</param>
    /// <returns>The key's length; 0 where the name is too long to be one.</returns>
    public static int WriteKey(AddressWords words, int first, int count, Span<char> key)
    {
        var length = 0;
        for (var index = first; index < first + count; index++)
        {
            var word = Expand(words[index], isFirst: index == first);
            if (!word.TryCopyTo(key[length..]))
            {
                return 0;
            }

            length += word.Length;
        }

        return length;
    }

    /// <summary>The letters that make a number an ordinal: 1st, 2nd, 3rd, 4th, 11th.</summary>
    /// <param name="number">The number.</param>
    public static string OrdinalEnding(int number) => (number % 100, number % 10) switch
    {
        (11 or 12 or 13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };

    private static ReadOnlySpan<char> Expand(ReadOnlySpan<char> word, bool isFirst) => word switch
    {
        "n" => "north",
        "s" => "south",
        "e" => "east",
        "w" => "west",
        "st" when isFirst => "saint",
        "av" or "ave" when isFirst => "avenue",
        "doctor" => "dr",
        "junior" => "jr",
        _ => word,
    };
}
