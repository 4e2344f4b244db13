using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Upkeep;

/// <summary>Does chores one registration at a time, over as many pages as there are.</summary>
public sealed partial class ChoreRunner(RegistrationStore registrations, ILogger<ChoreRunner> logger)
{
    /// <summary>
    /// Does the chores one after the other and logs how much there was to do. A registration that cannot be read is passed over and
    /// reported. A run that is cut off is made good by the next, which finds what is still to do.
    /// </summary>
    internal async Task RunAsync(IEnumerable<Chore> chores, CancellationToken cancellationToken)
    {
        foreach (var chore in chores)
        {
            var (done, unreadable) = (0, 0);
            await foreach (var id in registrations.IdsAsync(chore.Filter, cancellationToken))
            {
                try
                {
                    done += await chore.DoAsync(id, cancellationToken) ? 1 : 0;
                }
                catch (UnreadableRegistrationException exception)
                {
                    LogUnreadable(logger, exception, chore.Name, id);
                    unreadable++;
                }
            }

            LogDone(logger, chore.Name, done, unreadable);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Upkeep, {Chore}: registration {Id} cannot be read and was passed over.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string chore, RegistrationId id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Upkeep, {Chore}: {Done} done, {Unreadable} unreadable.")]
    private static partial void LogDone(ILogger logger, string chore, int done, int unreadable);
}
