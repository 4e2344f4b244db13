using System.Diagnostics;
using System.Net;
using System.Text;
using Azure.Storage.Queues;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Telemetry;

/// <summary>What a registry sends, as a collector and Azure Monitor receive it.</summary>
public sealed class TelemetryTests(TelemetryFixture registry) : IClassFixture<TelemetryFixture>
{
    private const int Server = 2;
    private const int Client = 3;
    private const int Producer = 4;
    private const int Consumer = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registration_FromItsPostToItsPlacard_IsOneTrace()
    {
        var trace = await TraceOfActiveAsync();

        var post = Assert.Single(trace, span => span.ParentId.Length == 0);
        Assert.Equal(("POST /api/registrations", Server, "202"), (post.Name, post.Kind, post.Attributes["http.response.status_code"]));
        var asking = Child(trace, post, "send geocode-requests", Producer);
        var placing = Child(trace, asking, "process geocode-requests", Consumer);
        var geocoding = Child(trace, placing, "geocode", Client);
        Assert.Equal(("azureMaps", "located"), (geocoding.Attributes["source"], geocoding.Attributes["outcome"]));
        var drawing = Child(trace, Child(trace, placing, "send placard-requests", Producer), "process placard-requests", Consumer);
        var issue = Child(trace, drawing, "issue placard", 1);
        Assert.Equal("issued", issue.Attributes["outcome"]);
        Child(trace, issue, "render placard", 1);
        Assert.Equal([registry.Active.Id], trace.Where(span => span.Attributes.ContainsKey("registration.id")).Select(span => span.Attributes["registration.id"]).Distinct());
        Assert.Equal(["GeocodeRegistration", "RenderPlacard"], trace.Where(span => span.Kind == Consumer).Select(span => span.Attributes["function"]).Order());
    }

    /// <summary>Nothing thins the trace out, and storage calls hang on the step that made them.</summary>
    [Fact]
    public async Task Trace_StorageCalls_BelongToStepsAndNameNoKeys()
    {
        var trace = await TraceOfActiveAsync();

        var calls = trace.Where(span => span.Source == "System.Net.Http").ToList();
        Assert.All(calls, call => Assert.Contains(trace, span => span.Id == call.ParentId));
        Assert.Contains(calls, call => call.Attributes["url.full"].EndsWith("/Registrations", StringComparison.Ordinal));
        Assert.All(calls, call => Assert.DoesNotMatch("[?(]", call.Attributes["url.full"]));
        Assert.DoesNotContain(registry.Collector.Spans, span => span.Source == "System.Net.Http" && span.ParentId.Length == 0);
    }

