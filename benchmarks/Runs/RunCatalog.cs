using System.Diagnostics;

namespace ServerlessRegistry.Benchmarks.Runs;

/// <summary>Every run, and how the command line chooses one.</summary>
internal static class RunCatalog
{
    private static readonly IReadOnlyList<IRun> Measured =
    [
        new Search.SearchRun(),
        new Performance.Registrations.RegistrationRun(),
        new Performance.Searches.SearchPerformanceRun(),
        new Performance.Placards.PlacardRun(),
        new Performance.Starts.StartRun(),
        new Performance.Growth.GrowthRun(),
        new Performance.Costs.CostRun(),
        new Faults.KillRun(),
        new Faults.ProxyRun(),
        new Faults.InstancesRun(),
        new Faults.InputRun(),
        new Faults.OverloadRun(),
        new Faults.LongRun(),
    ];

    /// <summary>The runs in the order in which they are listed; the last one is the short form of all others.</summary>
    public static IReadOnlyList<IRun> All { get; } = [.. Measured, new SmokeRun(Measured)];

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>The exit code: 0 where every demand is met, else 1.</returns>
    public static async Task<int> RunAsync(string[] words, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var run = All.Where(run => IsChosen(run, words)).MaxBy(run => run.Name.Length);
        if (words.Contains("--help") || run is null)
        {
            Explain(run is null ? All.Where(known => words is [var first, ..] && known.Name.StartsWith($"{first} ", StringComparison.Ordinal)) : [run], words.Contains("--help") ? output : errors);
            return words.Contains("--help") ? 0 : 1;
        }

        try
        {
            var arguments = RunArguments.Parse(run, words.AsSpan(run.Name.Split(' ').Length));
            return (await RunAsync(run, arguments, output, cancellationToken)).AreMet ? 0 : 1;
        }
        catch (ArgumentException exception)
        {
            errors.WriteLine(exception.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            errors.WriteLine("Cut off.");
            return 1;
        }
    }

    /// <summary>Runs it, with the command that repeats it and the time that it took.</summary>
    public static async Task<Demands> RunAsync(IRun run, RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var options = string.Concat(run.Options.Select(option => $" --{option.Name} {arguments[option.Name]}"));
        output.WriteLine($"{run.Name}{(arguments.IsSmoke ? " --smoke" : "")}{options} --seed {arguments.Seed}");
        var clock = Stopwatch.StartNew();
        var demands = await run.RunAsync(arguments, output, cancellationToken);
        output.WriteLine($"{run.Name}: {(demands.AreMet ? "every demand is met" : "NOT every demand is met")}, in {clock.Elapsed.TotalSeconds:0} s.");
        output.WriteLine();
        return demands;
    }

    private static bool IsChosen(IRun run, string[] words) => words.Take(run.Name.Split(' ').Length).SequenceEqual(run.Name.Split(' '));

    private static void Explain(IEnumerable<IRun> runs, TextWriter output)
    {
        var explained = runs.ToList() is [_, ..] some ? some : [.. All];
        output.WriteLine("dotnet run -c Release --project benchmarks -- <run> [--seed <number>] [--smoke] [options]");
        foreach (var run in explained)
        {
            output.WriteLine();
            output.WriteLine($"  {run.Name,-18} {run.Summary}");
            foreach (var option in run.Options)
            {
                output.WriteLine($"    --{option.Name,-14} {option.Meaning}: {option.Default}, in the short form {option.Smoke}");
            }
        }
    }
}
