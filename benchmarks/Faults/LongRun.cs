using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>A registry is used for a long time, and takes no more of the machine in the end than in the middle.</summary>
internal sealed class LongRun : IRun
{
    /// <summary>What may be added by the second half: four times as much in an hour would need a restart within weeks.</summary>
    private const double MostMemory = 4;
    private const int MostThreads = 3;
    private const int MostHandles = 6;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>The registry soon keeps its size, so that whatever grows on grows without a reason.</summary>
    private static readonly LoadShape Shape = new(Owners: 6, Officers: 2, Pause: TimeSpan.FromMilliseconds(300), Registrations: 25);

    /// <inheritdoc/>
    public string Name => "faults long";

    /// <inheritdoc/>
    public string Summary => "mixed load for a long time: memory, threads, files and sockets stay level";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options =>
    [
        new("seconds", "seconds of load", 1800, 8),
        new("every", "seconds between two measurements", 15, 2),
        new("rest", "seconds without load after each half of it, until connections that nobody uses are closed", 90, 2),
    ];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var site = await TestSite.StartAsync(StorageKind.AsShipped, cancellationToken);
        var (ledger, book) = (new Ledger(), new AnswerBook());
        using var client = new RegistryClient([site.Registries[0].Address], book);
        var load = new MixedLoad(Shape, client, site.Mail, ledger, new Forms(Marker.Of(arguments.Seed)), arguments.Seed);
        var clock = Stopwatch.StartNew();
        var first = await HalfAsync(site.Registries[0], load, book, clock, arguments, output, cancellationToken);
        var second = await HalfAsync(site.Registries[0], load, book, clock, arguments, output, cancellationToken);

        book.Print(output);
        var demands = new Demands();
        demands.Tell("Answers; owners", $"{book.Count}; {ledger.Entries.Count}");
        demands.Tell("Resident memory, MiB", $"{Number(first.AtRest.Figures.Memory / Mebibyte)} and {Number(second.AtRest.Figures.Memory / Mebibyte)}");
        var slope = Regression.Slope([.. second.Load.Select(point => (point.Hours, point.Heap / Mebibyte))]);
        demands.Tell("Memory in use under load, MiB, in the second half", $"{Number(second.Load[0].Heap / Mebibyte)} to {Number(second.Load[^1].Heap / Mebibyte)}, {Number(slope)} an hour");
        Add(demands, "Memory in use at rest, MiB", first.AtRest.Heap / Mebibyte, second.AtRest.Heap / Mebibyte, MostMemory, arguments.IsSmoke);
        Add(demands, "Threads at rest", first.AtRest.Figures.Threads, second.AtRest.Figures.Threads, MostThreads, arguments.IsSmoke);
        Add(demands, "Open files and sockets at rest", first.AtRest.Figures.Handles, second.AtRest.Figures.Handles, MostHandles, arguments.IsSmoke);
        book.AddTo(demands, arguments.IsSmoke);
        demands.AddNone("No answer contradicts an earlier one", ledger.Complaints, ledger.Entries.Count);
        demands.Print(output);
        return demands;
    }

    /// <summary>
    /// Half of the load, and a rest. Under load, threads and sockets follow how many requests happen to be at work, which says nothing about
    /// leaks; what is left at rest does.
    /// </summary>
    private static async Task<(IReadOnlyList<Point> Load, Point AtRest)> HalfAsync(
        RegistryServer registry, MixedLoad load, AnswerBook book, Stopwatch clock, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(arguments["seconds"]) / 2);
        var work = load.RunAsync(enough.Token, cancellationToken);
        var points = new List<Point>();
        while (!enough.IsCancellationRequested)
        {
            points.Add(await MeasureAsync(registry, TimeSpan.FromSeconds(arguments["every"]), book, clock, "", output, cancellationToken));
        }

        await work;

        // What waits for a finalizer goes with the collection after the next.
        await Task.Delay(TimeSpan.FromSeconds(arguments["rest"]), cancellationToken);
        await registry.CollectGarbageAsync(cancellationToken);
        await registry.CollectGarbageAsync(cancellationToken);
        return (points, await MeasureAsync(registry, TimeSpan.Zero, book, clock, "at rest", output, cancellationToken));
    }

    private static async Task<Point> MeasureAsync(
        RegistryServer registry, TimeSpan wait, AnswerBook book, Stopwatch clock, string when, TextWriter output, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, cancellationToken);
        var heap = await registry.CollectGarbageAsync(cancellationToken);
        if (registry.Figures is not { } figures)
        {
            throw new InvalidOperationException("The registry has ended.");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {clock.Elapsed:hh\\:mm\\:ss}  {book.Count,7} answers  {heap / Mebibyte,6:0.0} MiB in use  {figures.Memory / Mebibyte,6:0.0} MiB resident  {figures.Threads,3} threads  {figures.Handles,4} files and sockets  {when}"));
        return new Point(clock.Elapsed.TotalHours, heap, figures);
    }

    /// <summary>The short form only tells it.</summary>
    private static void Add(Demands demands, string what, double first, double second, double most, bool isSmoke)
    {
        var found = $"{Number(first)} and {Number(second)}";
        if (isSmoke)
        {
            demands.Tell(what, found);
            return;
        }

        demands.Add($"{what}: at most {most} more after the second half than after the first", second - first <= most, found);
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>What the registry took of the machine at a moment.</summary>
    /// <param name="Hours">Since the start of the load.</param>
    /// <param name="Heap">Bytes in use after a collection.</param>
    /// <param name="Figures">What the operating system counts.</param>
    private readonly record struct Point(double Hours, long Heap, ProcessFigures Figures);
}
