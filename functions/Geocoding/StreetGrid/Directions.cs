namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>The words that people write for a direction.</summary>
internal static class Directions
{
    /// <summary>The direction that a word stands for, if any.</summary>
    /// <param name="word">A word in lower case.</param>
    /// <param name="direction">The direction.</param>
    public static bool TryRead(ReadOnlySpan<char> word, out CompassDirection direction)
    {
        CompassDirection? read = word switch
        {
            "n" or "no" or "north" => CompassDirection.North,
            "s" or "so" or "south" => CompassDirection.South,
            "e" or "east" => CompassDirection.East,
            "w" or "west" => CompassDirection.West,
            _ => null,
        };
        direction = read.GetValueOrDefault();
        return read is not null;
    }
}
