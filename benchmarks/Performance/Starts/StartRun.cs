using System.Globalization;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Performance.Starts;

/// <summary>
/// From the start of a process to its first answer: the registry, and an empty ASP.NET Core app, this program started with a hidden
/// argument. Both were built by the same SDK with the same settings, and take turns.
/// </summary>
internal sealed class StartRun : IRun
{
    private const double MostTimesTheEmpty = 1.5;
    private const string Starts = "starts";

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Summary => "from the start of the process to the first answer beside an empty ASP.NET Core app";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [new(Starts, "starts of each", 15, 2)];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var empty = Directory.CreateTempSubdirectory("registry-start-");
        try
        {
            return await RunAsync(empty.FullName, arguments, output, cancellationToken);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    private static async Task<Demands> RunAsync(string emptyFolder, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await using var storage = await LocalStorage.StartAsync(cancellationToken);
        var settings = LocalRegistry.Settings(storage.NewAccount());
        StartedProgram app = new("an empty ASP.NET Core app", EmptyApp.Program, new Dictionary<string, string?>());
        StartedProgram registry = new("the registry, as it is built", PublishedRegistry.Built, settings);

        // Left to itself, a web application watches every folder below the one that it is started in.
        StartedProgram[] subjects = [app with { Folder = emptyFolder }, app with { Name = "the same, in the folder of the registry" }, registry];
        if (arguments.IsSmoke)
        {
            // To publish takes longer than all short forms together.
            return await MeasureAsync(subjects, registry, arguments, output, cancellationToken);
        }

        await using var published = await PublishedRegistry.MakeAsync(output, cancellationToken);
        var compiled = registry with { Name = "the registry, as it is published for a machine", Assembly = published.Registry };
        return await MeasureAsync(
            [.. subjects, compiled, compiled with { Name = "the same, to an answer that needs the storage", Path = "/api/health" }], compiled, arguments, output, cancellationToken);
    }

    private static async Task<Demands> MeasureAsync(
        StartedProgram[] subjects, StartedProgram judged, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var times = subjects.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= arguments[Starts]; round++)
        {
            for (var index = 0; index < subjects.Length; index++)
            {
                var milliseconds = await subjects[index].StartAsync(cancellationToken);

                // The first of each reads its files from the disk.
                if (round > 0)
                {
                    times[index].Add(milliseconds);
                }
            }
        }

        var table = new TextTable("", "median ms to the first answer", "times the empty app");
        for (var index = 0; index < subjects.Length; index++)
        {
            var ratio = Ratio(times[index], times[0]);
            table.Add(subjects[index].Name, times[index].Median().ToString("0", CultureInfo.InvariantCulture), ratio.ToString("0.00", CultureInfo.InvariantCulture));
        }

        table.Print(output);
        var demands = new Demands();
        var found = Ratio(times[Array.IndexOf(subjects, judged)], times[0]);
        demands.Add(
            $"at most {MostTimesTheEmpty.ToString(CultureInfo.InvariantCulture)} times an empty app",
            arguments.IsSmoke || found <= MostTimesTheEmpty,
            string.Create(CultureInfo.InvariantCulture, $"{found:0.00}{(arguments.IsSmoke ? ", not judged in the short form" : "")}"));
        demands.Print(output);
        return demands;
    }

    private static double Ratio(List<double> times, List<double> empty) => times.Zip(empty, (time, other) => time / other).Median();
}
