using ServerlessRegistry.Geography;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

/// <summary>Each kind of area against a computation that shares nothing with it.</summary>
public sealed class SearchAreaTests
{
    private const int Points = 4_000;

    /// <summary>The equator, Chicago, northern Norway, and both sides of the antimeridian.</summary>
    public static TheoryData<double, double> Places => new()
    {
        { 9.45, 0 },
        { -87.6553, 41.9 },
        { 18.95, 70 },
        { 179.999, -16.5 },
        { -179.9995, 65 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Circle_PointsAround_AreInItUpToItsRadius(double longitude, double latitude)
    {
        var center = new GeoPoint(longitude, latitude);
        foreach (var radius in new[] { 100.0, 10_000 })
        {
            var area = await SearchBody.AreaAsync(FormattableString.Invariant($$"""{"type":"circle","center":[{{longitude:R}},{{latitude:R}}],"radius":{{radius}}}"""));

            AssertSame(area, point => radius - Ellipsoid.Distance(center, point), 0.001 * radius, seed: 1);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Polygon_WithHoles_HasThePointsThatItsRingsWindAround(double longitude, double latitude)
    {
        var random = new Random(2);
        var center = new GeoPoint(longitude, latitude);
        foreach (var size in new[] { 150.0, 5_000 })
        {
            var outer = Star(center, size, 60, random);
            var holes = new[] { Star(Ellipsoid.Offset(center, size / 8, 0), size / 20, 9, random), Star(Ellipsoid.Offset(center, -size / 8, size / 10), size / 20, 4, random) };
            var rings = string.Join(',', holes.Prepend(outer).Select(SearchBody.Json));
            var area = await SearchBody.AreaAsync($$"""{"type":"polygon","coordinates":[{{rings}}]}""");

            AssertSame(area, point => Winds(outer, point) && !holes.Any(hole => Winds(hole, point)) ? 1 : -1, 0, seed: 3);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Corridor_PointsAlongAndAroundTheEnds_AreInItUpToHalfItsWidth(double longitude, double latitude)
    {
        var random = new Random(4);
        var center = new GeoPoint(longitude, latitude);
        foreach (var (step, width) in new[] { (60.0, 30.0), (900, 400), (2_400, 2_000) })
        {
            var line = Walk(center, step, 7, random);
            var area = await SearchBody.AreaAsync(FormattableString.Invariant($$"""{"type":"corridor","line":{{SearchBody.Json(line)}},"width":{{width}}}"""));
            var dense = Densified(line, width / 100);

            AssertSame(area, point => (width / 2) - dense.Min(position => Ellipsoid.Distance(position, point)), 0.001 * width, seed: 5, points: 600);
        }
    }

    [Fact]
    public async Task Corridor_Ends_AreRound()
    {
        var line = new[] { new GeoPoint(-87.66, 41.9), new GeoPoint(-87.65, 41.9) };
        var area = await SearchBody.AreaAsync($$"""{"type":"corridor","line":{{SearchBody.Json(line)}},"width":100}""");

        Assert.True(area.Contains(Ellipsoid.Offset(line[1], 49, 0)));
        Assert.False(area.Contains(Ellipsoid.Offset(line[1], 51, 0)));
        Assert.True(area.Contains(Ellipsoid.Offset(line[1], 35, 35)));
        Assert.False(area.Contains(Ellipsoid.Offset(line[1], 36, 36)));
    }

    [Fact]
    public async Task Corridor_DistanceTo_IsFromTheRoute()
    {
        var line = new[] { new GeoPoint(-87.66, 41.9), new GeoPoint(-87.65, 41.9) };
        var area = await SearchBody.AreaAsync($$"""{"type":"corridor","line":{{SearchBody.Json(line)}},"width":100}""");

        Assert.Equal(40, area.DistanceTo(Ellipsoid.Offset(new GeoPoint(-87.653, 41.9), 0, 40)), 0.05);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Polygon_TurningEitherWay_IsTheSame(bool clockwise)
    {
        GeoPoint[] ring = [new(-87.66, 41.9), new(-87.65, 41.9), new(-87.65, 41.91), new(-87.66, 41.91), new(-87.66, 41.9)];
        var area = await SearchBody.AreaAsync($$"""{"type":"polygon","coordinates":[{{SearchBody.Json(clockwise ? ring.Reverse() : ring)}}]}""");

        Assert.True(area.Contains(new GeoPoint(-87.655, 41.905)));
        Assert.False(area.Contains(new GeoPoint(-87.645, 41.905)));
        Assert.Equal(-87.655, area.Center.Longitude, 1e-9);
        Assert.Equal(41.905, area.Center.Latitude, 1e-9);
        Assert.Equal(0, area.DistanceTo(area.Center));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(41.9)]
    [InlineData(70)]
    public async Task Polygon_Area_IsTheEllipsoids(double latitude)
    {
        // A box between two parallels: the sum of narrow strips, each as long as its parallel.
        const double Height = 0.1;
        const double Width = 0.1;
        const int Strips = 500;
        var expected = Enumerable.Range(0, Strips).Sum(strip =>
        {
            var at = latitude + ((strip + 0.5) * Height / Strips);
            return Ellipsoid.Distance(new GeoPoint(0, at), new GeoPoint(Width / 10, at)) * 10
                * Ellipsoid.Distance(new GeoPoint(0, at), new GeoPoint(0, at + (Height / Strips)));
        });
        GeoPoint[] ring = [new(0, latitude), new(Width, latitude), new(Width, latitude + Height), new(0, latitude + Height), new(0, latitude)];

        var area = Assert.IsType<RegionArea>(await SearchBody.AreaAsync($$"""{"type":"polygon","coordinates":[{{SearchBody.Json(ring)}}]}"""));

        Assert.Equal(1, area.Area / expected, 0.001);
    }

    [Theory]
    [InlineData("""{"type":"circle","center":[-87.66,41.9],"radius":500}""")]
    [InlineData("""{"type":"polygon","coordinates":[[[-87.66,41.9],[-87.65,41.9],[-87.65,41.91],[-87.66,41.9]]]}""")]
    [InlineData("""{"type":"corridor","line":[[-87.66,41.9],[-87.65,41.905],[-87.65,41.91]],"width":100}""")]
    public async Task Contains_ForARow_AllocatesNothing(string json)
    {
        var area = await SearchBody.AreaAsync(json);
        var random = new Random(9);
        var points = Enumerable.Range(0, 1_000).Select(_ => PointIn(area.Bounds, random)).ToArray();
        var inside = CountIn(area, points);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = CountIn(area, points);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(inside, again);
        Assert.InRange(inside, 1, 999);
    }

    private static int CountIn(ISearchArea area, GeoPoint[] points)
    {
        var inside = 0;
        foreach (var point in points)
        {
            inside += area.Contains(point) ? 1 : 0;
        }

        return inside;
    }

    /// <summary>Compares what an area says of points and boxes with how deep the points are in it.</summary>
    /// <param name="area">The area.</param>
    /// <param name="depth">Above 0 within the area.</param>
    /// <param name="tolerance">Points no deeper than this, and no further outside, may be either.</param>
    /// <param name="seed">Draws the points.</param>
    /// <param name="points">How many.</param>
    private static void AssertSame(ISearchArea area, Func<GeoPoint, double> depth, double tolerance, int seed, int points = Points)
    {
        var random = new Random(seed);
        var ranges = SearchCover.Of(area, CameraMap.MaxRanges);
        var found = 0;
        Assert.InRange(ranges.Count, 1, CameraMap.MaxRanges);
        for (var drawn = 0; drawn < points; drawn++)
        {
            var point = PointIn(area.Bounds, random);
            var actual = area.Contains(point);
            var expected = depth(point);
            Assert.True(actual == expected > 0 || Math.Abs(expected) <= tolerance, FormattableString.Invariant($"[{point.Longitude:R},{point.Latitude:R}] is {expected} within the area, but Contains says {actual}."));
            found += actual ? 1 : 0;
            var index = MapPosition.Of(point).Index;
            Assert.True(!actual || ranges.Any(range => index >= range.Start && index < range.End), "The cover leaves a point of the area out.");
        }

        Assert.InRange(found, points / 100, points - 1);
        AssertRelations(area, random);
    }

    private static void AssertRelations(ISearchArea area, Random random)
    {
        var seen = new HashSet<AreaRelation>();
        for (var drawn = 0; drawn < 2_000; drawn++)
        {
            var bounds = area.Bounds;
            var share = Math.Pow(random.NextDouble(), 4) / 3;
            var corner = PointIn(bounds, random);
            var box = new GeoBounds(
                corner.Longitude, corner.Latitude, corner.Longitude + (share * (bounds.East - bounds.West)), corner.Latitude + (share * (bounds.North - bounds.South)));
            var relation = area.RelationTo(box);
            seen.Add(relation);
            for (var probe = 0; probe < 5 && relation != AreaRelation.Partial; probe++)
            {
                Assert.Equal(relation == AreaRelation.Inside, area.Contains(PointIn(box, random)));
            }
        }

        Assert.Equal(3, seen.Count);
    }

    private static GeoPoint PointIn(GeoBounds bounds, Random random)
    {
        var longitude = bounds.West + (random.NextDouble() * (bounds.East - bounds.West));
        return new GeoPoint(
            longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
            bounds.South + (random.NextDouble() * (bounds.North - bounds.South)));
    }

    /// <summary>A ring that never crosses itself: each corner further around the centre than the one before.</summary>
    private static GeoPoint[] Star(GeoPoint center, double size, int corners, Random random)
    {
        var ring = Enumerable.Range(0, corners)
            .Select(corner =>
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * corner / corners);
                var reach = size * (0.4 + (0.6 * random.NextDouble()));
                return Ellipsoid.Offset(center, reach * cosine, reach * sine);
            })
            .ToList();
        return [.. ring, ring[0]];
    }

    private static GeoPoint[] Walk(GeoPoint start, double step, int legs, Random random)
    {
        var line = new List<GeoPoint> { start };
        for (var leg = 0; leg < legs; leg++)
        {
            var (sine, cosine) = Math.SinCos((random.NextDouble() - 0.5) * 4);
            line.Add(Ellipsoid.Offset(line[^1], step * cosine, step * sine));
        }

        return [.. line];
    }

    private static List<GeoPoint> Densified(GeoPoint[] line, double step) =>
    [
        .. line.Zip(line.Skip(1)).SelectMany(leg =>
        {
            var parts = (int)Math.Ceiling(Ellipsoid.Distance(leg.First, leg.Second) / step);
            var longitudes = Math.IEEERemainder(leg.Second.Longitude - leg.First.Longitude, 360);
            return Enumerable.Range(0, parts + 1).Select(part => new GeoPoint(
                leg.First.Longitude + (longitudes * part / parts), leg.First.Latitude + ((leg.Second.Latitude - leg.First.Latitude) * part / parts)));
        }),
    ];

    /// <summary>Whether the directions from a point to the corners of a ring, one after the other, make a whole turn.</summary>
    private static bool Winds(GeoPoint[] ring, GeoPoint point)
    {
        var directions = ring.Select(corner => Math.Atan2(corner.Latitude - point.Latitude, Math.IEEERemainder(corner.Longitude - point.Longitude, 360))).ToList();
        return Math.Abs(directions.Zip(directions.Skip(1), (one, next) => Math.IEEERemainder(next - one, 2 * Math.PI)).Sum()) > Math.PI;
    }
}
