using System.Diagnostics;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Search;

/// <summary>Finds cameras for officers.</summary>
public sealed class CameraSearch(CameraMap map, ContinuationSeal continuations, RegistryTraces traces, RegistryMetrics metrics, TimeProvider clock)
{
    /// <summary>One page of the cameras in the area that match, best first.</summary>
    internal async Task<CameraFeatures> FindAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        using var span = traces.Start("search map");
        var started = Stopwatch.GetTimestamp();
        var found = new FoundCameras(request);
        var now = clock.GetUtcNow();
        var reading = await map.ReadAsync(request.Area, camera => OfferIfItCounts(found, camera, now), cancellationToken);
        span?.SetTag("rows", reading.Rows).SetTag("requests", reading.Requests).SetTag("matched", found.Matched);
        metrics.Searched(request.Area, found.Matched, reading, Stopwatch.GetElapsedTime(started));
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

    /// <summary>A registration that was not renewed leaves the map at its hour, whenever the upkeep clears its rows.</summary>
    private static void OfferIfItCounts(FoundCameras found, MapCamera camera, DateTimeOffset now)
    {
        if (camera.ValidUntil > now)
        {
            found.Offer(camera);
        }
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
