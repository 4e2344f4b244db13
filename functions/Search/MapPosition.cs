using System.Globalization;
using Azure.Data.Tables;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Search;

/// <summary>
/// Where on the map's curve a point is. The world, in the Web Mercator projection, is a square grid of 2^24 columns and
/// rows (1.8 m wide in Chicago); the curve numbers its cells. The first 13 levels are the map tile, which is a
/// partition of the table; the other 11 are the place within it.
/// </summary>
/// <param name="Index">The place on the curve, 0 to 2^48 - 1.</param>
internal readonly record struct MapPosition(long Index)
{
    /// <summary>The levels of the whole grid.</summary>
    public const int Order = 24;

    /// <summary>The zoom of a tile.</summary>
    public const int TileOrder = 13;

    /// <summary>The bits of the place within a tile.</summary>
    public const int RowBits = 2 * (Order - TileOrder);

    /// <summary>The grid's columns and rows.</summary>
    public const int Cells = 1 << Order;

    /// <summary>The latitude at which Web Mercator's square ends.</summary>
    private const double NorthEnd = 85.0511287798066;

    /// <summary>The position of a point.</summary>
    public static MapPosition Of(GeoPoint point) => new(HilbertCurve.PositionOf(Column(point.Longitude), Row(point.Latitude), Order));

    /// <summary>The partition of the map that holds the position.</summary>
    public string PartitionKey => Partition(Index >> RowBits);

    /// <summary>The key of a camera at the position.</summary>
    public string RowKey(string cameraId) => $"{Place(Index & ((1L << RowBits) - 1))}-{cameraId}";

    /// <summary>The filter of a registration's cameras at the position: their ids start with the registration's.</summary>
    public string RowsOf(RegistrationId id) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey} and RowKey ge {RowKey($"{id}-")} and RowKey lt {RowKey($"{id}.")}");

    /// <summary>The key of a tile, by its place on the curve of tiles.</summary>
    public static string Partition(long tile) => tile.ToString("x7", CultureInfo.InvariantCulture);

    /// <summary>The first characters of a row's key, by the place within the tile; 2^22 gives what comes after every row.</summary>
    public static string Place(long place) => place.ToString("x6", CultureInfo.InvariantCulture);

    /// <summary>The grid's column at a longitude, which may lie beyond ±180.</summary>
    public static int Column(double longitude) => (int)Math.Floor(Fraction((longitude + 180) / 360) * Cells);

    /// <summary>The grid's row at a latitude, from the north.</summary>
    public static int Row(double latitude)
    {
        var radians = double.DegreesToRadians(Math.Clamp(latitude, -NorthEnd, NorthEnd));
        var fraction = (1 - (Math.Asinh(Math.Tan(radians)) / Math.PI)) / 2;
        return Math.Clamp((int)Math.Floor(fraction * Cells), 0, Cells - 1);
    }

    /// <summary>The box of a cell of a coarser grid.</summary>
    /// <param name="x">Its column there.</param>
    /// <param name="y">Its row there.</param>
    /// <param name="order">The levels of that grid.</param>
    public static GeoBounds CellBounds(int x, int y, int order)
    {
        var (northWest, southEast) = (CellCorner(x, y, order), CellCorner(x + 1, y + 1, order));
        return new GeoBounds(northWest.Longitude, southEast.Latitude, southEast.Longitude, northWest.Latitude);
    }

    /// <summary>The north-western corner of a cell of a coarser grid.</summary>
    /// <param name="x">Its column there.</param>
    /// <param name="y">Its row there.</param>
    /// <param name="order">The levels of that grid.</param>
    public static GeoPoint CellCorner(int x, int y, int order)
    {
        var cells = (double)(1 << order);
        return new GeoPoint((x / cells * 360) - 180, Latitude(y / cells));
    }

    private static double Latitude(double fraction) => double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - (2 * fraction)))));

    private static double Fraction(double value) => value - Math.Floor(value);
}
