using Microsoft.Extensions.Hosting;
using ServerlessRegistry.Health;

namespace ServerlessRegistry.Telemetry;

/// <summary>Measures once a minute whether the storage answers.</summary>
internal sealed class HealthWatch(StorageHealth storage, RegistryMetrics metrics, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                metrics.Checked(await storage.ReportAsync(stoppingToken));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }
}
