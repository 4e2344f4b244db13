using System.Globalization;

namespace ServerlessRegistry.Benchmarks.Runs;

/// <summary>The options with which a run was asked for.</summary>
internal sealed class RunArguments
{
    private readonly IReadOnlyList<RunOption> _options;
    private readonly Dictionary<string, int> _values;

    private RunArguments(IReadOnlyList<RunOption> options, Dictionary<string, int> values, int seed, bool isSmoke)
    {
        _options = options;
        _values = values;
        Seed = seed;
        IsSmoke = isSmoke;
    }

    /// <summary>What every draw of the run follows from.</summary>
    public int Seed { get; }

    /// <summary>Whether only the short form is asked for, which shows that the run works and not how much the registry bears.</summary>
    public bool IsSmoke { get; }

    /// <summary>The value of an option of the run.</summary>
    public int this[string name]
    {
        get
        {
            var option = _options.Single(option => option.Name == name);
            return _values.TryGetValue(name, out var value) ? value : IsSmoke ? option.Smoke : option.Default;
        }
    }

    /// <summary>Reads the options that stand behind the name of a run.</summary>
    /// <exception cref="ArgumentException">There is no such option, or its value is no whole number; the message is for whoever typed it.</exception>
    public static RunArguments Parse(IRun run, ReadOnlySpan<string> words)
    {
        var values = new Dictionary<string, int>();
        int? seed = null;
        var isSmoke = false;
        for (var index = 0; index < words.Length; index++)
        {
            if (words[index] == "--smoke")
            {
                isSmoke = true;
                continue;
            }

            var name = words[index].StartsWith("--", StringComparison.Ordinal) ? words[index][2..] : "";
            if (name != "seed" && run.Options.All(option => option.Name != name))
            {
                throw new ArgumentException($"'{words[index]}' is no option of '{run.Name}'.");
            }

            if (++index == words.Length || !int.TryParse(words[index], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                throw new ArgumentException($"--{name} takes a whole number.");
            }

            values[name] = value;
            seed = name == "seed" ? value : seed;
        }

        return new RunArguments(run.Options, values, seed ?? Random.Shared.Next(), isSmoke);
    }

    /// <summary>The short form of a run, as <c>smoke</c> asks for it.</summary>
    public static RunArguments Smoke(IRun run, int seed) => new(run.Options, [], seed, isSmoke: true);
}
