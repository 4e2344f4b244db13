using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>Finds cameras for officers.</summary>
public sealed class CameraSearch(CameraMap map, TimeProvider clock)
{
    /// <summary>One page of the cameras in the area that match, best first.</summary>
    internal async Task<CameraFeatures> FindAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var found = (await map.FindAsync(request.Area, cancellationToken))
            .Where(camera => request.OwnerKind is null || camera.OwnerKind == request.OwnerKind)
            .Select(camera => new FoundCamera(
                camera,
                Geodesy.Distance(request.Area.Center, camera.Point),
                request.SeesPoint is { } point ? camera.Sees(point) : null))
            .Order()
            .ToList();

        var rest = request.Continuation is { } last ? found.FindIndex(camera => camera.IsAfter(last)) : 0;
        var page = rest < 0 ? [] : found.Skip(rest).Take(request.Limit).ToList();
        var hasMore = rest >= 0 && rest + page.Count < found.Count;
        return new CameraFeatures(
            "FeatureCollection",
            found.Count,
            hasMore && page is [.., var end] ? new Continuation(end.Rank, end.Distance, end.Camera.CameraId).ToString() : null,
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
