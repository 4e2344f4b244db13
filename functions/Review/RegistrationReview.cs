using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Review;

/// <summary>Hands registrations that the pipeline cannot finish to a person.</summary>
public sealed partial class RegistrationReview(
    RegistrationStore registrations, RegistryMetrics metrics, TimeProvider clock, ILogger<RegistrationReview> logger)
{
    /// <summary>
    /// Tries once more what a failed message is about, and marks the registration where that fails too. What fails because the storage is
    /// away is no reason to ask a person: the failure goes on to the host, which brings the message back.
    /// </summary>
    /// <param name="step">What failed.</param>
    /// <param name="id">Which registration; <see langword="null"/> where the message names none.</param>
    /// <param name="queue">The poison queue that the message came from.</param>
    /// <param name="reason">A sentence for the owner and for coordinators.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AskUnlessAsync(
        Func<RegistrationId, CancellationToken, Task<Registration?>> step,
        RegistrationId? id,
        string queue,
        string reason,
        CancellationToken cancellationToken)
    {
        try
        {
            if (id is { } known)
            {
                await step(known, cancellationToken);
                LogMadeGood(logger, known, queue);
                return;
            }
        }
        catch (Exception exception) when (!StorageFailure.IsOutage(exception) && exception is not OperationCanceledException)
        {
            LogFailedAgain(logger, exception, queue);
        }

        await AskForAsync(id, queue, reason, cancellationToken);
    }

    /// <summary>Marks the registration that a failed message is about.</summary>
    /// <param name="id">Which registration; <see langword="null"/> where the message names none.</param>
    /// <param name="queue">The poison queue that the message came from.</param>
    /// <param name="reason">A sentence for the owner and for coordinators.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AskForAsync(RegistrationId? id, string queue, string reason, CancellationToken cancellationToken)
    {
        metrics.Poisoned(queue);
        if (id is not { } known)
        {
            LogForeign(logger, queue);
            return;
        }

        var registration = await MarkAsync(known, reason, cancellationToken);
        LogReview(logger, known, registration?.Status);
    }

    /// <summary>One that has arrived, or that its owner took back, stays as it is.</summary>
    private Task<Registration?> MarkAsync(RegistrationId id, string reason, CancellationToken cancellationToken) => registrations.UpdateAsync(
        id,
        current => current.Status is RegistrationStatus.Received or RegistrationStatus.Located
            ? current with { Status = RegistrationStatus.NeedsReview, StatusReason = reason, UpdatedAt = clock.GetUtcNow() }
            : null,
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pipeline gave up on registration {Id}, which is now {Status}.")]
    private static partial void LogReview(ILogger logger, RegistrationId id, RegistrationStatus? status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registration {Id} was in {Queue}, and its step has succeeded now.")]
    private static partial void LogMadeGood(ILogger logger, RegistrationId id, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Queue} was tried once more and failed again.")]
    private static partial void LogFailedAgain(ILogger logger, Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Queue} names no registration of ours and was let go.")]
    private static partial void LogForeign(ILogger logger, string queue);
}
