namespace ServerlessRegistry.Localhost.Storage;

/// <summary>Ends a listener's wait. Many signals before the next wait count as one.</summary>
internal sealed class WakeSignal
{
    private volatile TaskCompletionSource _signal = NewSignal();

    /// <summary>Ends the current wait, or the next one at once.</summary>
    public void Set() => _signal.TrySetResult();

    /// <summary>Waits for a signal.</summary>
    /// <param name="timeout">How long, in whole milliseconds or a part of one more; no time at all where it is negative.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one; not so when the time was up or the wait was cancelled.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _signal.Task.WaitAsync(Whole(timeout), cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }

        _signal = NewSignal();
        return true;
    }

    /// <summary>
    /// A timer cuts parts of a millisecond off: what is left of a wait would be asked for again and again. It takes -1 for a wait without
    /// end, and refuses what is below that, but whoever works out what is left may be held up until nothing is.
    /// </summary>
    private static TimeSpan Whole(TimeSpan timeout) => TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(timeout.TotalMilliseconds)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
