using System.Diagnostics;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>Counts the HTTP requests that this process makes.</summary>
internal sealed class RequestCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Func<HttpRequestMessage, bool> _counts;
    private int _count;

    public RequestCount(Func<HttpRequestMessage, bool> counts)
    {
        _counts = counts;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Counts those below an address.</summary>
    public RequestCount(Uri address)
        : this(request => request.RequestUri!.AbsoluteUri.StartsWith(address.AbsoluteUri, StringComparison.Ordinal))
    {
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>How many requests a stretch of time has.</summary>
    public async Task<int> OfNextAsync(TimeSpan stretch)
    {
        var before = Count;
        await Task.Delay(stretch, TestContext.Current.CancellationToken);
        return Count - before;
    }

    /// <summary>Waits until more than a second goes by between two requests.</summary>
    public async Task UntilIdleAsync()
    {
        var idle = Stopwatch.StartNew();
        var last = Count;
        await Eventually.True(() =>
        {
            if (Count != last)
            {
                last = Count;
                idle.Restart();
            }

            return idle.Elapsed > TimeSpan.FromSeconds(1.2);
        });
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "HttpHandlerDiagnosticListener")
        {
            _subscriptions.Add(value.Subscribe(this, (name, request, _) => name == "System.Net.Http.HttpRequestOut" && Note(request as HttpRequestMessage)));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    /// <returns>Always false: the count must not change what the requests carry.</returns>
    private bool Note(HttpRequestMessage? request)
    {
        if (request is not null && _counts(request))
        {
            Interlocked.Increment(ref _count);
        }

        return false;
    }
}
