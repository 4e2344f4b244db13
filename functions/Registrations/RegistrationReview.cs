using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Registrations;

/// <summary>Hands registrations that the pipeline cannot finish to a person.</summary>
public sealed partial class RegistrationReview(RegistrationStore registrations, TimeProvider clock, ILogger<RegistrationReview> logger)
{
    /// <summary>Marks a registration that is still on its way. One that has arrived, or that its owner took back, stays as it is.</summary>
    /// <param name="id">Which registration.</param>
    /// <param name="reason">A sentence for its owner and for coordinators.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AskForAsync(RegistrationId id, string reason, CancellationToken cancellationToken)
    {
        var registration = await registrations.UpdateAsync(
            id,
            current => current.Status is RegistrationStatus.Received or RegistrationStatus.Located
                ? current with { Status = RegistrationStatus.NeedsReview, StatusReason = reason, UpdatedAt = clock.GetUtcNow() }
                : null,
            cancellationToken);
        LogReview(logger, id, registration?.Status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pipeline gave up on registration {Id}, which is now {Status}.")]
    private static partial void LogReview(ILogger logger, RegistrationId id, RegistrationStatus? status);
}
