namespace ServerlessRegistry.Localhost.Storage;

/// <summary>
/// How long to wait between looks at a store that has nothing new: 100 ms, then twice as long each time. A little less by
/// chance keeps several listeners from looking all at once.
/// </summary>
/// <param name="maximum">The longest wait.</param>
internal sealed class PollingBackoff(TimeSpan maximum)
{
    /// <summary>The first wait.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);

    private const double Jitter = 0.1;
    private TimeSpan _next = Minimum;

    /// <summary>There was something; start over.</summary>
    public void Reset() => _next = Minimum;

    /// <summary>There was nothing; how long to wait.</summary>
    public TimeSpan Next()
    {
        var delay = _next < maximum ? _next : maximum;
        _next = delay * 2;
        return delay * (1 - (Jitter * Random.Shared.NextDouble()));
    }
}
