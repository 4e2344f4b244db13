using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Tests;

/// <summary>What a storage does to its callers.</summary>
internal enum Fault
{
    /// <summary>Nothing: it answers.</summary>
    None,

    /// <summary>It answers 503.</summary>
    Unavailable,

    /// <summary>It answers 429.</summary>
    TooBusy,

    /// <summary>It answers 500.</summary>
    Broken,

    /// <summary>It cuts the connection.</summary>
    Cut,

    /// <summary>It takes the request and never answers.</summary>
    Stall,

    /// <summary>It does what it is asked to and cuts the connection. When the same client makes the same call again, it answers.</summary>
    Lost,

    /// <summary>It begins an answer and never ends it. Where there is none to begin, it never answers.</summary>
    SlowBody,
}

/// <summary>The three services of a storage account.</summary>
[Flags]
internal enum StorageService
{
    Blob = 1,
    Queue = 2,
    Table = 4,
    All = Blob | Queue | Table,
}

/// <summary>Stands between a registry and its storage and lets it fail: each service in a way of its own, until it is healed.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly StorageService[] Services = [StorageService.Blob, StorageService.Queue, StorageService.Table];
    private static readonly string[] HopByHop = ["Connection", "Transfer-Encoding", "Keep-Alive", "Host"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _storage = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly Dictionary<int, (StorageService Service, Uri Target)> _targets = [];
    private readonly ConcurrentDictionary<string, Uri> _lost = [];
    private readonly CancellationTokenSource _end = new();
    private volatile Dictionary<StorageService, Fault> _faults = [];

    private FaultProxy(WebApplication app) => _app = app;

    /// <summary>The account as it is seen through the proxy.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Starts a proxy for a storage account.</summary>
    public static async Task<FaultProxy> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => Array.ForEach(Services, _ => kestrel.Listen(IPAddress.Loopback, 0)));
        var proxy = new FaultProxy(builder.Build());
        proxy._app.Run(proxy.AnswerAsync);
        await proxy._app.StartAsync(cancellationToken);
        foreach (var (service, address) in Services.Zip(proxy._app.Urls))
        {
            connectionString = proxy.Lead(connectionString, service, new Uri(address));
        }

        proxy.ConnectionString = connectionString;
        return proxy;
    }

    /// <summary>Lets services fail from now on, and the others answer.</summary>
    public void Fail(Fault fault, StorageService services = StorageService.All) =>
        _faults = Services.Where(service => services.HasFlag(service)).ToDictionary(service => service, _ => fault);

    /// <summary>Lets every service answer again.</summary>
    public void Heal() => _faults = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _storage.Dispose();
        _end.Dispose();
    }

    private string Lead(string connectionString, StorageService service, Uri proxy)
    {
        var name = $"{service}Endpoint=";
        var endpoint = connectionString.Split(';').Single(part => part.StartsWith(name, StringComparison.Ordinal));
        var target = new Uri(endpoint[name.Length..]);
        _targets[proxy.Port] = (service, new Uri(target.GetLeftPart(UriPartial.Authority)));
        return connectionString.Replace(endpoint, $"{name}{proxy.GetLeftPart(UriPartial.Authority)}{target.AbsolutePath}", StringComparison.Ordinal);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (service, target) = _targets[context.Connection.LocalPort];
        var fault = _faults.GetValueOrDefault(service);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        try
        {
            switch (fault)
            {
                case Fault.None or Fault.SlowBody or Fault.Lost:
                    await ForwardAsync(context, target, fault, end.Token);
                    break;
                case Fault.Cut:
                    context.Abort();
                    break;
                case Fault.Stall:
                    await Task.Delay(Timeout.Infinite, end.Token);
                    break;
                default:
                    context.Response.StatusCode = fault switch { Fault.Unavailable => 503, Fault.TooBusy => 429, _ => 500 };
                    break;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // The caller has gone, or the storage has.
            context.Abort();
        }
    }

    private async Task ForwardAsync(HttpContext context, Uri target, Fault fault, CancellationToken cancellationToken)
    {
        using var request = Copy(context.Request, target);
        using var response = await _storage.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (fault == Fault.SlowBody && body.Length == 0)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (fault == Fault.Lost && _lost.TryAdd(context.Request.Headers["x-ms-client-request-id"].ToString(), target))
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !HopByHop.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (fault == Fault.SlowBody)
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        await context.Response.Body.WriteAsync(body, cancellationToken);
    }

    private static HttpRequestMessage Copy(HttpRequest request, Uri target)
    {
        var rawTarget = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(target, rawTarget));
        if (request.ContentLength is not null || request.Headers.TransferEncoding.Count > 0)
        {
            copy.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers.Where(header => !HopByHop.Contains(header.Key)))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, [.. values]))
            {
                copy.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }

        return copy;
    }
}
