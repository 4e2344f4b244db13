using System.Text.Json.Nodes;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Geocoding;

/// <summary>
/// A match as Azure Maps Search, Get Geocoding, api-version 2025-01-01 writes it; unchanged, a sure match of one address.
/// </summary>
public sealed record AzureMapsFeature
{
    public string Type { get; init; } = "Address";

    public string Confidence { get; init; } = "High";

    public IReadOnlyList<string> MatchCodes { get; init; } = ["Good"];

    public string StreetNumber { get; init; } = "1060";

    public string StreetName { get; init; } = "W Addison St";

    public string Locality { get; init; } = "Chicago";

    public string State { get; init; } = "IL";

    public string PostalCode { get; init; } = "60613";

    /// <summary>The ISO code of the country; the service leaves it out at times.</summary>
    public string? Country { get; init; } = "US";

    public string CalculationMethod { get; init; } = "Rooftop";

    /// <summary>The building.</summary>
    public GeoPoint Display { get; init; } = new(-87.6553, 41.9484);

    /// <summary>Where a car would stop, which is not where the cameras are.</summary>
    public GeoPoint Route { get; init; } = new(-87.6555, 41.9472);

    public JsonObject ToJson() => new()
    {
        ["type"] = "Feature",
        ["geometry"] = Point(Display),
        ["bbox"] = new JsonArray(-87.66, 41.94, -87.65, 41.95),
        ["properties"] = new JsonObject
        {
            ["type"] = Type,
            ["confidence"] = Confidence,
            ["matchCodes"] = new JsonArray([.. MatchCodes.Select(code => (JsonNode)code)]),
            ["address"] = Address(),
            ["geocodePoints"] = new JsonArray(GeocodePoint(Route, "Route"), GeocodePoint(Display, "Display")),
        },
    };

    private JsonObject Address()
    {
        var country = new JsonObject { ["name"] = "United States" };
        if (Country is not null)
        {
            country["ISO"] = Country;
        }

        return new JsonObject
        {
            ["countryRegion"] = country,
            ["adminDistricts"] = new JsonArray(
                new JsonObject { ["shortName"] = State },
                new JsonObject { ["shortName"] = "Cook County" }),
            ["formattedAddress"] = $"{StreetNumber} {StreetName}, {Locality}, {State} {PostalCode}",
            ["streetName"] = StreetName,
            ["streetNumber"] = StreetNumber,
            ["locality"] = Locality,
            ["postalCode"] = PostalCode,
            ["addressLine"] = $"{StreetNumber} {StreetName}",
        };
    }

    private JsonObject GeocodePoint(GeoPoint point, string usage) => new()
    {
        ["geometry"] = Point(point),
        ["calculationMethod"] = CalculationMethod,
        ["usageTypes"] = new JsonArray(usage),
    };

    private static JsonObject Point(GeoPoint point) => new()
    {
        ["type"] = "Point",
        ["coordinates"] = new JsonArray(point.Longitude, point.Latitude),
    };
}
