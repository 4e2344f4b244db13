using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Azure.Data.Tables;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Performance.Searches;

/// <summary>
/// The time of a search beside its bare range queries, the usual recipes and PostGIS. Azurite reads a whole table for each query, so that
/// everything is measured on a table with the cost of Azure's too.
/// </summary>
internal sealed class SearchPerformanceRun : IRun
{
    private const double MostOfTheBare = 1.15;
    private const string Cameras = "cameras";
    private const string Searches = "searches";
    private const string SearchesOfAzurite = "azurite-searches";
    private const string WarmUps = "warm-ups";

    /// <summary>Azurite's turn comes when the code is compiled already.</summary>
    private const int WarmUpsOfAzurite = 3;

    /// <inheritdoc/>
    public string Name => "search";

    /// <inheritdoc/>
    public string Summary => "the time of a search beside its bare range queries, geohashes, a full scan and PostGIS";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new(Cameras, "cameras on the map", 100_000, 2_000),
        new(Searches, "searches in each way", 200, 20),
        new(SearchesOfAzurite, "searches in each way on Azurite", 60, 3),
        new(WarmUps, "searches before those that are measured", 500, 20),
    ];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var city = new CameraRows(arguments[Cameras], arguments.Seed);
        var circles = city.Circles(arguments[Searches], arguments.Seed + 1);
        var few = circles.Take(arguments[SearchesOfAzurite]).ToList();
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        var demands = new Demands();

        await using var sorted = await SortedTableServer.StartAsync(storage.NewAccount(), Tables(city), cancellationToken);
        var onSorted = await MeasureAsync("a table as in Azure", sorted.ConnectionString, circles, few, arguments[WarmUps], output, cancellationToken);
        var filled = await FillAsync(storage.NewAccount(), city, output, cancellationToken);
        var onAzurite = await MeasureAsync("Azurite", filled, few, [.. few.Take(9)], WarmUpsOfAzurite, output, cancellationToken);
        var postgis = await PostGisAsync(city, circles, output, cancellationToken);

        Print(onSorted, onAzurite, postgis, output);
        Judge(demands, onAzurite, arguments.IsSmoke);
        demands.Print(output);
        return demands;
    }

    /// <summary>
    /// On Azurite alone. The queries of the table as in Azure cross neither a network nor a disk, so that there the search's own
    /// code weighs as it never will in Azure: its share is printed and not judged.
    /// </summary>
    private static void Judge(Demands demands, WaysToSearch azurite, bool isShort) => demands.Add(
        $"Azurite: at most {MostOfTheBare.ToString(CultureInfo.InvariantCulture)} times the bare queries",
        isShort || azurite.OwnOverBare.Median() <= MostOfTheBare,
        $"{Number(azurite.OwnOverBare.Median())}{(isShort ? ", not judged in the short form" : "")}");

    private static Dictionary<string, IEnumerable<TableEntity>> Tables(CameraRows city) => new()
    {
        [StorageNames.CameraMap] = city.Cameras.Select(camera => camera.ToRow()),
        [SearchMeasurement.GeohashTable] = city.Cameras.Select(CameraRows.GeohashRow),
    };

    private static async Task<WaysToSearch> MeasureAsync(
        string where,
        string account,
        IReadOnlyList<CircleArea> circles,
        List<CircleArea> others,
        int warmUps,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        await using var measurement = await SearchMeasurement.StartAsync(account, cancellationToken);
        var times = await measurement.MeasureAsync(circles, warmUps, cancellationToken);
        output.WriteLine($"  {where}: {times.Count} searches");
        return new WaysToSearch(
            times.Select(time => time.Bare).Median(),
            times.Select(time => time.Own).Median(),
            [.. times.Select(time => time.Own / time.Bare)],
            await measurement.RequestsAsync(others, others.Count, cancellationToken),
            await measurement.GeohashAsync(others, cancellationToken),
            await measurement.ScanAsync([.. others.Take(1)], cancellationToken));
    }

    private static async Task<string> FillAsync(string account, CameraRows city, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        foreach (var (name, rows) in Tables(city))
        {
            var table = new TableClient(account, name);
            await table.CreateIfNotExistsAsync(cancellationToken);
            foreach (var chunk in rows.GroupBy(row => row.PartitionKey).SelectMany(partition => partition.Chunk(100)))
            {
                await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
            }
        }

        output.WriteLine($"  Azurite: filled in {clock.Elapsed.TotalSeconds:0} s");
        return account;
    }

    /// <returns>The milliseconds of a search; <see langword="null"/> where there is no PostGIS.</returns>
    private static async Task<double?> PostGisAsync(CameraRows city, IReadOnlyList<CircleArea> circles, TextWriter output, CancellationToken cancellationToken)
    {
        await using var postgis = await PostGis.TryStartAsync(city.Cameras, cancellationToken);
        if (postgis is null)
        {
            output.WriteLine("  PostGIS is not installed here (Debian: postgresql-15-postgis-3), so its column is left out.");
            return null;
        }

        using var client = new HttpClient { BaseAddress = postgis.Address };
        var times = new List<double>();
        foreach (var circle in circles.Take(Math.Min(100, circles.Count)).Concat(circles))
        {
            var clock = Stopwatch.StartNew();
            using var response = await client.PostAsJsonAsync("/search", new Circle(circle.Center.Longitude, circle.Center.Latitude, circle.Radius), cancellationToken);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        output.WriteLine($"  PostGIS: {circles.Count} searches");
        return times.TakeLast(circles.Count).Median();
    }

    private static void Print(WaysToSearch sorted, WaysToSearch azurite, double? postgis, TextWriter output)
    {
        var table = new TextTable("median milliseconds of a search", "a table as in Azure", "Azurite");
        table.Add("the bare range queries", Number(sorted.Bare), Number(azurite.Bare));
        table.Add("the registry's search, from the area to the answer", Number(sorted.Own), Number(azurite.Own));
        table.Add("  times the bare queries: median of the pairs", Number(sorted.OwnOverBare.Median()), Number(azurite.OwnOverBare.Median()));
        table.Add("  and where half of the pairs lie", MiddleHalf(sorted.OwnOverBare), MiddleHalf(azurite.OwnOverBare));
        table.Add("the whole request: signed in, searched, on record", Number(sorted.Whole), Number(azurite.Whole));
        table.Add("geohash cell and neighbours, without an answer", Number(sorted.Geohash), Number(azurite.Geohash));
        table.Add("full scan, without an answer", Number(sorted.Scan), Number(azurite.Scan));
        if (postgis is { } time)
        {
            table.Add("PostGIS behind an endpoint: no sign-in, no record", Number(time), "");
        }

        table.Print(output);
    }

    private static string MiddleHalf(IReadOnlyList<double> ratios) => $"{Number(ratios.Percentile(0.25))} to {Number(ratios.Percentile(0.75))}";

    private static string Number(double value) => value.ToString("#,0.00", CultureInfo.InvariantCulture);
}

/// <summary>Median milliseconds of a search in each way.</summary>
/// <param name="Bare">The range queries of the registry's search.</param>
/// <param name="Own">The registry's search.</param>
/// <param name="OwnOverBare">How many times as long the registry's search took as its range queries, search by search.</param>
/// <param name="Whole">The whole request.</param>
/// <param name="Geohash">The usual recipe.</param>
/// <param name="Scan">Every row.</param>
internal readonly record struct WaysToSearch(double Bare, double Own, IReadOnlyList<double> OwnOverBare, double Whole, double Geohash, double Scan);
