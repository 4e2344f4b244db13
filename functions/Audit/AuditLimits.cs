namespace ServerlessRegistry.Audit;

/// <summary>How much the audit log writes at once and how long it tries.</summary>
public sealed record AuditLimits
{
    /// <summary>After so many blocks a new file begins. An append blob takes 50,000; the rest is for a writer that counted late, and the closing line.</summary>
    public int BlocksPerFile { get; init; } = 49_000;

    /// <summary>The most entries in one block.</summary>
    public int EntriesPerBlock { get; init; } = 100;

    /// <summary>A block takes no further entry from this size on, in bytes. Storage takes 4 MiB.</summary>
    public int BlockSize { get; init; } = 1024 * 1024;

    /// <summary>How long an entry may take until it counts as not written.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(6);
}
