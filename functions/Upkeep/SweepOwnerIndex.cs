using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Upkeep;

/// <summary>
/// Looks at every claim in the index of owners and gives back those that no registration says any more. They stand in nobody's way, but
/// they come from the address of an owner, who may have left. There are none, unless a process died in the middle of a change.
/// </summary>
public sealed partial class SweepOwnerIndex(OwnerIndex owners, BackgroundRuns runs, ILogger<SweepOwnerIndex> logger)
{
    /// <summary>Runs every night.</summary>
    [Function(nameof(SweepOwnerIndex))]
    public Task RunAsync([TimerTrigger("0 50 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        runs.RunAsync(nameof(SweepOwnerIndex), () => SweepAsync(cancellationToken));

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, swept) = await owners.SweepAsync(cancellationToken);
        LogSwept(logger, seen, swept);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Upkeep, sweep the index of owners: {Seen} claims seen, {Swept} swept.")]
    private static partial void LogSwept(ILogger logger, int seen, int swept);
}