    [Fact]
    public async Task Mail_IsInTheTraceOfThePostThatAskedForIt()
    {
        await Eventually.True(() => registry.Collector.Spans.Any(span => span.Name == "process mail-requests"));

        var spans = registry.Collector.Spans;
        var taking = Assert.Single(spans, span => span.Name == "process mail-requests");
        var sending = Assert.Single(spans, span => span.Name == "send mail");
        var asking = Assert.Single(spans, span => span.Id == taking.ParentId);
        var post = Assert.Single(spans, span => span.Id == asking.ParentId);
        Assert.Equal((taking.Id, "alreadyRegistered"), (sending.ParentId, sending.Attributes["kind"]));
        Assert.Equal(("send mail-requests", "POST /api/registrations"), (asking.Name, post.Name));
        Assert.Single(new[] { taking, sending, asking, post }.Select(span => span.TraceId).Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"traceParent\": \"nonsense\"")]
    [InlineData(", \"traceParent\": 5, \"sentAt\": { \"when\": \"now\" }")]
    [InlineData(", \"traceParent\": null, \"sentAt\": \"yesterday\"")]
    public async Task Message_WithoutATraceThatCanBeRead_IsHandledInOneOfItsOwn(string rest)
    {
        var id = RegistrationId.Create().Value;
        var queue = new QueueClient(registry.Account, "geocode-requests", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

        await queue.SendMessageAsync($$"""{ "registrationId": "{{id}}"{{rest}} }""", Cancellation);

        CollectedSpan[] taken = [];
        await Eventually.True(() => (taken = [.. SpansAbout(id)]).Length > 0);
        var span = Assert.Single(taken);
        Assert.Equal(("process geocode-requests", "", 0), (span.Name, span.ParentId, span.Status));
    }

    [Fact]
    public async Task Metrics_AfterWhatPeopleDid_CountEachOfItOnce()
    {
        await CountAsync("registry.mails", "kind=alreadyRegistered outcome=sent", 1);
        await CountAsync("registry.registrations", "outcome=received", 2);
        await CountAsync("registry.registrations", "outcome=duplicate", 1);
        await CountAsync("registry.registrations", "outcome=refused", 1);
        await CountAsync("registry.geocodings", "outcome=located source=azureMaps", 1);
        await CountAsync("registry.geocodings", "outcome=needsReview source=azureMaps", 1);
        await CountAsync("registry.placards", "", 1);
        await CountAsync("registry.disclosures", "outcome=disclosed", 1);
        await CountAsync("registry.heartbeat", "", 1);
        await CountAsync("registry.health", "part=tables", 1);
        await CountAsync("registry.health", "part=queues", 1);
        await CountAsync("registry.health", "part=blobs", 1);
        foreach (var (metric, dimensions, count) in new[]
        {
            ("registry.queue.age", "queue=placard-requests", 1),
            ("registry.queue.age", "queue=mail-requests", 1),
            ("registry.step.duration", "outcome=located step=place", 1),
            ("registry.step.duration", "outcome=needsReview step=place", 1),
            ("registry.step.duration", "outcome=active step=placard", 1),
        })
        {
            var series = registry.Collector.Series(metric)[dimensions];
            Assert.Equal(count, series.Count);
            Assert.InRange(series.Value, 0, 120);
        }
    }

    [Fact]
    public async Task Metrics_OfASearch_SayWhatItCost()
    {
        await Eventually.True(() => registry.Collector.Series("registry.search.requests").ContainsKey("area=circle"));

        var rows = registry.Collector.Series("registry.search.rows_per_match")["area=circle"];
        var requests = registry.Collector.Series("registry.search.requests")["area=circle"];
        Assert.Equal(1, rows.Value / rows.Count);
        Assert.InRange(requests.Value / requests.Count, 1, 16);
        Assert.InRange(registry.Collector.Series("registry.search.duration")["area=circle"].Value, 0, 120);
        Assert.InRange(registry.Collector.Series("registry.searches")["area=circle outcome=found"].Value, 1, 100);
    }

    [Fact]
    public async Task Everything_ThatIsSent_HoldsNeitherPeopleNorKeys()
    {
        await TraceOfActiveAsync();
        await Eventually.True(() => registry.Collector.Logs.Any(log => log.Contains(registry.Active.Id, StringComparison.Ordinal)));
        await Eventually.True(() => registry.Collector.AzureItems.Any(item => item.GetRawText().Contains("issue placard", StringComparison.Ordinal)));

        var received = registry.Collector.Received;
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces", "/v2.1/track"], received.Select(request => request.Path).Distinct().Order());
        var secrets = TelemetryFixture.Secrets.Append(registry.Active.Token).ToList();
        foreach (var (path, body) in received)
        {
            var text = Uri.UnescapeDataString(Encoding.Latin1.GetString(body).Replace('+', ' '));
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{path} holds {secret}: {text}"));
        }
    }

    /// <summary>The queries of docs/telemetry.md look for these.</summary>
    [Fact]
    public async Task AzureMonitor_Items_HaveTheNamesThatQueriesLookFor()
    {
        await Eventually.True(() => Items("RequestData").Contains("process placard-requests") && Items("RemoteDependencyData").Contains("search map"));

        Assert.Superset(
            new HashSet<string> { "POST /api/registrations", "POST /api/cameras/search", "process geocode-requests", "process placard-requests" },
            Items("RequestData").ToHashSet());
        Assert.Superset(new HashSet<string> { "geocode", "issue placard", "render placard", "search map" }, Items("RemoteDependencyData").ToHashSet());
    }

    /// <summary>One that takes requests and never answers is worse than one that is not there.</summary>
    [Fact]
    public async Task Collector_ThatNeverAnswers_HoldsNobodyUp()
    {
        registry.Collector.FallSilent();
        try
        {
            // The exporters wait ten seconds for the collector; whoever waited for them would, too.
            var clock = Stopwatch.StartNew();
            for (var number = 0; number < 5; number++)
            {
                await registry.RegisterAsync(TelemetryFixture.Form(), TelemetryFixture.Key);
                Assert.Equal(HttpStatusCode.OK, await registry.SearchAsync());
            }

            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(40));
        }
        finally
        {
            registry.Collector.Answer();
        }
    }

    private static CollectedSpan Child(IEnumerable<CollectedSpan> trace, CollectedSpan parent, string name, int kind)
    {
        var child = Assert.Single(trace, span => span.Name == name);
        Assert.Equal((parent.Id, kind, 0), (child.ParentId, child.Kind, child.Status));
        return child;
    }

    /// <summary>The trace of the registration that became active, once its last span is here: that of the function, whose children have ended before.</summary>
    private async Task<IReadOnlyList<CollectedSpan>> TraceOfActiveAsync()
    {
        await Eventually.True(() => SpansAbout(registry.Active.Id).Any(span => span.Name == "process placard-requests"));
        var id = SpansAbout(registry.Active.Id).First(span => span.Name == "process placard-requests").TraceId;
        await Eventually.True(() => registry.Collector.Spans.Any(span => span.TraceId == id && span.Kind == Server));
        await Eventually.True(() => registry.Collector.Spans.Any(span => span.TraceId == id && span.Name == "process geocode-requests"));
        return [.. registry.Collector.Spans.Where(span => span.TraceId == id)];
    }

    private IEnumerable<CollectedSpan> SpansAbout(string registration) =>
        registry.Collector.Spans.Where(span => span.Attributes.GetValueOrDefault("registration.id") == registration && span.Kind != Server);

    private Task CountAsync(string metric, string dimensions, double expected) =>
        Eventually.Equal(expected, () => registry.Collector.Series(metric).GetValueOrDefault(dimensions)?.Value ?? 0);

    private IEnumerable<string> Items(string type) => registry.Collector.AzureItems
        .Select(item => item.GetProperty("data"))
        .Where(data => data.GetProperty("baseType").GetString() == type)
        .Select(data => data.GetProperty("baseData").GetProperty("name").GetString()!);
}
