using Microsoft.Extensions.Logging;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>Asks for whatever a stored change of a registration calls for.</summary>
public sealed partial class NextSteps(
    GeocodeRequests geocodeRequests, MailRequests mailRequests, RegistrationPlacement placement, ILogger<NextSteps> logger)
{
    /// <summary>
    /// Asks for the registration to be placed, or the map to follow, and for the mail that is due. Asking twice does no harm. What is
    /// stored is promised: where a queue is away, or the time runs out, the call succeeds all the same, and the upkeep asks later.
    /// </summary>
    public async Task AskForAsync(Registration registration, CancellationToken cancellationToken)
    {
        try
        {
            if (registration is { Status: RegistrationStatus.Received, AwaitsConfirmation: false } or { LeftPoint: not null })
            {
                await geocodeRequests.SendAsync(registration.Id, cancellationToken);
            }

            await mailRequests.SendDueAsync(registration, cancellationToken);
        }
        catch (Exception exception) when (IsNoReasonToFail(exception))
        {
            LogQueueAway(logger, exception, registration.Id);
        }
    }

    /// <summary>The same, and the map follows before this returns, unless the storage is away.</summary>
    /// <returns>The registration as it is then; <see langword="null"/> where it is gone.</returns>
    public async Task<Registration?> TakeAsync(Registration registration, CancellationToken cancellationToken)
    {
        await AskForAsync(registration, cancellationToken);
        try
        {
            return await placement.SettleAsync(registration, cancellationToken);
        }
        catch (Exception exception) when (IsNoReasonToFail(exception))
        {
            LogMapBehind(logger, exception, registration.Id);
            return registration;
        }
    }

    private static bool IsNoReasonToFail(Exception exception) => StorageFailure.Is(exception) || exception is OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registration {Id} is stored, but a queue did not take its request; it is sent on its way later.")]
    private static partial void LogQueueAway(ILogger logger, Exception exception, RegistrationId id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registration {Id} is stored, but the map could not follow; it does later.")]
    private static partial void LogMapBehind(ILogger logger, Exception exception, RegistrationId id);
}
