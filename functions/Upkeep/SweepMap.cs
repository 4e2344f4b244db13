using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Upkeep;

/// <summary>
/// Looks at every camera on the map and takes those off that no registration stands behind. There are none, unless a process died
/// between a write to the map and the look at what had become of the registration meanwhile.
/// </summary>
public sealed partial class SweepMap(CameraMap map, RegistrationStore registrations, BackgroundRuns runs, ILogger<SweepMap> logger)
{
    /// <summary>Runs every night.</summary>
    [Function(nameof(SweepMap))]
    public Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        runs.RunAsync(nameof(SweepMap), () => SweepAsync(cancellationToken));

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, swept) = (0, 0);
        await foreach (var (id, point) in map.PlacesAsync(cancellationToken))
        {
            seen++;
            if (await IsStaleAsync(id, point, cancellationToken))
            {
                await map.RemoveAsync(id, point, cancellationToken);
                swept++;
            }
        }

        LogSwept(logger, seen, swept);
    }

    /// <summary>A registration is stored before the map is written, so a place that it does not name is one that it has left.</summary>
    private async Task<bool> IsStaleAsync(RegistrationId id, GeoPoint point, CancellationToken cancellationToken)
    {
        try
        {
            return await registrations.FindAsync(id, cancellationToken) is not { } registration
                || !(registration.LeftPoint == point || (registration.IsOnMap && registration.Location?.Point == point));
        }
        catch (UnreadableRegistrationException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Upkeep, sweep the map: {Seen} places seen, {Swept} swept.")]
    private static partial void LogSwept(ILogger logger, int seen, int swept);
}
