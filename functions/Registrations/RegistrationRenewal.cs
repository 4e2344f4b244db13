using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>Lets a registration count for 12 more months.</summary>
public sealed class RegistrationRenewal(RegistrationStore registrations, NextSteps nextSteps, TimeProvider clock)
{
    private static readonly MailKind[] OfTheEnd = [MailKind.RenewalMonth, MailKind.RenewalWeek, MailKind.Expired];

    /// <summary>
    /// Renews a registration from now on; one that has expired comes back to the map. Repeating it moves the end by no more than the
    /// time between.
    /// </summary>
    /// <returns>
    /// The registration as it is now, unchanged where it waits for its confirmation or was withdrawn; <see langword="null"/> where it is gone.
    /// </returns>
    public async Task<Registration?> RenewAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var renewed = await registrations.UpdateAsync(id, Renewed, cancellationToken);
        return renewed is null or { AwaitsConfirmation: true } or { Status: RegistrationStatus.Withdrawn }
            ? renewed
            : await nextSteps.TakeAsync(renewed, cancellationToken);
    }

    private Registration? Renewed(Registration current)
    {
        if (current is { AwaitsConfirmation: true } or { Status: RegistrationStatus.Withdrawn })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var renewed = current with
        {
            ValidUntil = Registration.ValidFrom(now),
            LastNotice = null,
            MailDue = current.MailDue.Except(OfTheEnd),
            MailGivenUp = current.MailGivenUp.Except(OfTheEnd),
            UpdatedAt = now,
        };
        if (current.Status == RegistrationStatus.Expired)
        {
            renewed = renewed with { Status = current.Location is null ? RegistrationStatus.Received : RegistrationStatus.Located };
        }

        // The map says until when a camera counts.
        return renewed.IsOnMap ? renewed with { LeftPoint = current.LeftPoint ?? renewed.Location!.Point } : renewed;
    }
}
