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
    /// Takes a registration back: it leaves the map, and everything of it is erased but its id, its placard's code and the dates. It is
    /// marked first, so that nothing is added to it from then on; what is cut off is finished by the upkeep, or by repeating it.
    /// </summary>
    public Task WithdrawAsync(RegistrationId id, CancellationToken cancellationToken) =>
        EndAsync(id, current => current with { AwaitsConfirmation = false }, cancellationToken);

    /// <summary>Finishes a withdrawal or a removal that was cut off.</summary>
    /// <returns>Whether there was anything to finish.</returns>
    public Task<bool> TryFinishAsync(RegistrationId id, CancellationToken cancellationToken) => EndAsync(id, _ => null, cancellationToken);

    /// <summary>Erases a registration that expired before a moment, as a withdrawal does.</summary>
    /// <returns>Whether it is gone; false where it was renewed.</returns>
    public Task<bool> TryEraseExpiredAsync(RegistrationId id, DateTimeOffset endedBefore, CancellationToken cancellationToken) => EndAsync(
        id, current => current.Status == RegistrationStatus.Expired && current.ValidUntil <= endedBefore ? current : null, cancellationToken);

    /// <summary>Removes a registration that nobody has confirmed since before a moment.</summary>
    /// <returns>Whether it is gone; false where it was confirmed after all.</returns>
    public Task<bool> TryRemoveUnconfirmedAsync(RegistrationId id, DateTimeOffset submittedBefore, CancellationToken cancellationToken) => EndAsync(
        id, current => current.AwaitsConfirmation && current.SubmittedAt <= submittedBefore ? current : null, cancellationToken);

    /// <param name="id">Which registration.</param>
    /// <param name="choose">The registration that is to end; <see langword="null"/> where it is not to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it has ended.</returns>
    private async Task<bool> EndAsync(RegistrationId id, Func<Registration, Registration?> choose, CancellationToken cancellationToken)
    {
        var ended = await registrations.UpdateAsync(
            id,
            current => current.Status != RegistrationStatus.Withdrawn && choose(current) is { } ending ? Marked(ending) : null,
            cancellationToken);
        if (ended is not { Status: RegistrationStatus.Withdrawn })
        {
            return false;
        }

        await EraseAsync(ended, cancellationToken);
        return true;
    }

    private Registration Marked(Registration ending) => ending with
    {
        Status = RegistrationStatus.Withdrawn,
        StatusReason = null,
        EmailChange = null,
        FormerEmail = null,
        MailDue = [],
        UpdatedAt = clock.GetUtcNow(),
    };

    /// <summary>The row that makes it a registration goes last, so that an erasure that was cut off is found again.</summary>
    private async Task EraseAsync(Registration withdrawn, CancellationToken cancellationToken)
    {
        await placement.TakeOffMapAsync(withdrawn, cancellationToken);
        await placards.DeleteAsync(withdrawn.Id, cancellationToken);
        await disclosures.EraseAsync(withdrawn.Id, cancellationToken);
        await owners.ReleaseAsync(withdrawn.Form, withdrawn.Id, cancellationToken);
        await registrations.EraseAsync(withdrawn.Id, clock.GetUtcNow(), cancellationToken);
    }
}
