using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>
/// The Azure Maps Search service on a loopback port, as far as Get Geocoding, api-version 2025-01-01, goes: finds every address that
/// begins with a house number below 9000 at a rooftop of its own, and no other.
/// </summary>
internal sealed class MapsServer : IAsyncDisposable
{
    /// <summary>The key that its callers must send.</summary>
    public const string SubscriptionKey = "a-key-for-loopback-only";

    private readonly WebApplication _application;

    private MapsServer(WebApplication application) => _application = application;

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_application.Urls.Single());

    /// <summary>Starts it on a free port.</summary>
    public static async Task<MapsServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.MapGet("/geocode", Answer);
        await application.StartAsync(cancellationToken);
        return new MapsServer(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static IResult Answer(HttpRequest request)
    {
        if (request.Headers["subscription-key"] != SubscriptionKey)
        {
            return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
        }

        var words = request.Query["addressLine"].ToString().Split(' ', 2);
        var found = words is [var number, var street] && int.TryParse(number, out var house) && house < 9000 ? Feature(request.Query, house, street) : null;
        var answer = new JsonObject { ["type"] = "FeatureCollection", ["features"] = found is null ? [] : new JsonArray(found) };
        return TypedResults.Text(answer.ToJsonString(), "application/geo+json");
    }

    private static JsonObject Feature(IQueryCollection query, int house, string street)
    {
        var point = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(-87.62 - (house * 2e-5), 41.9 + (street.Length * 1e-3)) };
        return new JsonObject
        {
            ["type"] = "Feature",
            ["geometry"] = point,
            ["properties"] = new JsonObject
            {
                ["type"] = "Address",
                ["confidence"] = "High",
                ["matchCodes"] = new JsonArray("Good"),
                ["address"] = new JsonObject
                {
                    ["countryRegion"] = new JsonObject { ["name"] = "United States", ["ISO"] = "US" },
                    ["adminDistricts"] = new JsonArray(new JsonObject { ["shortName"] = query["adminDistrict"].ToString() }),
                    ["formattedAddress"] = $"{house} {street}",
                    ["streetName"] = street,
                    ["streetNumber"] = $"{house}",
                    ["locality"] = query["locality"].ToString(),
                    ["postalCode"] = query["postalCode"].ToString(),
                    ["addressLine"] = $"{house} {street}",
                },
                ["geocodePoints"] = new JsonArray(new JsonObject
                {
                    ["geometry"] = point.DeepClone(),
                    ["calculationMethod"] = "Rooftop",
                    ["usageTypes"] = new JsonArray("Display"),
                }),
            },
        };
    }
}
