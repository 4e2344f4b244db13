using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Upkeep;

/// <summary>
/// Sends registrations on their way again that stopped short of an end: one that was stored while the queue was away, or
/// whose message was lost. Whatever they had done already is not done twice.
/// </summary>
public sealed partial class ResumeStalledRegistrations(
    RegistrationStore registrations, GeocodeRequests geocodeRequests, TimeProvider clock, ILogger<ResumeStalledRegistrations> logger)
{
    /// <summary>Longer than the pipeline takes with all its attempts, so that nothing is hurried that is still on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs every quarter of an hour.</summary>
    [Function(nameof(ResumeStalledRegistrations))]
    public async Task RunAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Patience;
        var resumed = 0;
        foreach (var stalled in Stalled(before, cancellationToken))
        {
            await foreach (var id in stalled)
            {
                await geocodeRequests.SendAsync(id, cancellationToken);
                resumed++;
            }
        }

        LogResumed(logger, resumed);
    }

    private IEnumerable<IAsyncEnumerable<RegistrationId>> Stalled(DateTimeOffset before, CancellationToken cancellationToken) =>
    [
        registrations.StalledAsync(RegistrationStatus.Received, before, cancellationToken),
        registrations.StalledAsync(RegistrationStatus.Located, before, cancellationToken),
        registrations.MovingAsync(before, cancellationToken),
    ];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} stalled registrations were sent on their way again.")]
    private static partial void LogResumed(ILogger logger, int count);
}
