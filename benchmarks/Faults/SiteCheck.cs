using System.Globalization;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>What every run that does harm to a registry looks at in the end.</summary>
internal static class SiteCheck
{
    /// <summary>Where an Azurite that keeps files has its tables.</summary>
    private const string TablesFile = "__azurite_db_table__.json";

    /// <summary>Adds the demands on what is stored.</summary>
    public static async Task AddAsync(TestSite site, Ledger ledger, string marker, Demands demands, CancellationToken cancellationToken)
    {
        await using var services = site.Services();
        var stock = await Stock.TakeAsync(services, cancellationToken);
        new LedgerCheck(ledger, stock, services).AddTo(demands);
        foreach (var (queue, count) in stock.Queues.Where(queue => queue.Key.EndsWith("-poison", StringComparison.Ordinal)))
        {
            demands.Tell($"Messages in {queue}", count.ToString(CultureInfo.InvariantCulture));
        }

        var statuses = stock.Registrations.Values.GroupBy(registration => registration.Status).Select(group => $"{group.Count()} {group.Key}");
        demands.Tell("Registrations", string.Join(", ", statuses.Append($"{ledger.Entries.Count(entry => entry.IsWithdrawn)} withdrawn")));
        var (exitCode, report) = await site.OperateAsync(["check", "--settled"], cancellationToken);
        var breaches = report.Split('\n').TakeWhile(line => !line.Contains("looked at", StringComparison.Ordinal)).Where(line => line.Length > 0).ToList();
        demands.Add("The registry's own check finds nothing", exitCode == 0, exitCode == 0 ? "no breach" : string.Join("; ", breaches.Take(4)));
        var (found, searched) = MarkerSearch.Find(site.Files(), marker);
        demands.AddNone("Nothing personal is in the files of the storage, or in a log", found, searched);
        if (File.Exists(Path.Combine(site.Storage.Folder, TablesFile)))
        {
            var (clear, _) = MarkerSearch.Find(site.Files(), Forms.LabelStart);
            demands.Add("The same search finds what lies in the clear", clear.Contains(TablesFile), $"in {clear.Distinct().Count()} files");
        }
    }
}
