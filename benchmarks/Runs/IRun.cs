namespace ServerlessRegistry.Benchmarks.Runs;

/// <summary>Something that is measured or proven. It stops by itself and cleans up what it started, also where it is cancelled or fails.</summary>
internal interface IRun
{
    /// <summary>The words that choose it on the command line, such as <c>faults kill</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in one line.</summary>
    string Summary { get; }

    /// <summary>The options that it takes besides <c>--seed</c> and <c>--smoke</c>.</summary>
    IReadOnlyList<RunOption> Options { get; }

    /// <summary>Runs it and prints how it goes, and a table at the end.</summary>
    /// <param name="arguments">The options as they were given.</param>
    /// <param name="output">Where it prints.</param>
    /// <param name="cancellationToken">Cuts it off.</param>
    /// <returns>What it demanded, and whether that is met.</returns>
    Task<Demands> RunAsync(RunArguments arguments, TextWriter output, CancellationToken cancellationToken);
}

/// <summary>An option of a run: a whole number.</summary>
/// <param name="Name">Its name, without the dashes.</param>
/// <param name="Meaning">What it says, with its unit.</param>
/// <param name="Default">What counts where it is not given.</param>
/// <param name="Smoke">What counts where it is not given, in the short form.</param>
internal sealed record RunOption(string Name, string Meaning, int Default, int Smoke);
