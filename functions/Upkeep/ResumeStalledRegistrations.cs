using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Telemetry;

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
    BackgroundRuns runs,
    TimeProvider clock)
{
    /// <summary>Longer than the pipeline takes with all its attempts, so that nothing is hurried that is still on its way.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs every quarter of an hour.</summary>
    [Function(nameof(ResumeStalledRegistrations))]
    public Task RunAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        runs.RunAsync(nameof(ResumeStalledRegistrations), () => chores.RunAsync(Chores(clock.GetUtcNow() - Patience), cancellationToken));

    private IEnumerable<Chore> Chores(DateTimeOffset before) =>
    [
        new("resume what waits for its place", RegistrationFilters.Stalled(RegistrationStatus.Received, before), AskForPlaceAsync),
        new("resume what waits for its placard", RegistrationFilters.Stalled(RegistrationStatus.Located, before), AskForPlaceAsync),
        new("let the map follow", RegistrationFilters.MapBehind(before), AskForPlaceAsync),
        new("finish withdrawals", RegistrationFilters.Ended(before), end.TryFinishAsync),
        new("ask for mail that is due", RegistrationFilters.MailBehind(before), AskForMailAsync),
    ];

    private async Task<bool> AskForPlaceAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        await geocodeRequests.SendAsync(id, cancellationToken);
        return true;
    }

    /// <summary>Somebody may be at it already: a mail that cannot be sent is tried again for days, and asking each time would send it twice.</summary>
    private async Task<bool> AskForMailAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isTurnOfThisRun = false;
        var registration = await registrations.UpdateAsync(
            id,
            current =>
            {
                isTurnOfThisRun = !current.MailDue.IsEmpty && !(current.MailRetriedUntil > now);
                return isTurnOfThisRun ? current with { MailRetriedUntil = now + Patience } : null;
            },
            cancellationToken);
        if (!isTurnOfThisRun || registration is null)
        {
            return false;
        }

        await mailRequests.SendDueAsync(registration, cancellationToken);
        return true;
    }
}
