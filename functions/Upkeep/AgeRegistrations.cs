using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Upkeep;

/// <summary>
/// What time does to registrations: those that nobody confirms are remembered after 3 days and removed after 14; owners are told 30 and
/// 7 days before the end of the 12 months; what is not renewed expires, and is erased 30 days later. Idempotency keys are forgotten after 30
/// days.
/// </summary>
public sealed class AgeRegistrations(
    ChoreRunner chores,
    RegistrationStore registrations,
    RegistrationEnd end,
    IdempotencyKeyStore idempotencyKeys,
    NextSteps nextSteps,
    MailRequests mailRequests,
    BackgroundRuns runs,
    TimeProvider clock)
{
    private static readonly TimeSpan UntilReminder = TimeSpan.FromDays(3);
    private static readonly TimeSpan UntilRemoval = TimeSpan.FromDays(14);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Runs every hour.</summary>
    [Function(nameof(AgeRegistrations))]
    public Task RunAsync([TimerTrigger("0 7 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        runs.RunAsync(nameof(AgeRegistrations), () => AgeAsync(cancellationToken));

    private async Task AgeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await chores.RunAsync(Chores(now), cancellationToken);
        await idempotencyKeys.ForgetAsync(now - Month, cancellationToken);
    }

    private IEnumerable<Chore> Chores(DateTimeOffset now) =>
    [
        new("remove what nobody confirmed", RegistrationFilters.Unconfirmed(now - UntilRemoval), (id, stop) => end.TryRemoveUnconfirmedAsync(id, now - UntilRemoval, stop)),
        new("remind of the confirmation", RegistrationFilters.Unconfirmed(now - UntilReminder), Changing(Reminded)),
        new("forget changes of an address", RegistrationFilters.EmailChanging(now - UntilRemoval), Changing(current => WithoutEmailChange(current, now))),
        new("let registrations expire", RegistrationFilters.Ending(now), Changing(current => Expired(current, now))),
        new("tell of the end", RegistrationFilters.Ending(now + Month), Changing(current => Told(current, now))),
        new("erase what has expired", RegistrationFilters.Expired(now - Month), (id, stop) => end.TryEraseExpiredAsync(id, now - Month, stop)),
    ];

    private Registration? Reminded(Registration current) =>
        mailRequests.AreSent && current is { AwaitsConfirmation: true, DuplicateOf: null, LastNotice: null }
            ? WithNotice(current, MailKind.ConfirmationReminder)
            : null;

    private static Registration? WithoutEmailChange(Registration current, DateTimeOffset now) =>
        current.EmailChange is { } change && change.AskedAt <= now - UntilRemoval
            ? current with { EmailChange = null, MailDue = current.MailDue.Remove(MailKind.EmailChange) }
            : null;

    private Registration? Expired(Registration current, DateTimeOffset now)
    {
        if (current.ValidUntil > now || current.AwaitsConfirmation || current.Status is RegistrationStatus.Expired or RegistrationStatus.Withdrawn)
        {
            return null;
        }

        return WithNotice(current, MailKind.Expired) with
        {
            Status = RegistrationStatus.Expired,
            StatusReason = null,
            LeftPoint = current.LeftPoint ?? current.Location?.Point,
            UpdatedAt = now,
        };
    }

    /// <summary>Whoever is told late, since the registry was away, is told once.</summary>
    private Registration? Told(Registration current, DateTimeOffset now)
    {
        var kind = current.ValidUntil <= now + Week ? MailKind.RenewalWeek : MailKind.RenewalMonth;
        var isDue = current.ValidUntil > now && current.ValidUntil <= now + Month && !current.AwaitsConfirmation
            && current.Status is not (RegistrationStatus.Expired or RegistrationStatus.Withdrawn)
            && (current.LastNotice is null || (current.LastNotice == MailKind.RenewalMonth && kind == MailKind.RenewalWeek));
        return isDue && mailRequests.AreSent ? WithNotice(current, kind) : null;
    }

    private Registration WithNotice(Registration current, MailKind kind) => current with
    {
        LastNotice = kind,
        MailDue = mailRequests.AreSent ? current.MailDue.Except([MailKind.RenewalMonth, MailKind.RenewalWeek]).Add(kind) : current.MailDue,
        MailRetriedUntil = mailRequests.AreSent ? clock.GetUtcNow() + ResumeStalledRegistrations.Patience : current.MailRetriedUntil,
    };

    private Func<RegistrationId, CancellationToken, Task<bool>> Changing(Func<Registration, Registration?> change) => async (id, cancellationToken) =>
    {
        var isChanged = false;
        var registration = await registrations.UpdateAsync(
            id,
            current =>
            {
                var changed = change(current);
                isChanged = changed is not null;
                return changed;
            },
            cancellationToken);
        if (isChanged && registration is not null)
        {
            await nextSteps.TakeAsync(registration, cancellationToken);
        }

        return isChanged;
    };
}
