using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

public sealed class SearchRequestReaderTests
{
    private const string Square = "[-87.66,41.9],[-87.65,41.9],[-87.65,41.91],[-87.66,41.91],[-87.66,41.9]";

    [Theory]
    [InlineData("""{"type":"polygon"}""", "area.coordinates", "is required")]
    [InlineData("""{"type":"polygon","coordinates":[]}""", "area.coordinates", "must be a list of rings, each a list of positions; the first is the outer one")]
    [InlineData("""{"type":"polygon","coordinates":{"type":"Polygon"}}""", "area.coordinates", "must be a list of rings, each a list of positions; the first is the outer one")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[1,0],[0,0]]]}""", "area.coordinates[0]", "must be a list of at least 4 positions, the last one equal to the first")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.01,0],[0.01,0.01],[0,0.01]]]}""", "area.coordinates[0]", "must be closed: its last position must be equal to its first")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.01,0],[0.01],[0,0]]]}""", "area.coordinates[0][2]", "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],["0.01",0],[0.01,0.01],[0,0]]]}""", "area.coordinates[0][1]", "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[1e999,0],[0.01,0.01],[0,0]]]}""", "area.coordinates[0][1]", "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85")]
    [InlineData("""{"type":"polygon","coordinates":[[[180.5,0],[180,0],[180,0.01],[180.5,0]]]}""", "area.coordinates[0][0]", "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85")]
    [InlineData("""{"type":"polygon","coordinates":[[[41.9,-87.66],[41.9,-87.65],[41.91,-87.65],[41.9,-87.66]]]}""", "area.coordinates[0][0]", "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.02,0.02],[0.02,0],[0,0.02],[0,0]]]}""", "area.coordinates", "must not cross or touch itself, as it does near [0.01, 0.01]")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.01,0.01],[0.02,0.02],[0,0]]]}""", "area.coordinates", "must not cross or touch itself, as it does near [0.01, 0.01]")]
    [InlineData($$"""{"type":"polygon","coordinates":[[{{Square}}],[[0,0],[0.01,0],[0.01,0.01],[0,0]]]}""", "area.coordinates", "must have its holes within the outer ring, but one is outside near [0, 0]")]
    [InlineData($$"""{"type":"polygon","coordinates":[[{{Square}}],[[-87.655,41.905],[-87.645,41.905],[-87.645,41.906],[-87.655,41.905]]]}""", "area.coordinates", "must not cross or touch itself, as it does near [-87.65, 41.905]")]
    [InlineData($$"""{"type":"polygon","coordinates":[[{{Square}}],[[-87.659,41.901],[-87.651,41.901],[-87.655,41.909],[-87.659,41.901]],[[-87.656,41.903],[-87.654,41.903],[-87.655,41.904],[-87.656,41.903]]]}""", "area.coordinates", "must not have a hole within a hole, as it does near [-87.656, 41.903]")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,80],[120,80],[-120,80],[0,80]]]}""", "area.coordinates[0]", "must not go around a pole")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.2,0],[0.2,0.1],[0,0.1],[0,0]]]}""", "area.coordinates", "must have at most 200 square kilometres, but has 246.2")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.5,0.5],[0.5,0.501],[0,0.001],[0,0]]]}""", "area.coordinates", "must be at most 50 km from corner to corner of its box, but is 78.5 km")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0.01,0]]}""", "area.width", "is required")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0.01,0]],"width":2001}""", "area.width", "must be a number between 1 and 2000")]
    [InlineData("""{"type":"corridor","line":[[0,0]],"width":60}""", "area.line", "must be a list of at least 2 positions")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0,0]],"width":60}""", "area.line", "must lead from one place to another, but all its positions are the same")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0.1,0],[0,0]],"width":60}""", "area.line", "must be at most 20 km long, but is 22.3 km")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0,true]],"width":60}""", "area.line[1]", "must be a position [longitude, latitude] with a longitude between -180 and 180 and a latitude between -85 and 85")]
    [InlineData("""{"type":"circle","center":[41.9,-87.66],"radius":60}""", "area.center", "must have a latitude between -85 and 85, after the longitude")]
    [InlineData("""{"type":"circle","center":[0,0],"radius":10000.1}""", "area.radius", "must be a number between 1 and 10000")]
    [InlineData("""{"type":"address","address":"1060 W Addison St","radius":10001}""", "area.radius", "must be a number between 1 and 10000")]
    [InlineData("""{"type":"address","radius":100}""", "area.address", "is required")]
    [InlineData("""{"type":"beat"}""", "area.beat", "is required")]
    [InlineData("""{"type":"beat","beat":"1923"}""", "area.beat", "cannot be searched, because this registry has no map of beats")]
    [InlineData("""{"type":"square"}""", "area.type", "must be 'circle' or 'address' or 'polygon' or 'corridor' or 'beat'")]
    public async Task Area_WithAMistake_IsRefusedWithTheReasonAtItsPath(string area, string path, string message)
    {
        var errors = await SearchBody.ErrorsAsync(SearchBody.For(area));

        Assert.Contains(path, errors.Keys);
        Assert.Equal([message], errors[path]);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task Polygon_Positions_AreCountedInAllRings(int positions, bool accepted)
    {
        var outer = Circle(0.02, 600);
        var hole = Circle(0.01, positions - outer.Length);
        var body = SearchBody.For($$"""{"type":"polygon","coordinates":[{{SearchBody.Json(outer)}},{{SearchBody.Json(hole)}}]}""");

        var (search, _) = await SearchBody.TryReadAsync(body);

        Assert.Equal(accepted, search is not null);
        if (!accepted)
        {
            Assert.Equal(["must have at most 1000 positions in all"], (await SearchBody.ErrorsAsync(body))["area.coordinates"]);
        }
    }

    [Theory]
    [InlineData("""{"type":"circle","center":[-87.6,41.9],"radius":10000}""")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0],[0.18,0],[0.18,0.089],[0,0.089],[0,0]]]}""")]
    [InlineData("""{"type":"polygon","coordinates":[[[0,0,200],[0.01,0,200],[0.01,0.01,200],[0,0,200]]]}""")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0.179,0]],"width":2000}""")]
    [InlineData("""{"type":"corridor","line":[[0,0],[0,0],[0.01,0]],"width":1}""")]
    public async Task Area_AtItsLimit_IsAccepted(string area) => Assert.NotNull(await SearchBody.AreaAsync(area));

    [Theory]
    [InlineData("1060 W Addison St")]
    [InlineData("1060 W Addison St, 60613")]
    [InlineData("1060 W Addison St 60613-1234")]
    public async Task Address_InTheCity_IsACircleAroundIt(string address)
    {
        var area = await SearchBody.AreaAsync($$"""{"type":"address","address":"{{address}}","radius":250}""");

        var circle = Assert.IsType<CircleArea>(area);
        Assert.Equal(250, circle.Radius);
        Assert.InRange(Ellipsoid.Distance(new GeoPoint(-87.6561, 41.9474), circle.Center), 0, 150);
    }

    [Fact]
    public async Task Address_ThatCannotBePlaced_IsRefusedWithTheReason()
    {
        var errors = await SearchBody.ErrorsAsync(SearchBody.For("""{"type":"address","address":"1060 W Nowhere St","radius":250}"""));

        var message = Assert.Single(errors["area.address"]);
        Assert.StartsWith("cannot be placed: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nowhere", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_WhileTheGeocoderIsAway_Gives503WithATimeToComeBack()
    {
        var geocoder = new Mock<IGeocoder>();
        geocoder.Setup(away => away.GeocodeAsync(It.IsAny<PostalAddress>(), It.IsAny<CancellationToken>())).ThrowsAsync(new GeocoderUnavailableException("away"));

        var (_, refusal) = await SearchBody.TryReadAsync(SearchBody.For("""{"type":"address","address":"1060 W Addison St","radius":250}"""), geocoder.Object);

        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        await refusal!.ExecuteAsync(context);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        Assert.Equal("30", context.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Address_GoesToTheGeocoder_WithTheCitysNameStateAndPostalCode()
    {
        var geocoder = new Mock<IGeocoder>();
        PostalAddress? asked = null;
        geocoder.Setup(found => found.GeocodeAsync(It.IsAny<PostalAddress>(), It.IsAny<CancellationToken>()))
            .Callback((PostalAddress address, CancellationToken _) => asked = address)
            .ReturnsAsync(new GeocodeResult.Located(new GeoPoint(-87.6, 41.9), LocationPrecision.Rooftop));

        await SearchBody.ReadAsync(SearchBody.For("""{"type":"address","address":"1060 W Addison St","radius":250}"""), geocoder.Object);

        Assert.Equal(new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60601"), asked);
    }

    [Theory]
    [InlineData("text", "\"x\"", null)]
    [InlineData("limit", "0", "must be a whole number between 1 and 1000")]
    [InlineData("limit", "1000", null)]
    [InlineData("limit", "1001", "must be a whole number between 1 and 1000")]
    public async Task Field_AtAndBeyondItsLimits_IsJudged(string field, string value, string? message)
    {
        var body = SearchBody.For("""{"type":"circle","center":[0,0],"radius":1}""");
        body[field] = JsonNode.Parse(value);

        if (message is null)
        {
            await SearchBody.ReadAsync(body);
        }
        else
        {
            Assert.Equal([message], (await SearchBody.ErrorsAsync(body))[field]);
        }
    }

    [Fact]
    public async Task Text_OfMoreThan100Characters_IsRefused()
    {
        var body = SearchBody.For("""{"type":"circle","center":[0,0],"radius":1}""");
        body["text"] = new string('x', 101);

        Assert.Equal(["must have at most 100 characters"], (await SearchBody.ErrorsAsync(body))["text"]);
    }

    private static GeoPoint[] Circle(double radius, int positions)
    {
        var ring = Enumerable.Range(0, positions - 1)
            .Select(corner => new GeoPoint(radius * Math.Cos(2 * Math.PI * corner / (positions - 1)), radius * Math.Sin(2 * Math.PI * corner / (positions - 1))))
            .ToList();
        return [.. ring, ring[0]];
    }
}
