using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>
/// Tells listeners what this process itself has just written to their queue or container, so that they need not wait for
/// their next poll. The app's code takes no part: .NET's HTTP client reports each request that ends to whoever subscribes
/// to its <see cref="DiagnosticListener"/>, and a storage client's request says by its address what it wrote.
/// </summary>
internal sealed partial class OwnWrites(ILogger<OwnWrites> logger) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string HttpClientListener = "HttpHandlerDiagnosticListener";
    private const string Request = "System.Net.Http.HttpRequestOut";
    private const string RequestEnd = $"{Request}.Stop";
    private readonly Lock _lock = new();
    private volatile Watch[] _watches = [];
    private IDisposable? _listeners;
    private IDisposable? _requests;

    /// <summary>Watches for successful writes below an address.</summary>
    /// <param name="method">The method of the writes.</param>
    /// <param name="address">The address that they start with; its query does not count.</param>
    /// <param name="written">Called on the thread of the HTTP request; must be quick.</param>
    /// <returns>Ends the watch.</returns>
    public IDisposable WatchFor(HttpMethod method, Uri address, Action<OwnWrite> written)
    {
        var watch = new Watch(this, method, address.Authority, address.AbsolutePath, written);
        lock (_lock)
        {
            _watches = [.. _watches, watch];
            _listeners ??= DiagnosticListener.AllListeners.Subscribe(this);
        }

        return watch;
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == HttpClientListener)
        {
            _requests ??= value.Subscribe(this, IsWanted);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != RequestEnd)
        {
            return;
        }

        try
        {
            Tell(Part<HttpRequestMessage>(value.Value, "Request"), Part<HttpResponseMessage>(value.Value, "Response"));
        }
        catch (Exception exception)
        {
            // This is another's HTTP request: whatever goes wrong here must not become its failure.
            LogMissed(logger, exception);
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

    private static T? Part<T>(object? payload, string name)
        where T : class =>
        payload?.GetType().GetProperty(name)?.GetValue(payload) as T;

    /// <summary>
    /// The HTTP client starts a trace span for a request where anybody says yes here, so only writes that somebody watches
    /// get one that they would not have had.
    /// </summary>
    private bool IsWanted(string name, object? request, object? other) =>
        name == RequestEnd || (name == Request && request is HttpRequestMessage message && _watches.Any(watch => watch.Covers(message)));

    private void Tell(HttpRequestMessage? request, HttpResponseMessage? response)
    {
        if (request is null || response is not { IsSuccessStatusCode: true })
        {
            return;
        }

        foreach (var watch in _watches.Where(watch => watch.Covers(request)))
        {
            watch.Tell(request, response);
        }
    }

    private void End(Watch watch)
    {
        lock (_lock)
        {
            _watches = [.. _watches.Where(other => other != watch)];
            if (_watches.Length > 0)
            {
                return;
            }

            _listeners?.Dispose();
            _requests?.Dispose();
            _listeners = _requests = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A write of this process was not noticed; the next poll finds it.")]
    private static partial void LogMissed(ILogger logger, Exception exception);

    private sealed class Watch(OwnWrites owner, HttpMethod method, string authority, string path, Action<OwnWrite> written) : IDisposable
    {
        public bool Covers(HttpRequestMessage request) =>
            request.Method == method
            && request.RequestUri is { IsAbsoluteUri: true } address
            && address.Authority == authority
            && address.AbsolutePath.StartsWith(path, StringComparison.Ordinal);

        public void Tell(HttpRequestMessage request, HttpResponseMessage response) => written(new OwnWrite(
            Uri.UnescapeDataString(request.RequestUri!.AbsolutePath[path.Length..]), request.RequestUri.Query, response.Headers.ETag?.Tag));

        public void Dispose() => owner.End(this);
    }
}

/// <summary>A write of this process that storage has accepted.</summary>
/// <param name="Name">What follows the watched address.</param>
/// <param name="Query">The request's query, which says what kind of write it was.</param>
/// <param name="ETag">What the written version is called.</param>
internal readonly record struct OwnWrite(string Name, string Query, string? ETag);
