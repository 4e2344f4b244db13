using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Beats;
using ServerlessRegistry.City;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.StreetGrid;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Search;
using ServerlessRegistry.Tests.Telemetry;

namespace ServerlessRegistry.Tests.Search;

/// <summary>Bodies of searches, and what the registry makes of them before it asks the storage.</summary>
internal static class SearchBody
{
    /// <summary>A body that searches an area.</summary>
    /// <param name="area">The area, as JSON.</param>
    public static JsonObject For(string area) => new()
    {
        ["caseNumber"] = "JH123456",
        ["purpose"] = "Robbery canvass",
        ["area"] = JsonNode.Parse(area),
    };

    /// <summary>The coordinates of a ring or a line, as JSON.</summary>
    public static string Json(IEnumerable<GeoPoint> positions) =>
        $"[{string.Join(',', positions.Select(position => FormattableString.Invariant($"[{position.Longitude:R},{position.Latitude:R}]")))}]";

    /// <summary>Reads a body that must be right.</summary>
    public static async Task<SearchRequest> ReadAsync(JsonObject body, IGeocoder? geocoder = null, BeatMap? beats = null, ContinuationSeal? seal = null)
    {
        var (search, refusal) = await TryReadAsync(body, geocoder, beats, seal);
        Assert.True(search is not null, refusal is ProblemHttpResult problem ? string.Join("; ", Errors(problem)) : null);
        return search;
    }

    /// <summary>The area of a body that must be right.</summary>
    public static async Task<ISearchArea> AreaAsync(string area) => (await ReadAsync(For(area))).Area;

    /// <summary>What is wrong with a body, by JSON path.</summary>
    public static async Task<IReadOnlyDictionary<string, string[]>> ErrorsAsync(
        JsonObject body, IGeocoder? geocoder = null, BeatMap? beats = null, ContinuationSeal? seal = null)
    {
        var (search, refusal) = await TryReadAsync(body, geocoder, beats, seal);
        Assert.Null(search);
        return Errors(Assert.IsType<ProblemHttpResult>(refusal));
    }

    /// <summary>Reads a body.</summary>
    public static Task<(SearchRequest? Search, IResult? Refusal)> TryReadAsync(
        JsonObject body, IGeocoder? geocoder = null, BeatMap? beats = null, ContinuationSeal? seal = null)
    {
        var program = new CityProgram { CityName = "Chicago", State = "IL", PostalCode = "60601" };
        var reader = new SearchRequestReader(new MeasuredGeocoder(geocoder ?? new StreetGridGeocoder(), NoTelemetry.Traces, NoTelemetry.Metrics), beats ?? new BeatMap([]), seal ?? NewSeal(), Options.Create(program));
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body.ToJsonString()));
        return reader.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }

    /// <summary>A seal with a key of its own.</summary>
    public static ContinuationSeal NewSeal(string? key = null) =>
        ContinuationSeal.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Search:ContinuationKey", key)]).Build());

    private static Dictionary<string, string[]> Errors(ProblemHttpResult problem)
    {
        Assert.Equal(StatusCodes.Status400BadRequest, problem.StatusCode);
        return Assert.IsType<Dictionary<string, string[]>>(problem.ProblemDetails.Extensions["errors"]);
    }
}
