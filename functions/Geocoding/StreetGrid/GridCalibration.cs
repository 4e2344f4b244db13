using System.Globalization;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>
/// Turns positions on the address grid into positions on the ground, by bilinear interpolation between the crossings whose
/// positions are known (<c>calibration.csv</c>).
/// </summary>
internal sealed class GridCalibration
{
    private readonly int[] _easts;
    private readonly int[] _norths;
    private readonly GeoPoint?[,] _crossings;

    private GridCalibration(List<Crossing> crossings)
    {
        _easts = [.. crossings.Select(crossing => crossing.East).Distinct().Order()];
        _norths = [.. crossings.Select(crossing => crossing.North).Distinct().Order()];
        _crossings = new GeoPoint?[_norths.Length, _easts.Length];
        foreach (var crossing in crossings)
        {
            _crossings[Array.BinarySearch(_norths, crossing.North), Array.BinarySearch(_easts, crossing.East)] = crossing.Point;
        }
    }

    /// <summary>Loads the crossings.</summary>
    /// <exception cref="InvalidDataException">The table is damaged.</exception>
    public static GridCalibration Load() => new(EmbeddedTable.Read("calibration.csv", ParseCrossing));

    /// <summary>Finds a grid position on the ground.</summary>
    /// <param name="position">The position on the grid.</param>
    /// <returns>The point, or <see langword="null"/> where no known crossings surround it.</returns>
    public GeoPoint? ToGround(GridPosition position)
    {
        var (column, right) = Cell(_easts, position.East);
        var (row, up) = Cell(_norths, position.North);
        if (column < 0
            || row < 0
            || _crossings[row, column] is not { } southWest
            || _crossings[row, column + 1] is not { } southEast
            || _crossings[row + 1, column] is not { } northWest
            || _crossings[row + 1, column + 1] is not { } northEast)
        {
            return null;
        }

        return Between(Between(southWest, southEast, right), Between(northWest, northEast, right), up);
    }

    private static GeoPoint Between(GeoPoint from, GeoPoint to, double share) => new(
        from.Longitude + (share * (to.Longitude - from.Longitude)),
        from.Latitude + (share * (to.Latitude - from.Latitude)));

    private static (int Index, double Share) Cell(int[] lines, double value)
    {
        for (var index = 0; index + 1 < lines.Length; index++)
        {
            if (value >= lines[index] && value <= lines[index + 1])
            {
                return (index, (value - lines[index]) / (lines[index + 1] - lines[index]));
            }
        }

        return (-1, 0);
    }

    private static Crossing ParseCrossing(string[] fields) => new(
        GridPosition.ParseNumber(fields[0]),
        GridPosition.ParseNumber(fields[1]),
        new GeoPoint(double.Parse(fields[2], CultureInfo.InvariantCulture), double.Parse(fields[3], CultureInfo.InvariantCulture)));

    private readonly record struct Crossing(int North, int East, GeoPoint Point);
}
