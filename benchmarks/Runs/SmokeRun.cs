using System.Diagnostics;

namespace ServerlessRegistry.Benchmarks.Runs;

/// <summary>The short form of every other run, one after the other.</summary>
internal sealed class SmokeRun(IReadOnlyList<IRun> runs) : IRun
{
    /// <inheritdoc/>
    public string Name => "smoke";

    /// <inheritdoc/>
    public string Summary => "the short form of every run";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [];

    /// <inheritdoc/>
    public async Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var all = new Demands();
        foreach (var run in runs)
        {
            var clock = Stopwatch.StartNew();
            var demands = await RunCatalog.RunAsync(run, RunArguments.Smoke(run, arguments.Seed), output, cancellationToken);
            all.Add(run.Name, demands.AreMet, string.Join("; ", demands.Unmet.Prepend($"{clock.Elapsed.TotalSeconds:0} s")));
        }

        all.Print(output);
        return all;
    }
}
