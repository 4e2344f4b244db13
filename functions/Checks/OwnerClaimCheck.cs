using ServerlessRegistry.Notifications;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>Where mail is sent, the index of owners names a registration for the owner and the address of each one that counts.</summary>
internal sealed class OwnerClaimCheck(OwnerIndex owners, MailRequests mail) : IRegistrationCheck
{
    /// <inheritdoc/>
    public bool HoldsAlways => false;

    /// <inheritdoc/>
    public async Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) =>
        mail.AreSent
        && stored.Registration is { AwaitsConfirmation: false } registration
        && await owners.FindAsync(registration.Form, cancellationToken) is null
            ? [new Breach(
                "owner-index.missing", stored.Id, "The index of owners does not name it, so that a duplicate would not be recognized.",
                "Its owner's next change of the address adds it. Registrations from a time without mail are not in the index.")]
            : [];
}
