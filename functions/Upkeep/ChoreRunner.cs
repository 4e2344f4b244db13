using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Upkeep;

/// <summary>Does chores one registration at a time, over as many pages as there are.</summary>
public sealed partial class ChoreRunner(RegistrationStore registrations, ILogger<ChoreRunner> logger)
{
    /// <summary>
    /// Does the chores one after the other and logs how much there was to do. A registration that cannot be read, or fails otherwise, is
    /// passed over and reported. A run that is cut off is made good by the next, which finds what is still to do.
    /// </summary>
    internal async Task RunAsync(IEnumerable<Chore> chores, CancellationToken cancellationToken)
    {
        foreach (var chore in chores)
        {
            var (done, failed) = (0, 0);
            await foreach (var id in registrations.IdsAsync(chore.Filter, cancellationToken))
            {
                try
                {
                    done += await chore.DoAsync(id, cancellationToken) ? 1 : 0;
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogFailed(logger, exception, chore.Name, id);
                    failed++;
                }
            }

            LogDone(logger, chore.Name, done, failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Upkeep, {Chore}: registration {Id} was passed over.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string chore, RegistrationId id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Upkeep, {Chore}: {Done} done, {Failed} passed over.")]
    private static partial void LogDone(ILogger logger, string chore, int done, int failed);
}
