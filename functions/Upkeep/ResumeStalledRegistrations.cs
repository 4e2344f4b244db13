using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Upkeep;

/// <summary>
/// Sends registrations on their way again that stopped short of an end: one that was stored while a queue was away, or whose message
/// was lost, or whose change or withdrawal was cut off. Whatever they had done already is not done twice.
/// </summary>
public sealed class ResumeStalledRegistrations(
    ChoreRunner chores,
    RegistrationStore registrations,
    RegistrationEnd end,
    GeocodeRequests geocodeRequests,
    MailRequests mailRequests,
    TimeProvider clock)
{
    /// <summary>Longer than the pipeline takes with all its attempts, so that nothing is hurried that is still on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs every quarter of an hour.</summary>
    [Function(nameof(ResumeStalledRegistrations))]
    public Task RunAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        chores.RunAsync(Chores(clock.GetUtcNow() - Patience), cancellationToken);

    private IEnumerable<Chore> Chores(DateTimeOffset before) =>
    [
        new("resume what waits for its place", RegistrationFilters.Stalled(RegistrationStatus.Received, before), AskForPlaceAsync),
        new("resume what waits for its placard", RegistrationFilters.Stalled(RegistrationStatus.Located, before), AskForPlaceAsync),
        new("let the map follow", RegistrationFilters.MapBehind(before), AskForPlaceAsync),
        new("finish withdrawals", RegistrationFilters.Stalled(RegistrationStatus.Withdrawn, before), FinishAsync),
        new("ask for mail that is due", RegistrationFilters.MailBehind(before), AskForMailAsync),
    ];

    private async Task<bool> AskForPlaceAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        await geocodeRequests.SendAsync(id, cancellationToken);
        return true;
    }

    private async Task<bool> FinishAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        await end.WithdrawAsync(id, cancellationToken);
        return true;
    }

    private async Task<bool> AskForMailAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        if (await registrations.FindAsync(id, cancellationToken) is not { MailDue.Count: > 0 } registration
            || registration.MailRetriedUntil > clock.GetUtcNow())
        {
            return false;
        }

        await mailRequests.SendDueAsync(registration, cancellationToken);
        return true;
    }
}
