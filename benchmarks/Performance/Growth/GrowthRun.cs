using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Performance.Placards;
using ServerlessRegistry.Benchmarks.Performance.Registrations;
using ServerlessRegistry.Benchmarks.Performance.Searches;
using ServerlessRegistry.Benchmarks.Performance.Starts;
using ServerlessRegistry.Benchmarks.Runs;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Performance.Growth;

/// <summary>How the times of a search, a registration, a placard and a start grow when there is ten and a hundred times as much; draws the curves.</summary>
internal sealed class GrowthRun : IRun
{
    private const double MostGrowth = 2;
    private const string Cameras = "cameras";
    private const string Registrations = "registrations";
    private const string Placards = "placards";
    private const string Repeats = "repeats";
    private const int Concurrency = 16;

    /// <summary>Placards until the code that draws them is compiled as well as it will be.</summary>
    private const int WarmUps = 200;
    private static readonly int[] Steps = [1, 10, 100];

    /// <inheritdoc/>
    public string Name => "growth";

    /// <inheritdoc/>
    public string Summary => "how times grow at 10 and 100 times the size; draws docs/growth.svg";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new(Cameras, "cameras at 1x", 2_000, 50),
        new(Registrations, "registrations stored at 1x", 30, 3),
        new(Placards, "placards in a row at 1x", 5, 1),
        new(Repeats, "searches, starts and registrations are measured so often", 9, 2),
    ];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        var accounts = await FillAsync(storage, arguments[Registrations], output, cancellationToken);
        GrowthCurve[] curves =
        [
            new($"search: {arguments[Cameras]:#,0} cameras and up", await SearchesAsync(storage, arguments, cancellationToken)),
            new($"a placard: {arguments[Placards]} in a row and up", DrawPlacards(arguments[Placards])),
            new($"start: {arguments[Registrations]} registrations and up", await StartsAsync(accounts, arguments[Repeats], cancellationToken)),
            new("accepting, for each ms of its bare calls", await AcceptancesAsync(accounts, arguments[Repeats], cancellationToken)),
        ];
        Print(curves, output);
        var demands = new Demands();
        foreach (var curve in curves)
        {
            demands.Add(
                $"{curve.Name}: at 100x at most {MostGrowth} times as long",
                arguments.IsSmoke || curve.Times[^1] <= MostGrowth,
                string.Create(CultureInfo.InvariantCulture, $"{curve.Times[^1]:0.00}{(arguments.IsSmoke ? ", not judged in the short form" : "")}"));
        }

        if (!arguments.IsSmoke)
        {
            await File.WriteAllTextAsync(
                Path.Combine(LocalStorage.RepositoryRoot, "docs", "growth.svg"), GrowthChart.Draw([.. Steps.Select(step => $"{step}×")], curves), cancellationToken);
            demands.Tell("docs/growth.svg", "drawn");
        }

        demands.Print(output);
        return demands;
    }

    private static void Print(GrowthCurve[] curves, TextWriter output)
    {
        var table = new TextTable(["", .. Steps.Select(step => $"{step}x"), "100x beside 1x"]);
        foreach (var curve in curves)
        {
            table.Add([curve.Name, .. curve.Milliseconds.Select(time => time.ToString("0.00", CultureInfo.InvariantCulture)), curve.Times[^1].ToString("0.00", CultureInfo.InvariantCulture)]);
        }

        table.Print(output);
    }

    /// <summary>An account for each size, with so many registrations.</summary>
    private static async Task<List<string>> FillAsync(LocalStorage storage, int registrations, TextWriter output, CancellationToken cancellationToken)
    {
        var accounts = new List<string>();
        foreach (var step in Steps)
        {
            var account = storage.NewAccount();
            await using var registry = await LocalRegistry.StartAsync(account, [typeof(SubmitRegistration)], null, cancellationToken);
            var bare = new BareRegistrations(account, registry.Services);
            await Parallel.ForAsync(0, registrations * step, Limit(cancellationToken), async (number, token) => await bare.AcceptAsync(bare.Prepare(number), token));
            accounts.Add(account);
            output.WriteLine($"  {registrations * step:#,0} registrations stored");
        }

        return accounts;
    }

    private static async Task<List<double>> SearchesAsync(LocalStorage storage, RunArguments arguments, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        foreach (var step in Steps)
        {
            var city = new CameraRows(arguments[Cameras] * step, arguments.Seed);
            await using var sorted = await SortedTableServer.StartAsync(
                storage.NewAccount(), new Dictionary<string, IEnumerable<Azure.Data.Tables.TableEntity>> { [StorageNames.CameraMap] = city.Cameras.Select(camera => camera.ToRow()) }, cancellationToken);
            await using var measurement = await SearchMeasurement.StartAsync(sorted.ConnectionString, cancellationToken);

            // Circles of one size, so that a search finds as many in each registry.
            var circles = city.Circles(arguments[Repeats] * 10, arguments.Seed).Select(circle => new CircleArea(circle.Center, 200)).ToList();
            times.Add((await measurement.MeasureAsync(circles, circles.Count, cancellationToken)).Select(time => time.Own).Median());
        }

        return times;
    }

    private static List<double> DrawPlacards(int placards)
    {
        using var design = new PlacardDesign();
        for (var index = 0; index < WarmUps; index++)
        {
            design.Renderer.Render(PlacardDesign.NewContent());
        }

        return [.. Steps.Select(step => Enumerable.Range(0, placards * step).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            design.Renderer.Render(PlacardDesign.NewContent());
            return clock.Elapsed.TotalMilliseconds;
        }).Median())];
    }

    private static async Task<List<double>> StartsAsync(List<string> accounts, int repeats, CancellationToken cancellationToken)
    {
        var programs = accounts.Select(account => new StartedProgram("", PublishedRegistry.Built, LocalRegistry.Settings(account))).ToList();
        var times = accounts.Select(_ => new List<double>()).ToList();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            foreach (var (index, program) in programs.Index())
            {
                times[index].Add(await program.StartAsync(cancellationToken));
            }
        }

        return [.. times.Select(time => time.Median())];
    }

    /// <summary>
    /// The time to accept beside that of the bare calls on the same tables, which grows with Azurite's own: in Azure the calls take as long
    /// however many rows there are.
    /// </summary>
    private static async Task<List<double>> AcceptancesAsync(List<string> accounts, int repeats, CancellationToken cancellationToken)
    {
        var ratios = new List<double>();
        foreach (var account in accounts)
        {
            using var owners = new OwnersWork();
            await using var registry = await LocalRegistry.StartAsync(account, [typeof(SubmitRegistration)], owners.AddTo, cancellationToken);
            owners.Use(registry);
            var bare = new BareRegistrations(account, registry.Services);
            var measured = new List<double>();
            for (var repeat = 0; repeat <= repeats; repeat++)
            {
                var prepared = Enumerable.Range(0, 2 * Concurrency).Select(bare.Prepare).ToList();
                var own = await TimeAsync(() => Parallel.ForAsync(0, prepared.Count, Limit(cancellationToken), async (_, token) => await owners.RegisterAsync(Random.Shared.Next(), token)));
                var limit = await TimeAsync(() => Parallel.ForEachAsync(prepared, Limit(cancellationToken), async (registration, token) => await bare.AcceptAsync(registration, token)));
                measured.Add(own / limit);
            }

            ratios.Add(measured.Skip(1).Median());
        }

        return ratios;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static ParallelOptions Limit(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
}
