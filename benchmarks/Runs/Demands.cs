namespace ServerlessRegistry.Benchmarks.Runs;

/// <summary>What a run demands of the registry, and whether it is met.</summary>
internal sealed class Demands
{
    private readonly List<(string What, string Found, bool? IsMet)> _rows = [];

    /// <summary>Whether every demand so far is met.</summary>
    public bool AreMet => _rows.All(row => row.IsMet != false);

    /// <summary>Each demand that is not met, with what was found instead.</summary>
    public IEnumerable<string> Unmet => _rows.Where(row => row.IsMet == false).Select(row => $"{row.What}: {row.Found}");

    /// <summary>Adds a demand.</summary>
    /// <param name="what">What shall be so.</param>
    /// <param name="isMet">Whether it is.</param>
    /// <param name="found">What was found or measured.</param>
    public void Add(string what, bool isMet, string found) => _rows.Add((what, found, isMet));

    /// <summary>Adds a demand that nothing breaks, with the first of what breaks it.</summary>
    public void AddNone(string what, IReadOnlyCollection<string> breaches, int of) =>
        Add(what, breaches.Count == 0, breaches.Count == 0 ? $"{of} looked at" : $"{breaches.Count} of {of}: {string.Join("; ", breaches.Take(3))}");

    /// <summary>Adds a demand on time or on growth, which the short form only tells: it is short, and may run beside much else.</summary>
    /// <inheritdoc cref="Add"/>
    public void AddMeasured(string what, bool isMet, string found, bool isSmoke) => _rows.Add((what, found, isSmoke ? null : isMet));

    /// <summary>Adds something that is only told.</summary>
    public void Tell(string what, string found) => _rows.Add((what, found, null));

    /// <summary>Prints them all as a table.</summary>
    public void Print(TextWriter output)
    {
        var table = new TextTable("demand", "found", "");
        foreach (var (what, found, isMet) in _rows)
        {
            table.Add(what, found, isMet switch { true => "met", false => "NOT MET", null => "" });
        }

        table.Print(output);
    }
}
