using ServerlessRegistry.Notifications;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Registrations;

/// <summary>Takes registrations in.</summary>
public sealed class RegistrationDesk(
    RegistrationStore registrations,
    IdempotencyKeyStore idempotencyKeys,
    OwnerIndex owners,
    ConfirmationPolicy confirmation,
    MailRequests mailRequests,
    NextSteps nextSteps,
    RegistryMetrics metrics,
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
        var (receipt, outcome) = await TakeInAsync(form, idempotencyKey, cancellationToken);
        metrics.Registered(outcome);
        return receipt;
    }

    private async Task<(RegistrationReceipt? Receipt, RegistrationOutcome Outcome)> TakeInAsync(
        RegistrationForm form, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fresh = RegistrationId.Create();
        var id = idempotencyKey is null ? fresh : await idempotencyKeys.ClaimAsync(idempotencyKey, form, fresh, now, cancellationToken);
        if (id is not { } claimed)
        {
            return (null, RegistrationOutcome.KeyReused);
        }

        var token = ManageToken.Create();
        if (claimed != fresh && await RepeatAsync(claimed, token, now, cancellationToken) is { } repeated)
        {
            return Repeated(repeated);
        }

        var registration = await ReceiveAsync(claimed, form, now, cancellationToken);
        if (await registrations.TryAddAsync(registration, token, cancellationToken))
        {
            await nextSteps.AskForAsync(registration, cancellationToken);
            return (new RegistrationReceipt(claimed, registration.Status, token), OutcomeOf(registration));
        }

        // Another call with the same key was faster.
        return Repeated(await RepeatAsync(claimed, token, now, cancellationToken));
    }

    private static (RegistrationReceipt? Receipt, RegistrationOutcome Outcome) Repeated(Repetition? repetition) =>
        (repetition?.Receipt, repetition?.Receipt is null ? RegistrationOutcome.KeyReused : RegistrationOutcome.Repeated);

    private static RegistrationOutcome OutcomeOf(Registration registration) => registration switch
    {
        { DuplicateOf: not null } => RegistrationOutcome.Duplicate,
        { AwaitsConfirmation: true } => RegistrationOutcome.AwaitsConfirmation,
        _ => RegistrationOutcome.Received,
    };

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

        var other = confirmation.IsRequired ? await owners.FindAsync(form, cancellationToken) : await owners.ClaimAsync(form, id, cancellationToken);
        if (other is not null)
        {
            return registration with { AwaitsConfirmation = true, DuplicateOf = other, MailDue = [MailKind.AlreadyRegistered] };
        }

        return confirmation.IsRequired ? registration with { AwaitsConfirmation = true, MailDue = [MailKind.Confirmation] } : registration;
    }

    /// <summary>
    /// Answers a call that came before. The earlier one may have stopped before it asked for what comes next; asking twice does no harm.
    /// </summary>
    /// <returns>
    /// The receipt, with none in it where the key came too often; <see langword="null"/> where the earlier call stored nothing.
    /// </returns>
    private async Task<Repetition?> RepeatAsync(RegistrationId id, ManageToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await registrations.AddTokenAsync(id, token, now, cancellationToken) is { } registration)
            {
                await nextSteps.AskForAsync(registration, cancellationToken);
                return new Repetition(new RegistrationReceipt(id, registration.Status, token));
            }

            if (await registrations.FindEndAsync(id, cancellationToken) is { } end)
            {
                return new Repetition(new RegistrationReceipt(id, end, token));
            }

            switch (await registrations.FindAsync(id, cancellationToken))
            {
                case null:
                    return null;
                case { Status: RegistrationStatus.Withdrawn }:
                    return new Repetition(new RegistrationReceipt(id, RegistrationStatus.Withdrawn, token));
            }

            if (await registrations.HasAllTokensAsync(id, cancellationToken))
            {
                return new Repetition(null);
            }

            // The earlier call has stored it just now.
        }
    }

    private sealed record Repetition(RegistrationReceipt? Receipt);
}

/// <summary>What an owner gets for a registration.</summary>
/// <param name="Id">What names it.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="ManageToken">What opens it. This is the only time that anybody sees it.</param>
public sealed record RegistrationReceipt(RegistrationId Id, RegistrationStatus Status, ManageToken ManageToken);
