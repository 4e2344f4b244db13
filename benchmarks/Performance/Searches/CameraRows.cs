using System.Globalization;
using Azure.Data.Tables;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Benchmarks.Performance.Searches;

/// <summary>The cameras of a city: 200 to the square kilometre, at random in a square, the more the larger.</summary>
internal sealed class CameraRows
{
    /// <summary>The one partition of the table that is searched by geohash.</summary>
    public const string GeohashPartition = "all";

    private const double CamerasPerSquareKilometre = 200;
    private static readonly GeoPoint Corner = new(-87.9, 41.6);
    private readonly double _side;

    /// <param name="count">How many cameras.</param>
    /// <param name="seed">What they are drawn from.</param>
    public CameraRows(int count, int seed)
    {
        _side = Math.Sqrt(count / CamerasPerSquareKilometre) * 1000;
        var random = new Random(seed);
        Cameras = [.. Enumerable.Range(0, count).Select(number => Camera(number, random))];
    }

    /// <summary>The cameras.</summary>
    public IReadOnlyList<MapCamera> Cameras { get; }

    /// <summary>Circles of 100 to 500 metres wholly among the cameras, where there is room.</summary>
    public IReadOnlyList<CircleArea> Circles(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var radius = Math.Min(100 + (random.NextDouble() * 400), _side / 4);
                var room = _side - (2 * radius);
                return new CircleArea(Offset(radius + (random.NextDouble() * room), radius + (random.NextDouble() * room)), radius);
            }),
        ];
    }

    /// <summary>The same camera's row in a table that is sorted by geohash, as the usual recipe has it.</summary>
    public static TableEntity GeohashRow(MapCamera camera)
    {
        var row = new TableEntity(camera.ToRow()) { RowKey = $"{Hex(Benchmarks.Search.Geohash.Of(camera.Point))}-{camera.CameraId}" };
        row.PartitionKey = GeohashPartition;
        return row;
    }

    /// <summary>The key of a place in the geohash table.</summary>
    public static string Hex(long geohash) => geohash.ToString("x16", CultureInfo.InvariantCulture);

    private MapCamera Camera(int number, Random random)
    {
        var registration = RegistrationId.Create().Value;
        return new MapCamera(
            $"{registration}-01",
            registration,
            Offset(random.NextDouble() * _side, random.NextDouble() * _side),
            "Front door",
            Math.Round(random.NextDouble() * 359),
            110,
            25,
            14,
            number % 2 == 0 ? OwnerKind.Business : OwnerKind.Residence,
            number % 2 == 0 ? "Ruiz Hardware" : null)
        {
            ValidUntil = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
    }

    private static GeoPoint Offset(double east, double north)
    {
        var latitude = Corner.Latitude + (north / Geodesy.Distance(Corner, Corner with { Latitude = Corner.Latitude + 1 }));
        return new GeoPoint(Corner.Longitude + (east / Geodesy.Distance(new GeoPoint(0, latitude), new GeoPoint(1, latitude))), latitude);
    }
}
