using System.Text;
using ServerlessRegistry.Beats;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Search;
using ServerlessRegistry.Tests.Search;

namespace ServerlessRegistry.Tests.Beats;

public sealed class BeatMapTests
{
    [Fact]
    public void BeatAt_InAGridOfBeats_IsTheOneThatThePointIsIn()
    {
        var map = Read([.. Enumerable.Range(0, 100).Select(beat => Feature($"\"{beat:0000}\"", Square(-87.7 + (beat % 10 * 0.01), 41.8 + (beat / 10 * 0.01), 0.01)))]);
        var random = new Random(8);

        Assert.Equal(100, map.Count);
        for (var drawn = 0; drawn < 2_000; drawn++)
        {
            var (east, north) = (random.NextDouble() * 12 - 1, random.NextDouble() * 12 - 1);
            var expected = east is > 0 and < 10 && north is > 0 and < 10 ? FormattableString.Invariant($"{((int)north * 10) + (int)east:0000}") : null;

            Assert.Equal(expected, map.BeatAt(new GeoPoint(-87.7 + (east * 0.01), 41.8 + (north * 0.01))));
        }
    }

    [Fact]
    public void BeatAt_InAHoleOrBetweenTheParts_IsNone()
    {
        var map = Read(
            Feature("1923", $"[{Ring(0, 0, 0.03)},{Ring(0.01, 0.01, 0.01)}]"),
            $$"""{"type":"Feature","properties":{"beat":"A"},"geometry":{"type":"MultiPolygon","coordinates":[{{Square(1, 0, 0.01)}},{{Square(1.02, 0, 0.01)}}] } }""",
            Feature("\"a\"", Square(1.04, 0, 0.01)));

        Assert.Equal("1923", map.BeatAt(new GeoPoint(0.005, 0.005)));
        Assert.Null(map.BeatAt(new GeoPoint(0.015, 0.015)));
        Assert.Equal("A", map.BeatAt(new GeoPoint(1.005, 0.005)));
        Assert.Null(map.BeatAt(new GeoPoint(1.015, 0.005)));
        Assert.Equal("A", map.BeatAt(new GeoPoint(1.045, 0.005)));
        Assert.Equal(3, map.Find("a")?.Regions.Count);
        Assert.Null(map.Find("1924"));
    }

    [Fact]
    public void BeatAt_AcrossTheAntimeridian_IsFoundOnBothSides()
    {
        var map = Read(Feature("1", "[[[179.99,-16.5],[-179.99,-16.5],[-179.99,-16.4],[179.99,-16.4],[179.99,-16.5]]]"));

        Assert.Equal("1", map.BeatAt(new GeoPoint(179.995, -16.45)));
        Assert.Equal("1", map.BeatAt(new GeoPoint(-179.995, -16.45)));
        Assert.Null(map.BeatAt(new GeoPoint(-179.985, -16.45)));
        Assert.Null(map.BeatAt(new GeoPoint(0, -16.45)));
    }

    [Fact]
    public void BeatAt_WhereBeatsOverlap_IsTheFirstByName()
    {
        var map = Read(Feature("2", Square(0, 0, 0.02)), Feature("1", Square(0.01, 0, 0.02)));

        Assert.Equal("1", map.BeatAt(new GeoPoint(0.015, 0.01)));
        Assert.Equal("2", map.BeatAt(new GeoPoint(0.005, 0.01)));
    }

    [Theory]
    [InlineData("{", "is not JSON: look at line 1.")]
    [InlineData("""{"type":"Feature"}""", "is not a GeoJSON FeatureCollection.")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "has no features.")]
    [InlineData("""{"type":"FeatureCollection","features":[{"properties":{"district":"19"}}]}""", "has no beat at features[0].properties.beat: it must be a text or a number.")]
    [InlineData("""{"type":"FeatureCollection","features":[{"properties":{"beat":"1"},"geometry":{"type":"Point","coordinates":[0,0]}}]}""", "has no Polygon or MultiPolygon at features[0].geometry.")]
    [InlineData("""{"type":"FeatureCollection","features":[{"properties":{"beat":"1"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}]}""", "is broken: features[0].geometry.coordinates must not cross or touch itself, as it does near [0.5, 0.5].")]
    [InlineData("""{"type":"FeatureCollection","features":[{"properties":{"beat":"1"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1]]]]}}]}""", "is broken: features[0].geometry.coordinates[0][0] must be a list of at least 4 positions, the last one equal to the first.")]
    public void File_Broken_IsRefusedWithThePlace(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => BeatFile.Read(Encoding.UTF8.GetBytes(json), "beat")).Message);

    [Fact]
    public void File_WithAnotherProperty_IsReadByIt()
    {
        var json = $$"""{"type":"FeatureCollection","features":[{"properties":{"beat":"2","beat_num":"1922"},"geometry":{"type":"Polygon","coordinates":{{Square(0, 0, 1)}} } }]}""";

        Assert.Equal("1922", BeatFile.Read(Encoding.UTF8.GetBytes('\uFEFF' + json), "beat_num").BeatAt(new GeoPoint(0.5, 0.5)));
    }

    [Fact]
    public async Task Search_OfABeat_IsItsArea()
    {
        var map = Read(Feature("1923", Square(0, 0, 0.03)));

        var search = await SearchBody.ReadAsync(SearchBody.For("""{"type":"beat","beat":"1923"}"""), beats: map);

        Assert.True(search.Area.Contains(new GeoPoint(0.01, 0.01)));
        Assert.False(search.Area.Contains(new GeoPoint(0.04, 0.01)));
        Assert.Equal(0.015, search.Area.Center.Longitude, 1e-9);
        Assert.InRange(SearchCover.Of(search.Area, CameraMap.MaxRanges).Count, 1, CameraMap.MaxRanges);
    }

    [Theory]
    [InlineData("1924", "is not a beat of this city")]
    [InlineData("LAKE", "must have at most 200 square kilometres, but has 12308")]
    public async Task Search_OfABeat_UnknownOrTooLarge_IsRefused(string beat, string message)
    {
        var map = Read(Feature("1923", Square(0, 0, 0.03)), Feature("\"Lake\"", Square(2, 0, 1)));

        var errors = await SearchBody.ErrorsAsync(SearchBody.For($$"""{"type":"beat","beat":"{{beat}}"}"""), beats: map);

        Assert.StartsWith(message, Assert.Single(errors["area.beat"]), StringComparison.Ordinal);
    }

    private static BeatMap Read(params string[] features) =>
        BeatFile.Read(Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}"""), "beat");

    private static string Feature(string beat, string coordinates) =>
        $$"""{"type":"Feature","properties":{"beat":{{beat}}},"geometry":{"type":"Polygon","coordinates":{{coordinates}} } }""";

    private static string Square(double west, double south, double size) => $"[{Ring(west, south, size)}]";

    private static string Ring(double west, double south, double size) => SearchBody.Json(
        [new(west, south), new(west + size, south), new(west + size, south + size), new(west, south + size), new(west, south)]);
}
