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
    public async Task<bool> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var table = new TextTable("run", "seconds", "demands");
        var isMet = true;
        foreach (var run in runs)
        {
            var clock = Stopwatch.StartNew();
            var isThisMet = await RunCatalog.RunAsync(run, RunArguments.Smoke(run, arguments.Seed), output, cancellationToken);
            table.Add(run.Name, $"{clock.Elapsed.TotalSeconds:0}", isThisMet ? "met" : "NOT MET");
            isMet &= isThisMet;
        }

        table.Print(output);
        return isMet;
    }
}
