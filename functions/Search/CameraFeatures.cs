using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Search;

/// <summary>The cameras that a search found, as a GeoJSON FeatureCollection (RFC 7946).</summary>
/// <param name="Type">Always <c>FeatureCollection</c>.</param>
/// <param name="Matched">How many cameras match, on all pages; counted up to 10,000.</param>
/// <param name="MatchedIsExact">Whether that is all of them; <see langword="false"/> where more than 10,000 match.</param>
/// <param name="Continuation">What to send for the next page; <see langword="null"/> on the last.</param>
/// <param name="Features">The cameras of this page, best first.</param>
public sealed record CameraFeatures(string Type, int Matched, bool MatchedIsExact, string? Continuation, IReadOnlyList<CameraFeature> Features);

/// <summary>A camera as a GeoJSON feature.</summary>
/// <param name="Type">Always <c>Feature</c>.</param>
/// <param name="Geometry">Where it is.</param>
/// <param name="Properties">What it is.</param>
public sealed record CameraFeature(string Type, PointGeometry Geometry, CameraProperties Properties);

/// <summary>What a search tells of a camera.</summary>
/// <param name="CameraId">What names it.</param>
/// <param name="RegistrationId">The registration it belongs to.</param>
/// <param name="Label">What its owner calls it.</param>
/// <param name="Facing">Degrees clockwise from north; <see langword="null"/> where unknown.</param>
/// <param name="FieldOfView">Degrees; <see langword="null"/> where unknown.</param>
/// <param name="Range">Metres; <see langword="null"/> where unknown.</param>
/// <param name="Distance">Metres from the centre of a circle, the route of a corridor, or the centroid of a polygon or beat.</param>
/// <param name="OwnerKind">Residence or business.</param>
/// <param name="Organization">The business; <see langword="null"/> for a residence.</param>
/// <param name="SeesPoint">Whether it sees the point that was asked for; <see langword="null"/> where unknown or not asked.</param>
/// <param name="FootageExpiresAt">When footage of the incident is overwritten; <see langword="null"/> where no time was given.</param>
/// <param name="FootageLikely">Whether it still has footage of the incident; <see langword="null"/> where no time was given.</param>
public sealed record CameraProperties(
    string CameraId,
    string RegistrationId,
    string Label,
    double? Facing,
    double? FieldOfView,
    double? Range,
    double Distance,
    OwnerKind OwnerKind,
    string? Organization,
    bool? SeesPoint,
    DateTimeOffset? FootageExpiresAt,
    bool? FootageLikely);
