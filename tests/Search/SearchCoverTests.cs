using ServerlessRegistry.Geography;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

public sealed class SearchCoverTests
{
    [Theory]
    [InlineData(-87.6553, 41.9484, 100)]
    [InlineData(-87.6553, 41.9484, 2_000)]
    [InlineData(-87.6553, 41.9484, 10_000)]
    [InlineData(179.9995, -16.5, 1_500)]
    [InlineData(-179.9995, 65, 800)]
    [InlineData(18.95, 69.65, 10_000)]
    [InlineData(0, 0, 1)]
    public void Cover_OfACircle_HasEveryPointOfItWithinTheAllowedRanges(double longitude, double latitude, double radius)
    {
        var random = new Random(7);
        var area = new CircleArea(new GeoPoint(longitude, latitude), radius);

        foreach (var maxRanges in new[] { 1, 8, 16 })
        {
            var ranges = SearchCover.Of(area, maxRanges);
            var inside = Enumerable.Range(0, 20_000).Select(_ => PointIn(area.Bounds, random)).Where(area.Contains).ToList();

            Assert.InRange(ranges.Count, 1, maxRanges);
            Assert.NotEmpty(inside);
            Assert.All(inside, point =>
            {
                var index = MapPosition.Of(point).Index;
                Assert.Contains(ranges, range => index >= range.Start && index < range.End);
            });
        }
    }

    [Fact]
    public void Cover_Ranges_NeverOverlapAndEachIsOneRangeOfKeys()
    {
        var ranges = SearchCover.Of(new CircleArea(new GeoPoint(-87.63, 41.88), 10_000), 16);

        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.All(ranges, range => Assert.DoesNotContain(" or ", range.ToFilter(), StringComparison.Ordinal));
        Assert.All(ranges, range => Assert.Matches(
            "^PartitionKey (eq '[0-9a-f]{7}' and RowKey ge '[0-9a-f]{6}' and RowKey lt '[0-9a-f]{6}'|ge '[0-9a-f]{7}' and PartitionKey le '[0-9a-f]{7}')$",
            range.ToFilter()));
    }

    [Fact]
    public void Cover_OfCirclesAnywhere_ReadsLittleBesideWhatItFinds()
    {
        var random = new Random(11);
        var costs = Enumerable.Range(0, 300).Select(_ =>
        {
            var area = new CircleArea(
                new GeoPoint((random.NextDouble() * 360) - 180, (random.NextDouble() * 120) - 60), 100 + (random.NextDouble() * 1_900));
            var covered = SearchCover.Of(area, CameraMap.MaxRanges).Sum(range => (double)range.Length);
            var cell = 40075016.686 / MapPosition.Cells * Math.Cos(double.DegreesToRadians(area.Center.Latitude));
            return covered * cell * cell / (Math.PI * area.Radius * area.Radius);
        }).ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"Area read over area asked for, mean of {costs.Count} circles: {costs.Average():0.000}");
        Assert.InRange(costs.Average(), 1, 1.14);
    }

    [Theory]
    [InlineData(8, 1.30)]
    [InlineData(16, 1.14)]
    public void Cover_AmongCamerasEverywhere_ReadsFewRowsBesideThoseThatMatch(int maxRanges, double most)
    {
        const double South = 41.7;
        const double West = -87.8;
        var random = new Random(13);
        var points = Enumerable.Range(0, 100_000).Select(_ => new GeoPoint(West + (random.NextDouble() * 0.25), South + (random.NextDouble() * 0.2))).ToArray();
        var rows = points.Select(point => MapPosition.Of(point).Index).ToArray();
        Array.Sort(rows, points);
        long read = 0, matched = 0;
        for (var search = 0; search < 500; search++)
        {
            var area = new CircleArea(new GeoPoint(West + 0.03 + (random.NextDouble() * 0.19), South + 0.02 + (random.NextDouble() * 0.16)), 100 + (random.NextDouble() * 1_900));
            foreach (var range in SearchCover.Of(area, maxRanges))
            {
                foreach (var point in points.AsSpan(RowsBelow(rows, range.Start)..RowsBelow(rows, range.End)))
                {
                    read++;
                    matched += area.Contains(point) ? 1 : 0;
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{maxRanges} ranges: {(double)read / matched:0.000} rows read for each that matches");
        Assert.InRange((double)read / matched, 1, most);
    }

    private static int RowsBelow(long[] rows, long position)
    {
        var index = Array.BinarySearch(rows, position);
        while (index > 0 && rows[index - 1] == position)
        {
            index--;
        }

        return index < 0 ? ~index : index;
    }

    private static GeoPoint PointIn(GeoBounds bounds, Random random)
    {
        var longitude = bounds.West + (random.NextDouble() * (bounds.East - bounds.West));
        return new GeoPoint(
            longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
            bounds.South + (random.NextDouble() * (bounds.North - bounds.South)));
    }
}
