namespace ServerlessRegistry.Requests;

/// <summary>How long a caller waits at most.</summary>
public sealed record RequestLimits
{
    /// <summary>
    /// The time in which a function finds its answer. Callers are promised one within 10 seconds; the rest is for a host that is busy.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>When a caller who got no answer may ask again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
