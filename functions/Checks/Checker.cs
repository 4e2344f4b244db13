namespace ServerlessRegistry.Checks;

/// <summary>
/// Holds the storage to every invariant. Memory is bounded: a page of rows, and a few looks at a time. The registry may go on with its work
/// meanwhile; what is on its way is in progress and no breach.
/// </summary>
internal sealed class Checker(IEnumerable<ICheck> checks)
{
    private const int AtOnce = 8;

    private const string InProgressKind = "in-progress";

    /// <summary>Looks at everything.</summary>
    /// <param name="settings">How strict.</param>
    /// <param name="found">Told of each breach as it is found, one at a time.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>How much was looked at and found, by subject.</returns>
    public async Task<IReadOnlyList<CheckCount>> RunAsync(CheckSettings settings, Action<Breach> found, CancellationToken cancellationToken)
    {
        var counts = new List<CheckCount>();
        foreach (var check in checks)
        {
            counts.Add(await RunAsync(check, settings, found, cancellationToken));
        }

        return counts;
    }

    private static async Task<CheckCount> RunAsync(ICheck check, CheckSettings settings, Action<Breach> found, CancellationToken cancellationToken)
    {
        var count = new CheckCount(check.Subject, 0, 0, 0);
        var turn = new Lock();
        await Parallel.ForEachAsync(
            check.ItemsAsync(settings, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, stop) =>
            {
                var verdict = await LookAsync(item, settings, stop);
                lock (turn)
                {
                    count = count with
                    {
                        Seen = count.Seen + 1,
                        InProgress = count.InProgress + (verdict.InProgress is null ? 0 : 1),
                        Breaches = count.Breaches + verdict.Breaches.Count,
                    };
                    foreach (var breach in verdict.Breaches)
                    {
                        found(breach);
                    }
                }
            });
        return count;
    }

    /// <summary>What is only there between two steps of a change is gone at the second look, or at a later one while the change is recent.</summary>
    private static async Task<Verdict> LookAsync(CheckItem item, CheckSettings settings, CancellationToken cancellationToken)
    {
        var verdict = Strictly(await item.LookAsync(false, cancellationToken), item, settings);
        var lasting = verdict.Breaches;
        while (lasting.Count > 0)
        {
            await Task.Delay(settings.Pause, cancellationToken);
            verdict = Strictly(await item.LookAsync(true, cancellationToken), item, settings);
            lasting = [.. verdict.Breaches.Where(breach => lasting.Any(earlier => (earlier.Kind, earlier.Id) == (breach.Kind, breach.Id)))];
            if (!verdict.IsRecent)
            {
                break;
            }
        }

        return verdict with { Breaches = lasting };
    }

    private static Verdict Strictly(Verdict verdict, CheckItem item, CheckSettings settings) => settings.Settled && verdict.InProgress is { } work
        ? verdict with
        {
            Breaches = [.. verdict.Breaches, new Breach(InProgressKind, item.Id, $"Work is not done: {work}.", "Wait, and check again; where that does not help, look in the log.")],
        }
        : verdict;
}

/// <summary>What was looked at.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="Seen">How many there are.</param>
/// <param name="InProgress">Of how many something is still to be done.</param>
/// <param name="Breaches">How many breaches they have.</param>
internal sealed record CheckCount(string Subject, long Seen, long InProgress, long Breaches);
