namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>The side of the address grid's zero lines (Madison and State Street) that a house number counts towards.</summary>
internal enum CompassDirection
{
    /// <summary>North of Madison Street.</summary>
    North,

    /// <summary>South of Madison Street.</summary>
    South,

    /// <summary>East of State Street.</summary>
    East,

    /// <summary>West of State Street.</summary>
    West,
}

/// <summary>What follows from a direction.</summary>
internal static class CompassDirections
{
    /// <summary>Whether numbers with this direction stand on a street that runs from north to south.</summary>
    /// <param name="direction">The direction.</param>
    public static bool RunsNorthSouth(this CompassDirection direction) =>
        direction is CompassDirection.North or CompassDirection.South;

    /// <summary>A house number as a signed grid number: north and east are positive.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="number">The house number.</param>
    public static int Signed(this CompassDirection direction, int number) =>
        direction is CompassDirection.North or CompassDirection.East ? number : -number;

    /// <summary>The direction that a letter stands for.</summary>
    /// <param name="letter">N, S, E or W.</param>
    /// <exception cref="FormatException">It is another letter.</exception>
    public static CompassDirection FromLetter(char letter) => letter switch
    {
        'N' => CompassDirection.North,
        'S' => CompassDirection.South,
        'E' => CompassDirection.East,
        'W' => CompassDirection.West,
        _ => throw new FormatException($"'{letter}' is not a compass direction."),
    };
}
