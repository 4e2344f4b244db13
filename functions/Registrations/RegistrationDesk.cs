using Microsoft.Extensions.Logging;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>Takes registrations in.</summary>
public sealed partial class RegistrationDesk(
    RegistrationStore registrations,
    IdempotencyKeyStore idempotencyKeys,
    GeocodeRequests geocodeRequests,
    TimeProvider clock,
    ILogger<RegistrationDesk> logger)
{
    /// <summary>
    /// Stores a registration and asks for its address to be placed. Once this returns, nothing that fails later loses the
    /// registration. With an idempotency key the call may be repeated, also many times at once: it finishes what an
    /// earlier call began, and each call gets a token of its own to the one registration.
    /// </summary>
    /// <param name="form">What the owner sent.</param>
    /// <param name="idempotencyKey">What the caller names the request by; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipt; <see langword="null"/> where the key came with another form before, or too often.</returns>
    public async Task<RegistrationReceipt?> ReceiveAsync(RegistrationForm form, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var token = ManageToken.Create();
        var id = RegistrationId.Create();
        if (idempotencyKey is not null)
        {
            if (await idempotencyKeys.ClaimAsync(idempotencyKey, form, id, now, cancellationToken) is not { } claimed)
            {
                return null;
            }

            id = claimed;
        }

        if (await registrations.TryAddAsync(Registration.Receive(id, form, now), token, cancellationToken))
        {
            await AskForPlaceAsync(id, cancellationToken);
            return new RegistrationReceipt(id, RegistrationStatus.Received, token);
        }

        return await RepeatAsync(id, token, now, cancellationToken);
    }

    /// <summary>The earlier call may have stopped before it asked for the address; asking twice does no harm.</summary>
    private async Task<RegistrationReceipt?> RepeatAsync(RegistrationId id, ManageToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await registrations.AddTokenAsync(id, token, now, cancellationToken) is not { } registration)
        {
            return null;
        }

        if (registration.Status == RegistrationStatus.Received)
        {
            await AskForPlaceAsync(id, cancellationToken);
        }

        return new RegistrationReceipt(id, registration.Status, token);
    }

    /// <summary>
    /// The registration is stored. Where the queue is away it is not refused, since its owner would send it again and have
    /// two: the upkeep sends it on its way later.
    /// </summary>
    private async Task AskForPlaceAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        try
        {
            await geocodeRequests.SendAsync(id, cancellationToken);
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            LogQueueAway(logger, exception, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registration {Id} is stored, but the queue did not take its request; it is sent on its way later.")]
    private static partial void LogQueueAway(ILogger logger, Exception exception, RegistrationId id);
}

/// <summary>What an owner gets for a registration.</summary>
/// <param name="Id">What names it.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="ManageToken">What opens it. This is the only time that anybody sees it.</param>
public sealed record RegistrationReceipt(RegistrationId Id, RegistrationStatus Status, ManageToken ManageToken);
