using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Lets a registry come to rest after a run, as time would: nobody mends anything by hand.</summary>
internal static class Settlement
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan ByItself = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ByItselfInShort = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Waits until nothing is under way any more. What only the upkeep can find, after a quarter of an hour, it finds here: its timer is run
    /// with a clock that is ahead.
    /// </summary>
    /// <returns>How long it took until nothing was under way, or the limit where something still is.</returns>
    public static async Task<TimeSpan> ReachAsync(TestSite site, MixedLoad load, Ledger ledger, bool isSmoke, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await WaitAsync(site, load, ledger, isSmoke ? ByItselfInShort : ByItself, cancellationToken);
        output.WriteLine($"  {clock.Elapsed.TotalSeconds:0} s after the last fault: {await UnsettledAsync(site, ledger, cancellationToken)} not settled; now the upkeep, as in an hour");
        await RunUpkeepAsync(site, TimeSpan.FromHours(1), cancellationToken);
        await WaitAsync(site, load, ledger, Limit, cancellationToken);

        // A mail that the first run asked for may have let an owner confirm, whose message may be lost in its turn.
        await RunUpkeepAsync(site, TimeSpan.FromHours(2), cancellationToken);
        await WaitAsync(site, load, ledger, Limit, cancellationToken);
        return clock.Elapsed;
    }

    private static async Task RunUpkeepAsync(TestSite site, TimeSpan ahead, CancellationToken cancellationToken)
    {
        await using var services = site.Services(ahead);
        await ActivatorUtilities.CreateInstance<ResumeStalledRegistrations>(services).RunAsync(new TimerInfo(), cancellationToken);
        await ActivatorUtilities.CreateInstance<SweepMap>(services).RunAsync(new TimerInfo(), cancellationToken);
        await ActivatorUtilities.CreateInstance<SweepOwnerIndex>(services).RunAsync(new TimerInfo(), cancellationToken);
        await ActivatorUtilities.CreateInstance<SweepLists>(services).RunAsync(new TimerInfo(), cancellationToken);
    }

    private static async Task WaitAsync(TestSite site, MixedLoad load, Ledger ledger, TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var pause = Look;
        do
        {
            await Task.Delay(pause, cancellationToken);
            await load.ConfirmAllAsync(cancellationToken);
            var look = Stopwatch.StartNew();
            if (await UnsettledAsync(site, ledger, cancellationToken) == 0)
            {
                return;
            }

            // A look reads every registration, and must not keep the storage from what it waits for.
            pause = TimeSpan.FromTicks(Math.Max(Look.Ticks, 2 * look.Elapsed.Ticks));
        }
        while (clock.Elapsed < limit);
    }

    /// <summary>How many registrations and messages are still on their way.</summary>
    private static async Task<int> UnsettledAsync(TestSite site, Ledger ledger, CancellationToken cancellationToken)
    {
        await using var services = site.Services();
        var found = await UnderWay.ReadAsync(services, cancellationToken);
        var unconfirmed = ledger.Entries.Where(entry => entry is { IsConfirmed: false, Id: not null }).Select(entry => entry.Id!).ToHashSet();
        return found.Registrations.Values.Count(registration =>
                unconfirmed.Contains(registration.Id.Value) || !registration.MailDue.IsEmpty || registration.LeftPoint is not null || registration.WantsPlacard
                || registration.Status is RegistrationStatus.Received or RegistrationStatus.Withdrawn)
            + found.Queues.Where(queue => !queue.Key.EndsWith("-poison", StringComparison.Ordinal)).Sum(queue => queue.Value)
            + found.PlacardRequests.Count;
    }
}
