namespace ServerlessRegistry.Localhost.Storage;

/// <summary>Ends a listener's wait. Many signals before the next wait count as one.</summary>
internal sealed class WakeSignal
{
    private volatile TaskCompletionSource _signal = NewSignal();

    /// <summary>Ends the current wait, or the next one at once.</summary>
    public void Set() => _signal.TrySetResult();

    /// <summary>Waits for a signal.</summary>
    /// <returns>Whether there was one; not so when the time was up or the wait was cancelled.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _signal.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }

        _signal = NewSignal();
        return true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
