using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Tests.Telemetry;

/// <summary>
/// What telemetry is sent to, on a loopback port: a collector that takes OTLP over HTTP (http/protobuf), and the ingestion of Azure Monitor.
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private volatile TaskCompletionSource? _silence;

    private Collector(WebApplication application) => _application = application;

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.Single();

    /// <summary>Everything that was sent, unpacked.</summary>
    public IReadOnlyList<(string Path, byte[] Body)> Received => [.. _received];

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<CollectedSpan> Spans => [.. Messages("/v1/traces").SelectMany(request => request.Messages(1, 2)).SelectMany(SpansOf)];

    /// <summary>The newest state of each series of a metric, since the process counts from its start.</summary>
    public IReadOnlyDictionary<string, CollectedSeries> Series(string metric) => Messages("/v1/metrics")
        .SelectMany(request => request.Messages(1, 2, 2))
        .Where(found => found.Text(1) == metric)
        .SelectMany(SeriesOf)
        .GroupBy(series => series.Dimensions)
        .ToDictionary(group => group.Key, group => group.Last());

    /// <summary>The texts of all log records so far.</summary>
    public IReadOnlyList<string> Logs => [.. Messages("/v1/logs").SelectMany(request => request.Messages(1, 2, 2)).Select(record => record.Messages(5).Single().Text(1))];

    /// <summary>What Azure Monitor was sent: one item each, as JSON.</summary>
    public IReadOnlyList<JsonElement> AzureItems =>
    [
        .. Received.Where(request => request.Path.EndsWith("/track", StringComparison.Ordinal))
            .SelectMany(request => Encoding.UTF8.GetString(request.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => JsonElement.Parse(line)),
    ];

    /// <summary>What sends the telemetry of an app here, often.</summary>
    public IReadOnlyDictionary<string, string> OtlpSettings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
    };

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var collector = new Collector(application);
        application.Run(collector.TakeAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>From now on it takes requests and does not answer them.</summary>
    public void FallSilent() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It answers what has waited, and what comes.</summary>
    public void Answer()
    {
        var silence = _silence;
        _silence = null;
        silence?.SetResult();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        await (_silence?.Task ?? Task.CompletedTask);
        await using var body = context.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes, context.RequestAborted);
        _received.Enqueue((context.Request.Path, bytes.ToArray()));
        if (context.Request.Path.Value!.EndsWith("/track", StringComparison.Ordinal))
        {
            var count = Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            await context.Response.WriteAsJsonAsync(new { itemsReceived = count, itemsAccepted = count, errors = Array.Empty<object>() });
        }
        else
        {
            context.Response.ContentType = "application/x-protobuf";
        }
    }

    private IEnumerable<ProtobufMessage> Messages(string path) =>
        Received.Where(request => request.Path == path).Select(request => ProtobufMessage.Read(request.Body));

    private static IEnumerable<CollectedSpan> SpansOf(ProtobufMessage scope)
    {
        var source = scope.Messages(1).Single().Text(1);
        return scope.Messages(2).Select(span => new CollectedSpan(
            source, span.Text(5), (int)span.Number(6), span.Hex(1), span.Hex(2), span.Hex(4), (int)span.Messages(15).LastOrDefault(ProtobufMessage.Read(default)).Number(3), Attributes(span, 9)));
    }

    private static IEnumerable<CollectedSeries> SeriesOf(ProtobufMessage metric)
    {
        var numbers = metric.Messages(5).Concat(metric.Messages(7)).SelectMany(data => data.Messages(1))
            .Select(point => new CollectedSeries(Dimensions(point, 7), point.Has(4) ? point.Real(4) : point.Number(6), 1));
        var histograms = metric.Messages(9).SelectMany(data => data.Messages(1))
            .Select(point => new CollectedSeries(Dimensions(point, 9), point.Real(5), point.Number(4)));
        return numbers.Concat(histograms);
    }

    private static string Dimensions(ProtobufMessage point, int field) =>
        string.Join(' ', Attributes(point, field).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static Dictionary<string, string> Attributes(ProtobufMessage owner, int field) =>
        owner.Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    private static string Value(ProtobufMessage value) => value switch
    {
        _ when value.Has(1) => value.Text(1),
        _ when value.Has(4) => value.Real(4).ToString(CultureInfo.InvariantCulture),
        _ => value.Number(value.Has(2) ? 2 : 3).ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>A span as it was sent. The kinds: 1 internal, 2 server, 3 client, 4 producer, 5 consumer; the status 2 is an error.</summary>
internal sealed record CollectedSpan(
    string Source, string Name, int Kind, string TraceId, string Id, string ParentId, int Status, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A series of a metric.</summary>
/// <param name="Dimensions">Its dimensions as <c>name=value</c>, in order.</param>
/// <param name="Value">The count, the value of a gauge, or the sum of a histogram.</param>
/// <param name="Count">Of a histogram: how many values.</param>
internal sealed record CollectedSeries(string Dimensions, double Value, long Count);
