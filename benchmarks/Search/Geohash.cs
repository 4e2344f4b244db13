using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Benchmarks.Search;

/// <summary>
/// Geohash (G. Niemeyer, 2008): the bits of longitude and latitude in turn, five to a character. A cell of n characters
/// has the cells of n + 1 characters in it, so that it is one range of keys.
/// </summary>
internal static class Geohash
{
    private const int Bits = 60;

    /// <summary>The first 60 bits: twelve characters.</summary>
    public static long Of(GeoPoint point) => Interleave(
        (long)((point.Longitude + 180) / 360 * (1L << (Bits / 2))), (long)((point.Latitude + 90) / 180 * (1L << (Bits / 2))));

    /// <summary>
    /// The cell of a point and its eight neighbours, with as many characters as still make a cell larger than the radius
    /// each way: the usual recipe for "what is near" on a key-value store. Neighbours that follow one another are one range.
    /// </summary>
    public static IReadOnlyList<(long From, long To)> Neighbourhood(GeoPoint center, double radius)
    {
        var characters = Enumerable.Range(1, Bits / 5).Last(length => CellIsLarger(length, center.Latitude, radius));
        var bits = characters * 5;
        var (columnBits, rowBits) = ((bits + 1) / 2, bits / 2);
        var column = (long)((center.Longitude + 180) / 360 * (1L << columnBits));
        var row = (long)((center.Latitude + 90) / 180 * (1L << rowBits));
        var ranges = new List<(long From, long To)>();
        for (var x = column - 1; x <= column + 1; x++)
        {
            for (var y = row - 1; y <= row + 1; y++)
            {
                var first = Interleave(x << ((Bits / 2) - columnBits), y << ((Bits / 2) - rowBits));
                ranges.Add((first, first + (1L << (Bits - bits))));
            }
        }

        ranges.Sort();
        return Joined(ranges);
    }

    private static bool CellIsLarger(int characters, double latitude, double radius)
    {
        var width = 360.0 / (1L << (((characters * 5) + 1) / 2));
        var height = 180.0 / (1L << (characters * 5 / 2));
        return Geodesy.Distance(new GeoPoint(0, latitude), new GeoPoint(width, latitude)) > radius
            && Geodesy.Distance(new GeoPoint(0, latitude), new GeoPoint(0, latitude + height)) > radius;
    }

    private static List<(long From, long To)> Joined(List<(long From, long To)> ranges)
    {
        var joined = new List<(long From, long To)>();
        foreach (var range in ranges)
        {
            if (joined is [.., var last] && last.To == range.From)
            {
                joined[^1] = (last.From, range.To);
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    private static long Interleave(long x, long y)
    {
        var interleaved = 0L;
        for (var bit = (Bits / 2) - 1; bit >= 0; bit--)
        {
            interleaved = (interleaved << 2) | (((x >> bit) & 1) << 1) | ((y >> bit) & 1);
        }

        return interleaved;
    }
}
