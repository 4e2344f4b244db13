using System.Collections.Concurrent;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>What was acknowledged to the clients of a run, to be held against what the registry has at its end.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<LedgerEntry> _entries = new();
    private readonly ConcurrentDictionary<string, bool> _cases = new();
    private readonly ConcurrentDictionary<string, int> _pins = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private int _count;

    /// <summary>The owners, also those whose post was never acknowledged.</summary>
    public IReadOnlyCollection<LedgerEntry> Entries => [.. _entries];

    /// <summary>The case numbers of searches and disclosures, and whether each was answered.</summary>
    public IReadOnlyDictionary<string, bool> Cases => _cases;

    /// <summary>How often a coordinator's pin was acknowledged, by registration.</summary>
    public IReadOnlyDictionary<string, int> Pins => _pins;

    /// <summary>What the registry answered that it should not have.</summary>
    public IReadOnlyCollection<string> Complaints => [.. _complaints, .. _entries.SelectMany(entry => entry.Complaints)];

    /// <summary>The number of the next owner.</summary>
    public int NextNumber() => Interlocked.Increment(ref _count);

    /// <summary>Adds an owner.</summary>
    public void Add(LedgerEntry entry) => _entries.Enqueue(entry);

    /// <summary>Notes whether a search or a disclosure was answered.</summary>
    public void NoteCase(string caseNumber, bool isAnswered) => _cases[caseNumber] = isAnswered;

    /// <summary>Notes a coordinator's pin.</summary>
    public void NotePin(string registrationId) => _pins.AddOrUpdate(registrationId, 1, (_, count) => count + 1);

    /// <summary>Notes what the registry answered that it should not have.</summary>
    public void Complain(string sentence) => _complaints.Enqueue(sentence);
}
