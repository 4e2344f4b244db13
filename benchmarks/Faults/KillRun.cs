using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Kills the registry and its storage again and again while owners and officers use it, and then looks at what is left of what was promised.</summary>
internal sealed class KillRun : IRun
{
    private static readonly LoadShape Shape = new(Owners: 6, Officers: 2, Pause: TimeSpan.FromMilliseconds(150));
    private const string Times = "times";
    private const string Answers = "answers";
    private const string Down = "down";
    private const string OfRegistry = "registry";
    private const string OfStorage = "storage";
    private const string OfBoth = "both";
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public string Name => "faults kill";

    /// <inheritdoc/>
    public string Summary => "the registry and its storage are killed at random under load; nothing that was acknowledged is lost";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new(Times, "kills", 50, 3),
        new(Answers, "fewer answers than this between two kills", 60, 60),
        new(Down, "milliseconds until what was killed is started again, at most", 3000, 3000),
        new(OfRegistry, "parts of the kills that meet the registry alone", 5, 5),
        new(OfStorage, "parts that meet the storage alone", 3, 3),
        new(OfBoth, "parts that meet both at once", 2, 2),
    ];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var demands = new Demands();
        await MeasureStorageAsync(StorageKind.AsShipped, arguments.IsSmoke ? 1 : 3, demands, cancellationToken);
        await MeasureStorageAsync(StorageKind.Durable, arguments.IsSmoke ? 1 : 3, demands, cancellationToken);

        await using var site = await TestSite.PrepareAsync(StorageKind.Durable, null, cancellationToken);
        await site.StartRegistriesAsync(1, new Dictionary<string, string>(), cancellationToken);
        var marker = Marker.Of(arguments.Seed);
        var (ledger, book) = (new Ledger(), new AnswerBook());
        using var client = new RegistryClient([site.Registries[0].Address], book);
        var load = new MixedLoad(Shape, client, site.Mail, ledger, new Forms(marker), arguments.Seed);

        using var enough = new CancellationTokenSource();
        var work = load.RunAsync(enough.Token, cancellationToken);
        await KillAsync(site, arguments, new Random(arguments.Seed), ledger, book, output, cancellationToken);
        await enough.CancelAsync();
        await work.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        var settled = await Settlement.ReachAsync(site, load, ledger, arguments.IsSmoke, output, cancellationToken);

        book.Print(output);
        demands.Tell("Kills", arguments[Times].ToString(CultureInfo.InvariantCulture));
        demands.Tell("Requests answered; cut off by kills", $"{book.Count}; {book.Unanswered}");
        book.AddTo(demands, arguments.IsSmoke);
        demands.Tell("At rest after the last kill, upkeep included", $"{settled.TotalSeconds:0} s");
        await SiteCheck.AddAsync(site, ledger, marker, demands, cancellationToken);
        demands.Print(output);
        return demands;
    }

    /// <summary>What an Azurite that is killed forgets of what it has answered.</summary>
    private static async Task MeasureStorageAsync(StorageKind kind, int kills, Demands demands, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("azurite-run-");
        try
        {
            await using var storage = await StorageServer.StartAsync(kind, folder.FullName, cancellationToken);
            var table = new TableClient(storage.ConnectionString, "Rows");
            var (written, lost) = (0, 0);
            for (var kill = 0; kill < kills; kill++)
            {
                var keys = await WriteAsync(table, kill, TimeSpan.FromSeconds(3 + kill), cancellationToken);
                await storage.KillAsync();
                await storage.StartAsync(cancellationToken);
                written += keys.Count;
                foreach (var key in keys)
                {
                    lost += (await table.GetEntityIfExistsAsync<TableEntity>(key, key, cancellationToken: cancellationToken)).HasValue ? 0 : 1;
                }
            }

            var found = string.Create(CultureInfo.InvariantCulture, $"{lost} of {written} answered writes lost in {kills} kills");
            if (kind == StorageKind.AsShipped)
            {
                demands.Tell("Azurite by itself", found);
            }
            else
            {
                demands.Add("The Azurite of this run keeps what it has answered", lost == 0, found);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<string>> WriteAsync(TableClient table, int kill, TimeSpan time, CancellationToken cancellationToken)
    {
        // A kill may have made it forget the table itself.
        await table.CreateIfNotExistsAsync(cancellationToken);
        var keys = new List<string>();
        var end = TimeProvider.System.GetUtcNow() + time;
        while (TimeProvider.System.GetUtcNow() < end)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{kill}-{keys.Count}");
            await table.AddEntityAsync(new TableEntity(key, key), cancellationToken);
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>Lets so much happen before the next kill, whether the machine is quick or slow.</summary>
    private static async Task WaitForAnswersAsync(AnswerBook book, int count, CancellationToken cancellationToken)
    {
        var (before, clock) = (book.Count, Stopwatch.StartNew());
        while (book.Count < before + count && clock.Elapsed < LongestLife)
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    private static async Task KillAsync(TestSite site, RunArguments arguments, Random random, Ledger ledger, AnswerBook book, TextWriter output, CancellationToken cancellationToken)
    {
        var (ofRegistry, ofStorage) = (arguments[OfRegistry], arguments[OfStorage]);
        var wait = TimeSpan.FromMilliseconds(arguments[Down]) / 2;
        for (var kill = 1; kill <= arguments[Times]; kill++)
        {
            await WaitForAnswersAsync(book, random.Next(arguments[Answers]), cancellationToken);
            var drawn = random.Next(ofRegistry + ofStorage + arguments[OfBoth]);
            var (meetsRegistry, meetsStorage) = (drawn < ofRegistry || drawn >= ofRegistry + ofStorage, drawn >= ofRegistry);
            await Task.WhenAll(meetsRegistry ? site.Registries[0].KillAsync() : Task.CompletedTask, meetsStorage ? site.Storage.KillAsync() : Task.CompletedTask);
            var target = (meetsRegistry, meetsStorage) switch { (true, true) => "both", (true, false) => "the registry", _ => "the storage" };
            output.WriteLine($"  kill {kill} of {arguments[Times]}: {target}, with {ledger.Entries.Count} owners and {ledger.Cases.Count} cases");
            await Task.Delay(wait * random.NextDouble(), cancellationToken);

            // A registry may well start before its storage.
            var registry = meetsRegistry ? site.Registries[0].StartAsync(cancellationToken) : Task.CompletedTask;
            await Task.Delay(wait * random.NextDouble(), cancellationToken);
            await (meetsStorage ? site.Storage.StartAsync(cancellationToken) : Task.CompletedTask);
            await registry;
        }
    }
}
