namespace ServerlessRegistry.Geography;

/// <summary>A box of longitudes and latitudes, in degrees. Where it crosses the antimeridian, <paramref name="East"/> is above 180.</summary>
/// <param name="West">-180 to 180.</param>
/// <param name="South">-90 to 90.</param>
/// <param name="East">At least <paramref name="West"/>, at most 360 more.</param>
/// <param name="North">At least <paramref name="South"/>.</param>
public readonly record struct GeoBounds(double West, double South, double East, double North)
{
    /// <summary>The box, whole turns further where that brings its middle nearer to a longitude. It may then lie beyond ±180.</summary>
    internal GeoBounds Near(double longitude)
    {
        var turn = Turns.Toward(longitude, (West + East) / 2);
        return this with { West = West + turn, East = East + turn };
    }

    /// <summary>The smallest box around both. Their longitudes are taken as they are.</summary>
    internal GeoBounds With(GeoBounds other) => new(
        Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));
}
