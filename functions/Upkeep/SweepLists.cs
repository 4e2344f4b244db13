using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Review;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Upkeep;

/// <summary>
/// Looks at the lists that are kept beside the registrations, of what waits for a coordinator and of disclosures, and takes off what no
/// registration stands behind. There is nothing of that kind, unless a process died, or the storage was away, while an owner took back a
/// registration that was just being put there.
/// </summary>
public sealed partial class SweepLists(
    ReviewList reviews, DisclosureList disclosures, RegistrationStore registrations, BackgroundRuns runs, TimeProvider clock, ILogger<SweepLists> logger)
{
    /// <summary>Runs every night.</summary>
    [Function(nameof(SweepLists))]
    public Task RunAsync([TimerTrigger("0 0 4 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        runs.RunAsync(nameof(SweepLists), () => SweepAsync(cancellationToken));

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, swept) = await reviews.SweepAsync(
            async (id, stop) => await registrations.FindStatusAsync(id, stop) == RegistrationStatus.NeedsReview, clock.GetUtcNow(), cancellationToken);
        LogSweptReviews(logger, seen, swept);
        (seen, swept) = await disclosures.SweepAsync(
            async (id, stop) => await registrations.FindStatusAsync(id, stop) is not null, cancellationToken);
        LogSweptDisclosures(logger, seen, swept);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Upkeep, sweep the list for review: {Seen} entries seen, {Swept} swept.")]
    private static partial void LogSweptReviews(ILogger logger, int seen, int swept);

    [LoggerMessage(Level = LogLevel.Information, Message = "Upkeep, sweep the disclosures: {Seen} registrations seen, {Swept} swept.")]
    private static partial void LogSweptDisclosures(ILogger logger, int seen, int swept);
}
