using System.Text.Json;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>Puts what an owner sends in the place of what they sent before.</summary>
public sealed class RegistrationChange(
    RegistrationStore registrations,
    RegistrationPlacement placement,
    OwnerIndex owners,
    ConfirmationPolicy confirmation,
    MailRequests mailRequests,
    NextSteps nextSteps,
    TimeProvider clock)
{
    /// <summary>
    /// Changes a registration. A changed address is placed anew, and the old place leaves the map before this returns; changed cameras
    /// change on the map. A changed e-mail address waits until it is confirmed. What is the same stays untouched.
    /// </summary>
    /// <param name="opened">The registration as it was opened.</param>
    /// <param name="form">What it shall say.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration as it is now; <see langword="null"/> where somebody else has changed it since it was opened.</returns>
    public async Task<Registration?> ChangeAsync(Registration opened, RegistrationForm form, CancellationToken cancellationToken)
    {
        // Only one place at a time is remembered as left, so a change that was cut off is brought to its end first.
        var current = opened.LeftPoint is null ? opened : await placement.SettleAsync(opened, cancellationToken);
        if (current is null || !SaysTheSame(current, opened))
        {
            return null;
        }

        var changed = Changed(current, form);
        if (SaysTheSame(changed, current))
        {
            return current;
        }

        changed = await ClaimAsync(current, changed, cancellationToken);
        var stored = await registrations.TryReplaceAsync(current, changed, cancellationToken);
        if (!OwnerIndex.AreSame(current.Form, changed.Form))
        {
            await (stored is null
                ? owners.TidyAsync(current.Id, cancellationToken, changed.Form)
                : owners.FollowAsync(current, stored, cancellationToken));
        }

        return stored is null ? null : await nextSteps.TakeAsync(stored, cancellationToken);
    }

    private static bool SaysTheSame(Registration one, Registration other) =>
        AreSame(one.Form, other.Form) && one.EmailChange == other.EmailChange && one.Status == other.Status;

    private static bool AreSame(RegistrationForm one, RegistrationForm other) => Json(one).SequenceEqual(Json(other));

    private static byte[] Json(RegistrationForm form) => JsonSerializer.SerializeToUtf8Bytes(form, StoredJson.Default.RegistrationForm);

    private Registration Changed(Registration current, RegistrationForm form)
    {
        // Cameras that are the same stay the very same, so that their rows are not written again.
        var sameCameras = AreSame(current.Form with { Cameras = form.Cameras }, current.Form);
        var changed = WithOwner(current, form.Owner) with { UpdatedAt = clock.GetUtcNow() };
        changed = changed with
        {
            Form = form with { Owner = changed.Form.Owner, Cameras = sameCameras ? current.Form.Cameras : form.Cameras },
        };
        return Placed(current, changed);
    }

    /// <summary>An address is placed by everything in it but the unit.</summary>
    private static Registration Placed(Registration current, Registration changed)
    {
        if (current.Form.Address with { Unit = null } == changed.Form.Address with { Unit = null })
        {
            return RegistrationPlacement.ShowTheSame(current, changed) ? changed : changed with { LeftPoint = changed.Location!.Point };
        }

        return changed with
        {
            Status = RegistrationStatus.Received,
            StatusReason = null,
            Location = null,
            LeftPoint = current.Location?.Point,
            Beat = null,
        };
    }

    /// <summary>
    /// An address that was never confirmed is replaced at once. One that was stays until the new one is confirmed, and is told of it,
    /// so that nobody loses a registration to somebody who found a token.
    /// </summary>
    private Registration WithOwner(Registration current, Owner owner)
    {
        var changed = current with { Form = current.Form with { Owner = owner } };
        if (owners.Mailbox(owner.Email) == owners.Mailbox(current.Form.Owner.Email))
        {
            return changed with
            {
                EmailChange = null,

                // An address that was replaced is told all the same.
                MailDue = current.MailDue.Except(
                    current.FormerEmail is null ? [MailKind.EmailChange, MailKind.EmailChangeNotice] : [MailKind.EmailChange]),
            };
        }

        if (current.AwaitsConfirmation)
        {
            return changed;
        }

        if (!confirmation.IsRequired)
        {
            return mailRequests.AreSent
                ? changed with { FormerEmail = current.FormerEmail ?? current.Form.Owner.Email, MailDue = current.MailDue.Add(MailKind.EmailChangeNotice) }
                : changed;
        }

        changed = changed with { Form = changed.Form with { Owner = owner with { Email = current.Form.Owner.Email } } };
        return current.EmailChange?.Email == owner.Email
            ? changed
            : changed with
            {
                EmailChange = new EmailChange(owner.Email, clock.GetUtcNow()),
                MailDue = current.MailDue.Union([MailKind.EmailChange, MailKind.EmailChangeNotice]),
            };
    }

    /// <summary>
    /// The index follows the owner and the address. One that is not confirmed yet starts anew with another of either: as a duplicate, or as
    /// none any more.
    /// </summary>
    private async Task<Registration> ClaimAsync(Registration current, Registration changed, CancellationToken cancellationToken)
    {
        if (!mailRequests.AreSent || OwnerIndex.AreSame(current.Form, changed.Form))
        {
            return changed;
        }

        if (!changed.AwaitsConfirmation)
        {
            // An owner may correct an address into one that is registered twice: the index goes on naming the other.
            await owners.ClaimAsync(changed.Form, changed.Id, cancellationToken);
            return changed;
        }

        var other = confirmation.IsRequired
            ? await owners.FindAsync(changed.Form, cancellationToken)
            : await owners.ClaimAsync(changed.Form, changed.Id, cancellationToken);
        var isNewMailbox = owners.Mailbox(current.Form.Owner.Email) != owners.Mailbox(changed.Form.Owner.Email);
        return (other, isNewMailbox || current.DuplicateOf is not null) switch
        {
            (not null, _) => changed with { DuplicateOf = other, MailDue = [MailKind.AlreadyRegistered] },
            (null, true) when confirmation.IsRequired => changed with { DuplicateOf = null, MailDue = [MailKind.Confirmation], LastNotice = null },
            (null, true) => changed with { DuplicateOf = null, MailDue = [], AwaitsConfirmation = false },
            _ => changed,
        };
    }
}
