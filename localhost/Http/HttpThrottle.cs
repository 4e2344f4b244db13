using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>
/// Keeps a host that is asked for more than it can do at work: so many requests run, so many wait for their turn in the order in which they
/// came, and whoever comes beyond that is told so at once.
/// </summary>
internal sealed class HttpThrottle(HttpOptions options) : IDisposable
{
    private readonly SemaphoreSlim? _turns = options.MaxConcurrentRequests == HttpOptions.Unlimited ? null : new(options.MaxConcurrentRequests);
    private int _outstanding;

    /// <summary>Runs a request in its turn, or answers 429.</summary>
    /// <exception cref="OperationCanceledException">The client has gone away before its turn.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> run)
    {
        try
        {
            if (Interlocked.Increment(ref _outstanding) > options.MaxOutstandingRequests && options.MaxOutstandingRequests != HttpOptions.Unlimited)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            await RunInTurnAsync(context, run);
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    public void Dispose() => _turns?.Dispose();

    private async Task RunInTurnAsync(HttpContext context, Func<Task> run)
    {
        if (_turns is null)
        {
            await run();
            return;
        }

        await _turns.WaitAsync(context.RequestAborted);
        try
        {
            await run();
        }
        finally
        {
            _turns.Release();
        }
    }
}
