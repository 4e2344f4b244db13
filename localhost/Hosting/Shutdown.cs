namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>The two moments of a stop that listeners know.</summary>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _overdue = new();

    public Shutdown()
    {
        Requested = _requested.Token;
        Overdue = _overdue.Token;
    }

    /// <summary>No new work from here on. This is the token that functions are given.</summary>
    public CancellationToken Requested { get; }

    /// <summary>
    /// Nobody waits any longer. What still runs is left alone: its leases are no longer renewed, and it runs again
    /// elsewhere when they end.
    /// </summary>
    public CancellationToken Overdue { get; }

    /// <summary>Asks everything to end.</summary>
    /// <param name="limit">How long it may take.</param>
    public void Request(TimeSpan limit)
    {
        _overdue.CancelAfter(limit);
        _requested.Cancel();
    }

    /// <summary>Ends the wait.</summary>
    public void GiveUp()
    {
        _requested.Cancel();
        _overdue.Cancel();
    }

    public void Dispose()
    {
        _requested.Dispose();
        _overdue.Dispose();
    }
}
