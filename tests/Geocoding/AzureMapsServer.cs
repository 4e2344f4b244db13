using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Tests.Geocoding;

/// <summary>
/// The Azure Maps Search service on a loopback port, as far as Get Geocoding, api-version 2025-01-01 goes. It refuses what
/// the service refuses: callers who do not prove who they are (401), and parameters that are not in the contract (400). The
/// other requests get the answers that a test has lined up, the last one again and again.
/// </summary>
public sealed class AzureMapsServer : IAsyncDisposable
{
    public const string SubscriptionKey = "key-that-must-not-leak-4f1c";

    public const string AccountClientId = "0f0e0d0c-1111-2222-3333-444455556666";

    public const string AccessToken = "token-that-must-not-leak-9b2e";

    private static readonly HashSet<string> Parameters =
    [
        "api-version", "top", "query", "addressLine", "countryRegion", "bbox", "view", "coordinates",
        "adminDistrict", "adminDistrict2", "adminDistrict3", "locality", "postalCode",
    ];

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<AzureMapsRequest> _requests = new();
    private readonly ConcurrentQueue<RequestDelegate> _answers = new();

    private AzureMapsServer(WebApplication application) => _application = application;

    /// <summary>What to set as <c>AzureMaps:Endpoint</c>.</summary>
    public Uri Endpoint => new(_application.Urls.Single());

    /// <summary>Every request so far, refused ones included.</summary>
    public IReadOnlyList<AzureMapsRequest> Requests => [.. _requests];

    /// <summary>Starts a server that finds every address at the same rooftop, until a test says otherwise.</summary>
    public static async Task<AzureMapsServer> StartAsync(params RequestDelegate[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new AzureMapsServer(application);
        server.Answer(answers is [] ? [Found(new AzureMapsFeature())] : answers);
        application.Run(server.HandleAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Lines up the answers to come, in place of those that are left.</summary>
    public void Answer(params RequestDelegate[] answers)
    {
        _answers.Clear();
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
        }
    }

    /// <summary>200 with these matches, best first.</summary>
    public static RequestDelegate Found(params AzureMapsFeature[] features) => Body(new JsonObject
    {
        ["type"] = "FeatureCollection",
        ["features"] = new JsonArray([.. features.Select(feature => feature.ToJson())]),
    }.ToJsonString());

    /// <summary>200 with this body.</summary>
    public static RequestDelegate Body(string body, string contentType = "application/geo+json; charset=utf-8") => context =>
    {
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>A failure; the body repeats the whole request, as an unhelpful proxy might.</summary>
    public static RequestDelegate Status(int status, TimeSpan? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is { } delay)
        {
            context.Response.Headers.RetryAfter = delay.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsJsonAsync(
            new { error = new { code = status, message = context.Request.GetDisplayUrl() } }, context.RequestAborted);
    };

    /// <summary>No answer, until the caller gives up.</summary>
    public static RequestDelegate Silence() => async context =>
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has given up.
        }
    };

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        var request = new AzureMapsRequest(
            context.Request.Method,
            context.Request.Path,
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            DateTimeOffset.UtcNow);
        _requests.Enqueue(request);
        return Refusal(request) is { } status ? Status(status)(context) : NextAnswer()(context);
    }

    private RequestDelegate NextAnswer()
    {
        if (_answers.Count > 1 && _answers.TryDequeue(out var next))
        {
            return next;
        }

        return _answers.TryPeek(out var last) ? last : Status(StatusCodes.Status500InternalServerError);
    }

    private static int? Refusal(AzureMapsRequest request)
    {
        if (request.Method != HttpMethods.Get || request.Path != "/geocode")
        {
            return StatusCodes.Status404NotFound;
        }

        if (!IsAuthenticated(request))
        {
            return StatusCodes.Status401Unauthorized;
        }

        return IsInContract(request.Query) ? null : StatusCodes.Status400BadRequest;
    }

    private static bool IsAuthenticated(AzureMapsRequest request) =>
        request.Header("subscription-key") == SubscriptionKey
        || (request.Header("Authorization") == $"Bearer {AccessToken}" && request.Header("x-ms-client-id") == AccountClientId);

    private static bool IsInContract(IReadOnlyDictionary<string, string> query) =>
        query.Keys.All(Parameters.Contains)
        && query.GetValueOrDefault("api-version") == "2025-01-01"
        && IsFrom1To20(query.GetValueOrDefault("top", "5"))
        && query.ContainsKey("query") != query.ContainsKey("addressLine");

    private static bool IsFrom1To20(string top) =>
        int.TryParse(top, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 20;
}

/// <summary>A request as it came in.</summary>
public sealed record AzureMapsRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    DateTimeOffset ReceivedAt)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
