using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>Takes registrations in.</summary>
public sealed class RegistrationDesk(
    RegistrationStore registrations,
    IdempotencyKeyStore idempotencyKeys,
    OwnerIndex owners,
    ConfirmationPolicy confirmation,
    MailRequests mailRequests,
    NextSteps nextSteps,
    TimeProvider clock)
{
    /// <summary>
    /// Stores a registration and asks for its address to be placed, or for its owner's confirmation first. Once this returns,
    /// nothing that fails later loses the registration. With an idempotency key the call may be repeated, also many times at
    /// once: it finishes what an earlier call began, and each call gets a token of its own to the one registration.
    /// </summary>
    /// <param name="form">What the owner sent.</param>
    /// <param name="idempotencyKey">What the caller names the request by; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipt; <see langword="null"/> where the key came with another form before, or too often.</returns>
    public async Task<RegistrationReceipt?> ReceiveAsync(RegistrationForm form, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fresh = RegistrationId.Create();
        var id = idempotencyKey is null ? fresh : await idempotencyKeys.ClaimAsync(idempotencyKey, form, fresh, now, cancellationToken);
        if (id is not { } claimed)
        {
            return null;
        }

        var token = ManageToken.Create();
        if (claimed != fresh && await registrations.FindEndAsync(claimed, cancellationToken) is { } end)
        {
            return new RegistrationReceipt(claimed, end, token);
        }

        var registration = await ReceiveAsync(claimed, form, now, cancellationToken);
        if (await registrations.TryAddAsync(registration, token, cancellationToken))
        {
            await nextSteps.AskForAsync(registration, cancellationToken);
            return new RegistrationReceipt(claimed, registration.Status, token);
        }

        return await RepeatAsync(claimed, token, now, cancellationToken);
    }

    /// <summary>
    /// An owner who has registered the address already is told by mail, and nothing comes of this registration. To whoever sent
    /// it, it looks like any other that waits for its confirmation: the answer must not tell who is registered. Where the
    /// registry sends no mail, nobody could be told, and it counts.
    /// </summary>
    private async Task<Registration> ReceiveAsync(RegistrationId id, RegistrationForm form, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var registration = Registration.Receive(id, form, now);
        if (!mailRequests.AreSent)
        {
            return registration;
        }

        if (await owners.ClaimAsync(form, id, registrations.FindAsync, cancellationToken) is { } other)
        {
            return registration with { AwaitsConfirmation = true, DuplicateOf = other, MailDue = [MailKind.AlreadyRegistered] };
        }

        return confirmation.IsRequired ? registration with { AwaitsConfirmation = true, MailDue = [MailKind.Confirmation] } : registration;
    }

    /// <summary>The earlier call may have stopped before it asked for what comes next; asking twice does no harm.</summary>
    private async Task<RegistrationReceipt?> RepeatAsync(RegistrationId id, ManageToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await registrations.AddTokenAsync(id, token, now, cancellationToken) is not { } registration)
        {
            return null;
        }

        await nextSteps.AskForAsync(registration, cancellationToken);
        return new RegistrationReceipt(id, registration.Status, token);
    }
}

/// <summary>What an owner gets for a registration.</summary>
/// <param name="Id">What names it.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="ManageToken">What opens it. This is the only time that anybody sees it.</param>
public sealed record RegistrationReceipt(RegistrationId Id, RegistrationStatus Status, ManageToken ManageToken);
