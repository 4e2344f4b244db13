using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>What became of an attempt to confirm an e-mail address.</summary>
public enum ConfirmationOutcome
{
    /// <summary>The address is confirmed, now or since an earlier attempt.</summary>
    Confirmed,

    /// <summary>There is no such registration, or the token is not one of its own.</summary>
    Unknown,

    /// <summary>The token did not come by mail to the address that is to be confirmed.</summary>
    OtherToken,
}

/// <summary>Takes the word of whoever has the link from the mail that an e-mail address is the owner's.</summary>
public sealed class RegistrationConfirmation(RegistrationStore registrations, OwnerIndex owners, NextSteps nextSteps, TimeProvider clock)
{
    /// <summary>
    /// Confirms the address that a registration came with, which sends it on its way, or the one that is to replace it. Repeating it
    /// comes to the same.
    /// </summary>
    /// <param name="id">Which registration.</param>
    /// <param name="presentedToken">The token of the mailed link.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it, and the registration where it is confirmed.</returns>
    public async Task<(ConfirmationOutcome Outcome, Registration? Registration)> ConfirmAsync(
        RegistrationId id, string presentedToken, CancellationToken cancellationToken)
    {
        while (await registrations.FindAsync(id, presentedToken, cancellationToken) is { } found && found.Token.Counts(clock.GetUtcNow()))
        {
            var (current, token) = found;
            if (Confirmed(current, token) is not { } confirmed)
            {
                return (ConfirmationOutcome.OtherToken, null);
            }

            var stored = ReferenceEquals(confirmed, current) ? current : await registrations.TryReplaceAsync(current, confirmed, cancellationToken);
            if (stored is not null)
            {
                await FollowUpAsync(current, stored, cancellationToken);
                await LetOpenAsync(id, presentedToken, token, cancellationToken);
                return (ConfirmationOutcome.Confirmed, stored);
            }
        }

        return (ConfirmationOutcome.Unknown, null);
    }

    /// <returns>
    /// The registration with the address confirmed, the very same where it was before; <see langword="null"/> where the token shows
    /// nothing of the kind.
    /// </returns>
    private Registration? Confirmed(Registration current, OwnerToken token) => token switch
    {
        { Mailbox: null } => null,
        { Kind: OwnerTokenKind.EmailChange } when current.EmailChange is { } change && token.Mailbox == owners.Mailbox(change.Email) =>
            WithNewEmail(current, change.Email),
        _ when token.Mailbox != owners.Mailbox(current.Form.Owner.Email) => null,
        { Kind: OwnerTokenKind.Confirmation } when current is { AwaitsConfirmation: true, DuplicateOf: null } => WithConfirmedEmail(current),
        _ when current.AwaitsConfirmation => null,
        _ => current,
    };

    private Registration WithConfirmedEmail(Registration current) => current with
    {
        AwaitsConfirmation = false,
        MailDue = current.MailDue.Except([MailKind.Confirmation, MailKind.ConfirmationReminder]),
        LastNotice = null,
        UpdatedAt = clock.GetUtcNow(),
    };

    private Registration WithNewEmail(Registration current, string email) => current with
    {
        Form = current.Form with { Owner = current.Form.Owner with { Email = email } },
        EmailChange = null,
        FormerEmail = current.MailDue.Contains(MailKind.EmailChangeNotice) ? current.FormerEmail ?? current.Form.Owner.Email : null,
        MailDue = current.MailDue.Remove(MailKind.EmailChange),
        UpdatedAt = clock.GetUtcNow(),
    };

    private async Task FollowUpAsync(Registration before, Registration now, CancellationToken cancellationToken)
    {
        if (before.Form.Owner.Email != now.Form.Owner.Email)
        {
            await owners.MoveAsync(before, now, registrations.FindAsync, cancellationToken);
        }

        await nextSteps.AskForAsync(now, cancellationToken);
    }

    /// <summary>Whoever has shown that the mailbox is theirs may keep the mail as their key.</summary>
    private Task LetOpenAsync(RegistrationId id, string presentedToken, OwnerToken token, CancellationToken cancellationToken) =>
        token.Kind == OwnerTokenKind.Confirmation
            ? registrations.ChangeTokenAsync(id, presentedToken, token with { Kind = OwnerTokenKind.Manage, ExpiresAt = null }, cancellationToken)
            : Task.CompletedTask;
}
