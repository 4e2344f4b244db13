using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Beats;

/// <summary>Has the map of beats read when the host starts, and logs what came of it.</summary>
internal sealed partial class BeatLoading(BeatMap beats, ILogger<BeatLoading> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (beats.Any)
        {
            LogLoaded(logger, beats.Count);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "The map of beats has {Count} beats.")]
    private static partial void LogLoaded(ILogger logger, int count);
}
