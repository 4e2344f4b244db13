using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>Finds cameras for officers.</summary>
public sealed class CameraSearch(CameraMap map, ContinuationSeal continuations, TimeProvider clock)
{
    /// <summary>One page of the cameras in the area that match, best first.</summary>
    internal async Task<CameraFeatures> FindAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var found = new FoundCameras(request);
        await map.ReadAsync(request.Area, found.Offer, cancellationToken);
        return Answer(request, found);
    }

    /// <summary>Writes up what was found.</summary>
    internal CameraFeatures Answer(SearchRequest request, FoundCameras found)
    {
        var page = found.Page;
        return new CameraFeatures(
            "FeatureCollection",
            found.Matched,
            found.MatchedIsExact,
            found.HasMore ? continuations.Seal(Continuation.After(page[^1]), request) : null,
            [.. page.Select(camera => Feature(camera, request.IncidentAt))]);
    }

    private CameraFeature Feature(FoundCamera found, DateTimeOffset? incidentAt)
    {
        var camera = found.Camera;
        var footageExpiresAt = incidentAt?.AddDays(camera.RetentionDays);
        return new CameraFeature(
            "Feature",
            PointGeometry.Of(camera.Point),
            new CameraProperties(
                camera.CameraId,
                camera.RegistrationId,
                camera.Label,
                camera.Facing,
                camera.FieldOfView,
                camera.Range,
                Math.Round(found.Distance, 1),
                camera.OwnerKind,
                camera.Organization,
                found.SeesPoint,
                footageExpiresAt,
                footageExpiresAt is { } expiry ? expiry > clock.GetUtcNow() : null));
    }
}
