using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>What a proxy does to a request.</summary>
internal enum ProxyFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Answers 429 and asks nobody.</summary>
    TooMany,

    /// <summary>Answers 500 and asks nobody.</summary>
    Error,

    /// <summary>Answers 503 and asks nobody.</summary>
    Unavailable,

    /// <summary>Says nothing until the caller gives up.</summary>
    Silence,

    /// <summary>Cuts the connection before anything is done.</summary>
    CutBefore,

    /// <summary>Has the work done, and cuts the connection in the middle of the answer.</summary>
    CutWithin,

    /// <summary>Has the work done, and cuts the connection before the answer.</summary>
    CutAfter,

    /// <summary>Hands the answer on a few bytes at a time.</summary>
    SlowAnswer,

    /// <summary>Has the work done twice, and hands on the second answer.</summary>
    Twice,

    /// <summary>Lets the request wait before it hands it on.</summary>
    Delay,
}

/// <summary>A proxy on a loopback port in front of a service, which now and then does to a request what networks and busy services do.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly string[] NotHandedOn = ["Connection", "Transfer-Encoding", "Keep-Alive", "Host", "Proxy-Connection"];
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenBytes = TimeSpan.FromMilliseconds(30);

    private readonly WebApplication _application;
    private readonly HttpMessageInvoker _service;
    private readonly Uri _address;
    private readonly FaultDice _dice;

    private FaultyProxy(WebApplication application, Uri address, FaultDice dice)
    {
        _application = application;
        _address = address;
        _dice = dice;
        _service = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None });
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Urls.Single());

    /// <summary>Starts a proxy on a free port.</summary>
    /// <param name="address">The service behind it.</param>
    /// <param name="dice">Draws what goes wrong.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<FaultyProxy> StartAsync(Uri address, FaultDice dice, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var application = builder.Build();
        var proxy = new FaultyProxy(application, address, dice);
        application.Run(proxy.HandleAsync);
        await application.StartAsync(cancellationToken);
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _service.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var fault = _dice.Next();
        try
        {
            await HandleAsync(context, fault);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The caller has gone, or the service has: the caller learns no more than that.
            context.Abort();
        }
    }

    private async Task HandleAsync(HttpContext context, ProxyFault fault)
    {
        switch (fault)
        {
            case ProxyFault.TooMany:
                Refuse(context, StatusCodes.Status429TooManyRequests);
                return;
            case ProxyFault.Error:
                Refuse(context, StatusCodes.Status500InternalServerError);
                return;
            case ProxyFault.Unavailable:
                Refuse(context, StatusCodes.Status503ServiceUnavailable);
                return;
            case ProxyFault.CutBefore:
                context.Abort();
                return;
            case ProxyFault.Silence:
                await Task.Delay(LongestSilence, context.RequestAborted);
                context.Abort();
                return;
            case ProxyFault.Delay:
                await Task.Delay(_dice.UpTo(LongestDelay), context.RequestAborted);
                break;
        }

        var body = await ReadAsync(context.Request);
        using var first = await AskAsync(context, body);
        using var second = fault == ProxyFault.Twice ? await AskAsync(context, body) : null;
        var content = await (second ?? first).Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (fault == ProxyFault.CutAfter)
        {
            context.Abort();
            return;
        }

        await AnswerAsync(context, second ?? first, content, fault);
    }

    private static void Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }

    /// <summary>What reached the proxy is done, whether the caller waits for it or not.</summary>
    private Task<HttpResponseMessage> AskAsync(HttpContext context, byte[] body)
    {
        // Signatures are over the address as it was sent, so it is handed on as it is.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_address, target));
        if (body.Length > 0 || context.Request.ContentLength is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !NotHandedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return _service.SendAsync(request, CancellationToken.None);
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, byte[] content, ProxyFault fault)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotHandedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (context.Request.Method == HttpMethods.Head || answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return;
        }

        context.Response.ContentLength = content.Length;
        switch (fault)
        {
            case ProxyFault.CutWithin:
                await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
            case ProxyFault.SlowAnswer:
                foreach (var part in content.Chunk(Math.Max(1, content.Length / 20)))
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(BetweenBytes, context.RequestAborted);
                }

                break;
            default:
                await context.Response.Body.WriteAsync(content, context.RequestAborted);
                break;
        }
    }
}
