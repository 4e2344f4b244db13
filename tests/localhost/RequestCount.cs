using System.Diagnostics;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>Counts the HTTP requests that this process makes below an address.</summary>
internal sealed class RequestCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly string _address;
    private int _count;

    public RequestCount(Uri address)
    {
        _address = address.AbsoluteUri;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public int Count => Volatile.Read(ref _count);

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
        if (request?.RequestUri?.AbsoluteUri.StartsWith(_address, StringComparison.Ordinal) == true)
        {
            Interlocked.Increment(ref _count);
        }

        return false;
    }
}
