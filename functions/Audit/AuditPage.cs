using System.Diagnostics.CodeAnalysis;

namespace ServerlessRegistry.Audit;

/// <summary>An entry of the log, with its number.</summary>
public sealed record RecordedEntry : AuditEntry
{
    /// <summary>Puts a number to an entry.</summary>
    /// <param name="sequence">The number of its line in the chain.</param>
    /// <param name="entry">The entry.</param>
    [SetsRequiredMembers]
    public RecordedEntry(long sequence, AuditEntry entry)
        : base(entry) => Sequence = sequence;

    /// <summary>The number of its line in the chain.</summary>
    public long Sequence { get; }
}

/// <summary>Some entries of the log.</summary>
/// <param name="Entries">The entries, in the order in which they were recorded.</param>
/// <param name="UnreadableLines">How many lines could not be read; the verification says where.</param>
/// <param name="Continuation">What to send for the next page; <see langword="null"/> on the last. A page may have fewer entries than asked for and still not be the last.</param>
public sealed record AuditPage(IReadOnlyList<RecordedEntry> Entries, int UnreadableLines, string? Continuation);
