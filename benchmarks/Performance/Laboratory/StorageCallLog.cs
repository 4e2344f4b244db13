using System.Collections.Concurrent;
using System.Diagnostics;

namespace ServerlessRegistry.Benchmarks.Performance.Laboratory;

/// <summary>
/// Counts the requests that this process makes to Azure Storage, whoever makes them: the HTTP client tells its own diagnostics of each one
/// that has ended, a repeated attempt as another one.
/// </summary>
internal sealed class StorageCallLog : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Request = "System.Net.Http.HttpRequestOut";
    private const string RequestEnd = $"{Request}.Stop";
    private readonly string _account;
    private readonly ConcurrentDictionary<StorageCall, int> _calls = new();
    private readonly IDisposable _listeners;
    private IDisposable? _requests;

    /// <summary>Begins to count.</summary>
    /// <param name="account">The name of the account whose calls count.</param>
    public StorageCallLog(string account)
    {
        _account = account;
        _listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>How often each kind of call was made so far.</summary>
    public IReadOnlyDictionary<StorageCall, int> Calls => new Dictionary<StorageCall, int>(_calls);

    /// <summary>Forgets what was counted.</summary>
    public void Clear() => _calls.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _requests?.Dispose();
        _listeners.Dispose();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "HttpHandlerDiagnosticListener")
        {
            _requests ??= value.Subscribe(this, (name, request, _) =>
                name == RequestEnd || (name == Request && request is HttpRequestMessage { RequestUri: { } address } && IsOurs(address)));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RequestEnd
            && value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is HttpRequestMessage { RequestUri: { } address } request
            && IsOurs(address))
        {
            _calls.AddOrUpdate(StorageCall.Of(request, address), 1, (_, count) => count + 1);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private bool IsOurs(Uri address) => address.IsLoopback && address.Segments is [_, var account, ..] && account.TrimEnd('/') == _account;
}
