using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Benchmarks.Search;

/// <summary>
/// What a search reads, and how that grows with the registry: our cover of the Hilbert curve beside the usual ways to
/// search a key-value store. Cameras lie at random, equally dense in registries of any size, so that a search finds as many
/// in each.
/// </summary>
internal static class SearchCost
{
    private const double CamerasPerSquareKilometre = 200;
    private const int TileZoom = 15;
    private static readonly GeoPoint Corner = new(-87.9, 41.6);

    /// <summary>One way to search.</summary>
    /// <param name="Name">What the table calls it.</param>
    /// <param name="Prepare">Puts the cameras into its table and gives what reads those that may be in a circle.</param>
    private sealed record Recipe(string Name, Func<IReadOnlyList<GeoPoint>, Reader> Prepare);

    /// <summary>Reads the rows for a circle, says how many requests that took, and hands each row on.</summary>
    private delegate (int Requests, int Rows, int Matched) Reader(CircleArea circle);

    /// <summary>Measures every recipe at every size and prints a table.</summary>
    public static void Run(TextWriter output, IReadOnlyList<int> sizes, int searches)
    {
        Recipe[] recipes =
        [
            new("Hilbert cover, at most 8 ranges", points => CoverReader(points, 8)),
            new("Hilbert cover, at most 16 ranges", points => CoverReader(points, 16)),
            new("Geohash cell and 8 neighbours", GeohashReader),
            new($"Tiles at zoom {TileZoom}", TileReader),
            new("Full scan", ScanReader),
        ];
        output.WriteLine($"{searches} circles of 100 m to 2 km, {CamerasPerSquareKilometre} cameras per square kilometre");
        output.WriteLine($"{"",-34}{"cameras",10}{"rows read / matched",22}{"requests",10}{"CPU per search",16}");
        foreach (var cameras in sizes)
        {
            var side = Math.Sqrt(cameras / CamerasPerSquareKilometre) * 1000;
            var random = new Random(cameras);
            var points = Enumerable.Range(0, cameras).Select(_ => Offset(random.NextDouble() * side, random.NextDouble() * side)).ToList();
            var circles = Circles(side, searches);
            foreach (var recipe in recipes)
            {
                output.WriteLine(Measure(recipe, points, circles));
            }
        }
    }

    private static string Measure(Recipe recipe, List<GeoPoint> points, List<CircleArea> circles)
    {
        var reader = recipe.Prepare(points);
        var sample = recipe.Name == "Full scan" ? [.. circles.Take(Math.Max(1, 20_000_000 / points.Count))] : circles;
        foreach (var circle in sample.Take(50))
        {
            reader(circle);
        }

        long requests = 0, rows = 0, matched = 0;
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (var circle in sample)
        {
            var cost = reader(circle);
            (requests, rows, matched) = (requests + cost.Requests, rows + cost.Rows, matched + cost.Matched);
        }

        var time = Process.GetCurrentProcess().TotalProcessorTime - before;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Name,-34}{points.Count,10:N0}{(double)rows / matched,22:0.00}{(double)requests / sample.Count,10:0.0}{time.TotalMilliseconds / sample.Count,13:0.000} ms");
    }

    /// <summary>Circles that lie wholly among the cameras where these reach far enough; the same ones for every recipe.</summary>
    private static List<CircleArea> Circles(double side, int searches)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, searches).Select(_ =>
            {
                var radius = 100 + (random.NextDouble() * 1_900);
                var room = side - (2 * radius);
                return new CircleArea(Offset(radius + (random.NextDouble() * room), radius + (random.NextDouble() * room)), radius);
            }),
        ];
    }

    private static GeoPoint Offset(double east, double north)
    {
        var latitude = Corner.Latitude + (north / Geodesy.Distance(Corner, Corner with { Latitude = Corner.Latitude + 1 }));
        return new GeoPoint(Corner.Longitude + (east / Geodesy.Distance(new GeoPoint(0, latitude), new GeoPoint(1, latitude))), latitude);
    }

    private static Reader CoverReader(IReadOnlyList<GeoPoint> points, int maxRanges)
    {
        var table = new SortedTable<long>(points, point => MapPosition.Of(point).Index);
        return circle => Read(table, SearchCover.Of(circle, maxRanges).Select(range => (range.Start, range.End)), circle);
    }

    private static Reader GeohashReader(IReadOnlyList<GeoPoint> points)
    {
        var table = new SortedTable<long>(points, Geohash.Of);
        return circle => Read(table, Geohash.Neighbourhood(circle.Center, circle.Radius), circle);
    }

    /// <summary>Each tile is a partition and each search asks for every tile that its box touches.</summary>
    private static Reader TileReader(IReadOnlyList<GeoPoint> points)
    {
        const int Shift = MapPosition.Order - TileZoom;
        var table = new SortedTable<long>(points, point => Tile(MapPosition.Column(point.Longitude) >> Shift, MapPosition.Row(point.Latitude) >> Shift));
        return circle => Read(table, TilesOf(circle.Bounds), circle);

        static long Tile(int x, int y) => ((long)x << MapPosition.Order) | (long)y;

        static IEnumerable<(long From, long To)> TilesOf(GeoBounds bounds)
        {
            for (var x = MapPosition.Column(bounds.West) >> Shift; x <= MapPosition.Column(bounds.East) >> Shift; x++)
            {
                for (var y = MapPosition.Row(bounds.North) >> Shift; y <= MapPosition.Row(bounds.South) >> Shift; y++)
                {
                    yield return (Tile(x, y), Tile(x, y) + 1);
                }
            }
        }
    }

    private static Reader ScanReader(IReadOnlyList<GeoPoint> points)
    {
        const int RowsPerRequest = 1_000;
        var table = new SortedTable<long>(points, point => MapPosition.Of(point).Index);
        return circle =>
        {
            var (_, rows, matched) = Read(table, [(long.MinValue, long.MaxValue)], circle);
            return ((rows + RowsPerRequest - 1) / RowsPerRequest, rows, matched);
        };
    }

    private static (int Requests, int Rows, int Matched) Read(SortedTable<long> table, IEnumerable<(long From, long To)> ranges, CircleArea circle)
    {
        int requests = 0, rows = 0, matched = 0;
        foreach (var (from, to) in ranges)
        {
            requests++;
            foreach (var point in table.Read(from, to))
            {
                rows++;
                matched += circle.Contains(point) ? 1 : 0;
            }
        }

        return (requests, rows, matched);
    }
}
