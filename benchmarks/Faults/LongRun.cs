using System.Diagnostics;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Laboratory;
using ServerlessRegistry.Benchmarks.Load;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>A registry is used for a long time, and takes no more of the machine in the end than in the middle.</summary>
internal sealed class LongRun : IRun
{
    /// <summary>What may be added in an hour, at the slope of the second half: more would need a restart within weeks.</summary>
    private const double LargestMemorySlope = 16;
    private const double LargestThreadSlope = 12;
    private const double LargestHandleSlope = 24;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>The registry soon keeps its size, so that whatever grows on grows without a reason.</summary>
    private static readonly LoadShape Shape = new(Owners: 6, Officers: 2, Pause: TimeSpan.FromMilliseconds(300), Registrations: 25);

    /// <inheritdoc/>
    public string Name => "faults long";

    /// <inheritdoc/>
    public string Summary => "mixed load for a long time: memory, threads, files and sockets stay level";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [new("seconds", "seconds of load", 1800, 8), new("every", "seconds between two measurements", 15, 2)];

    /// <inheritdoc/>
    public async Task<bool> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var site = await TestSite.StartAsync(StorageKind.AsShipped, cancellationToken);
        var (ledger, book) = (new Ledger(), new AnswerBook());
        using var client = new RegistryClient([site.Registries[0].Address], book);
        var load = new MixedLoad(Shape, client, site.Mail, ledger, new Forms(Marker.Of(arguments.Seed)), arguments.Seed);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(arguments["seconds"]));
        var work = load.RunAsync(enough.Token, cancellationToken);
        var points = await MeasureAsync(site.Registries[0], TimeSpan.FromSeconds(arguments["every"]), book, output, enough.Token, cancellationToken);
        await work;

        book.Print(output);
        var demands = new Demands();
        var half = points.Skip(points.Count / 2).ToList();
        demands.Tell("Answers; owners", $"{book.Count}; {ledger.Entries.Count}");
        AddSlope(demands, "Memory in use after a collection, MiB", [.. half.Select(point => (point.Hours, point.Heap / Mebibyte))], LargestMemorySlope, arguments.IsSmoke);
        demands.Tell("Resident memory, MiB", string.Create(CultureInfo.InvariantCulture, $"{half[0].Figures.Memory / Mebibyte:0.0} to {half[^1].Figures.Memory / Mebibyte:0.0}"));
        AddSlope(demands, "Threads", [.. half.Select(point => (point.Hours, (double)point.Figures.Threads))], LargestThreadSlope, arguments.IsSmoke);
        AddSlope(demands, "Open files and sockets", [.. half.Select(point => (point.Hours, (double)point.Figures.Handles))], LargestHandleSlope, arguments.IsSmoke);
        book.AddTo(demands, arguments.IsSmoke);
        demands.AddNone("No answer contradicts an earlier one", ledger.Complaints, ledger.Entries.Count);
        demands.Print(output);
        return demands.AreMet;
    }

    private static async Task<List<(double Hours, long Heap, ProcessFigures Figures)>> MeasureAsync(
        RegistryServer registry, TimeSpan every, AnswerBook book, TextWriter output, CancellationToken enough, CancellationToken cancellationToken)
    {
        var points = new List<(double, long, ProcessFigures)>();
        var clock = Stopwatch.StartNew();
        while (!enough.IsCancellationRequested)
        {
            await Task.Delay(every, cancellationToken);
            var heap = await registry.CollectGarbageAsync(cancellationToken);
            if (registry.Figures is not { } figures)
            {
                throw new InvalidOperationException("The registry has ended.");
            }

            points.Add((clock.Elapsed.TotalHours, heap, figures));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {clock.Elapsed:hh\\:mm\\:ss}  {book.Count,7} answers  {heap / Mebibyte,6:0.0} MiB in use  {figures.Memory / Mebibyte,6:0.0} MiB resident  {figures.Threads,3} threads  {figures.Handles,4} files and sockets"));
        }

        return points;
    }

    /// <summary>A slope says nothing over the seconds of the short form, which only tells it.</summary>
    private static void AddSlope(Demands demands, string what, IReadOnlyList<(double Hours, double Value)> points, double largest, bool isSmoke)
    {
        var slope = Regression.Slope(points);
        var found = string.Create(CultureInfo.InvariantCulture, $"{points[0].Value:0.0} to {points[^1].Value:0.0}, {slope:+0.0;-0.0} an hour");
        if (isSmoke)
        {
            demands.Tell(what, found);
            return;
        }

        demands.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: at most {largest:0} more an hour, over the second half"), slope <= largest, found);
    }
}
