using System.Globalization;
using System.Text.Json;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Search;

/// <summary>What an officer searches for, and why.</summary>
/// <param name="CaseNumber">The case it is for.</param>
/// <param name="Purpose">What the officer needs it for.</param>
/// <param name="Area">Where.</param>
/// <param name="IncidentAt">When it happened; <see langword="null"/> where that does not matter.</param>
/// <param name="SeesPoint">Where it happened: cameras that see the point come first.</param>
/// <param name="OwnerKind">Only cameras of such owners; <see langword="null"/> for all.</param>
/// <param name="Text">Only cameras with this in their label or organization, in any case and with any accents; <see langword="null"/> for all.</param>
/// <param name="Limit">The most cameras in one answer.</param>
/// <param name="Asked">The body as it came, for the record.</param>
/// <param name="Continuation">Where the answer before this one ended; <see langword="null"/> for the first.</param>
internal sealed record SearchRequest(
    string CaseNumber,
    string Purpose,
    ISearchArea Area,
    DateTimeOffset? IncidentAt,
    GeoPoint? SeesPoint,
    OwnerKind? OwnerKind,
    string? Text,
    int Limit,
    JsonElement Asked,
    Continuation? Continuation)
{
    /// <summary>Whether a camera of the area is one that the officer looks for.</summary>
    public bool Matches(MapCamera camera) =>
        (OwnerKind is null || camera.OwnerKind == OwnerKind)
        && (Text is null || Has(camera.Label, Text) || (camera.Organization is { } organization && Has(organization, Text)));

    private static bool Has(string text, string part) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, part, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;
}
