using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>A registration's status goes with what else it says, and with the time.</summary>
internal sealed class StatusCheck(TimeProvider clock) : IRegistrationCheck
{
    private const string Restore = "Restore the registration's rows from a backup.";

    /// <summary>What time does is done once an hour.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(3);

    /// <inheritdoc/>
    public bool HoldsAlways => false;

    /// <inheritdoc/>
    public Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) => Task.FromResult(
        stored.Registration is { } registration ? Problems(registration).Select(found => new Breach("status.wrong", stored.Id, found.Problem, found.Remedy)) : []);

    private IEnumerable<(string Problem, string Remedy)> Problems(Registration registration)
    {
        if (registration is { IsOnMap: true, Location: null })
        {
            yield return ("It is on the map and has no location.", Restore);
        }

        if (registration is { Status: RegistrationStatus.Received, Location: not null })
        {
            yield return ("It waits for its place and has one.", Restore);
        }

        if (registration is { Status: RegistrationStatus.Active, PlacardRevision: 0 })
        {
            yield return ("It is active and has no placard.", Restore);
        }

        if ((registration.Status == RegistrationStatus.NeedsReview) != (registration.StatusReason is not null))
        {
            yield return ("A reason goes with 'needsReview', and with nothing else.", Restore);
        }

        if (registration is { AwaitsConfirmation: true, Status: not RegistrationStatus.Received })
        {
            yield return ("It waits for a confirmation and yet was sent on its way.", Restore);
        }

        if (registration is { DuplicateOf: not null, AwaitsConfirmation: false })
        {
            yield return ("It is a duplicate and yet counts.", Restore);
        }

        if (registration.Status == RegistrationStatus.Expired && registration.ValidUntil > clock.GetUtcNow())
        {
            yield return ("It has expired before its last day.", "The owner renews it.");
        }

        if (registration is { AwaitsConfirmation: false, Status: not RegistrationStatus.Expired } && registration.ValidUntil < clock.GetUtcNow() - Late)
        {
            yield return ("Its last day is over and it has not expired.", "Look why the timer AgeRegistrations does not run, and run it by hand.");
        }
    }
}
