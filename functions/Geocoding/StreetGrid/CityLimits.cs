namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>The city's boundary. The suburbs carry on with the same street names and numbers, so a number alone does not show it.</summary>
internal sealed class CityLimits
{
    private readonly GridPosition[] _outline;

    private CityLimits(GridPosition[] outline) => _outline = outline;

    /// <summary>Loads the outline (<c>city-limits.csv</c>).</summary>
    /// <exception cref="InvalidDataException">The table is damaged.</exception>
    public static CityLimits Load() => new([.. EmbeddedTable.Read("city-limits.csv", ParseVertex)]);

    /// <summary>Whether a position is in the city, by counting the edges that a line from it to the east crosses.</summary>
    /// <param name="position">The position on the grid.</param>
    public bool Contains(GridPosition position)
    {
        var inside = false;
        var previous = _outline[^1];
        foreach (var vertex in _outline)
        {
            if (vertex.North > position.North != previous.North > position.North
                && position.East < EastAt(position.North, vertex, previous))
            {
                inside = !inside;
            }

            previous = vertex;
        }

        return inside;
    }

    private static double EastAt(double north, GridPosition from, GridPosition to) =>
        from.East + ((to.East - from.East) * (north - from.North) / (to.North - from.North));

    private static GridPosition ParseVertex(string[] fields) =>
        new(GridPosition.ParseNumber(fields[1]), GridPosition.ParseNumber(fields[0]));
}
