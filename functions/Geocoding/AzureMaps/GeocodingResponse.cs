using System.Text.Json.Serialization;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// The answer of Azure Maps Search, Get Geocoding, api-version 2025-01-01, as far as the registry reads it: a GeoJSON
/// FeatureCollection, best match first. The contract requires next to nothing, so everything may be missing; once
/// <see cref="IsWellFormed"/> has said so, what is marked as not <see langword="null"/> is there.
/// </summary>
internal sealed record GeocodingResponse(string? Type, IReadOnlyList<GeocodedFeature> Features)
{
    /// <summary>Whether this is a FeatureCollection whose features all have properties and readable positions.</summary>
    [JsonIgnore]
    public bool IsWellFormed =>
        Type == "FeatureCollection"
        && Features is not null
        && Features.All(feature => feature is { IsWellFormed: true });
}

/// <summary>One match.</summary>
internal sealed record GeocodedFeature(PointGeometry Geometry, FeatureProperties Properties)
{
    [JsonIgnore]
    public bool IsWellFormed =>
        Geometry is { IsWellFormed: true }
        && Properties is not null
        && (Properties.GeocodePoints is null || Properties.GeocodePoints.All(point => point is { Geometry.IsWellFormed: true }));
}

/// <summary>What was matched, and how well.</summary>
/// <param name="Type"><c>Address</c>, <c>RoadBlock</c>, or something larger, such as <c>Neighborhood</c> or <c>Postcode1</c>.</param>
/// <param name="Confidence"><c>High</c>, <c>Medium</c> or <c>Low</c>.</param>
/// <param name="MatchCodes"><c>Good</c>, <c>Ambiguous</c> (one of several) or <c>UpHierarchy</c> (only something larger was found).</param>
/// <param name="Address">The address as the service knows it.</param>
/// <param name="GeocodePoints">Positions for different uses.</param>
internal sealed record FeatureProperties(
    string? Type,
    string? Confidence,
    IReadOnlyList<string>? MatchCodes,
    MatchedAddress? Address,
    IReadOnlyList<GeocodePoint>? GeocodePoints);

/// <summary>The address of a match.</summary>
/// <param name="StreetNumber">House number.</param>
/// <param name="PostalCode">ZIP code, with or without its four extra digits.</param>
/// <param name="AdminDistricts">The state first, then the county.</param>
/// <param name="CountryRegion">The country.</param>
internal sealed record MatchedAddress(
    string? StreetNumber,
    string? PostalCode,
    IReadOnlyList<AdminDistrict?>? AdminDistricts,
    CountryRegion? CountryRegion);

/// <summary>A state or county.</summary>
/// <param name="ShortName">For a state, its two-letter code.</param>
internal sealed record AdminDistrict(string? ShortName);

/// <summary>A country.</summary>
/// <param name="Iso">ISO 3166-1 alpha-2 code; not every answer has it.</param>
internal sealed record CountryRegion([property: JsonPropertyName("ISO")] string? Iso);

/// <summary>A position of a match.</summary>
/// <param name="Geometry">The position.</param>
/// <param name="CalculationMethod"><c>Rooftop</c>, <c>Parcel</c>, <c>Interpolation</c> or <c>InterpolationOffset</c>.</param>
/// <param name="UsageTypes"><c>Display</c>: the place itself; <c>Route</c>: where a car would stop.</param>
internal sealed record GeocodePoint(PointGeometry Geometry, string? CalculationMethod, IReadOnlyList<string>? UsageTypes);

/// <summary>A GeoJSON geometry.</summary>
/// <param name="Type"><c>Point</c>.</param>
/// <param name="Coordinates">Longitude, latitude, and perhaps an altitude.</param>
internal sealed record PointGeometry(string? Type, IReadOnlyList<double> Coordinates)
{
    [JsonIgnore]
    public bool IsWellFormed => Type == "Point" && Coordinates is [>= -180 and <= 180, >= -90 and <= 90, ..];

    [JsonIgnore]
    public GeoPoint Point => new(Coordinates[0], Coordinates[1]);
}

/// <summary>Reads the answers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GeocodingResponse))]
internal sealed partial class AzureMapsJson : JsonSerializerContext;
