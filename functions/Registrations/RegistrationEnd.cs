using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Registrations;

/// <summary>Ends registrations, and erases what they say of their owners.</summary>
public sealed class RegistrationEnd(
    RegistrationStore registrations,
    RegistrationPlacement placement,
    PlacardStore placards,
    DisclosureList disclosures,
    OwnerIndex owners,
    TimeProvider clock)
{
    /// <summary>
    /// Takes a registration back: it leaves the map, and everything of it is erased but its id, its placard's code and the dates. What is
    /// cut off is finished by the upkeep; repeating it finishes it too.
    /// </summary>
    public async Task WithdrawAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var withdrawn = await registrations.UpdateAsync(
            id,
            current => current.Status == RegistrationStatus.Withdrawn
                ? null
                : current with
                {
                    Status = RegistrationStatus.Withdrawn,
                    StatusReason = null,
                    AwaitsConfirmation = false,
                    MailDue = [],
                    UpdatedAt = clock.GetUtcNow(),
                },
            cancellationToken);
        if (withdrawn is not null)
        {
            await EraseAsync(withdrawn, cancellationToken);
        }
    }

    /// <summary>Erases a registration that has ended. The row that makes it one goes last, so that an erasure that was cut off is found again.</summary>
    public async Task EraseAsync(Registration ended, CancellationToken cancellationToken)
    {
        await placement.TakeOffMapAsync(ended, cancellationToken);
        await placards.DeleteAsync(ended.Id, cancellationToken);
        await disclosures.EraseAsync(ended.Id, cancellationToken);
        await owners.ReleaseAsync(ended.Form, ended.Id, cancellationToken);
        await registrations.EraseAsync(ended, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>Removes a registration that nobody confirmed. There never was a placard of it, so that no tombstone is needed.</summary>
    /// <returns>Whether it is gone; false where somebody has changed it, and perhaps confirmed it, since it was read.</returns>
    public async Task<bool> TryRemoveAsync(Registration unconfirmed, CancellationToken cancellationToken)
    {
        if (!await registrations.TryRemoveAsync(unconfirmed, cancellationToken))
        {
            return false;
        }

        await owners.ReleaseAsync(unconfirmed.Form, unconfirmed.Id, cancellationToken);
        return true;
    }
}
