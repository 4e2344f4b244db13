using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Search;

/// <summary>What a search costs, by the size of the registry and by what it finds.</summary>
internal sealed class SearchRun : IRun
{
    /// <inheritdoc/>
    public string Name => "search rows";

    /// <inheritdoc/>
    public string Summary => "what a search reads, and what of it is the registry's own code, up to a million cameras";

    /// <inheritdoc/>
    public IReadOnlyList<RunOption> Options => [];

    /// <inheritdoc/>
    public Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        SearchCost.Run(output, arguments.IsSmoke ? [10_000] : [10_000, 100_000, 1_000_000], searches: arguments.IsSmoke ? 100 : 1_000);
        output.WriteLine();
        AnswerCost.Run(output, rounds: arguments.IsSmoke ? 10 : 400);
        return Task.FromResult(new Demands());
    }
}
