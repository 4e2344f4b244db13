using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Azure;
using Azure.Core.Diagnostics;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.AzureMaps;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Geocoding;

/// <summary>The contract puts the address into the URL; no log and no trace may show it.</summary>
[Collection(HttpDiagnostics.OfTheProcess)]
public sealed class AzureMapsPrivacyTests
{
    /// <summary>Words that no other test uses, as all tests are heard at the same time, and that no port or request id can hold.</summary>
    private static readonly PostalAddress Address = new("4711xyz N Quetzalcoatl Ave", null, "Xanaduville", "IL", "60699-zzzz");

    private static readonly string[] Secrets = ["4711xyz", "Quetzalcoatl", "Xanaduville", "60699-zzzz", AzureMapsServer.SubscriptionKey];

    [Fact]
    public async Task AzureCoreLog_AtItsMostVerbose_ShowsNeitherAddressNorKey()
    {
        await using var server = await AzureMapsServer.StartAsync(AzureMapsServer.Status(500), AzureMapsServer.Status(500));
        var lines = new ConcurrentQueue<string>();
        using (new AzureEventSourceListener((_, message) => lines.Enqueue(message), EventLevel.LogAlways))
        {
            await FailAsync(server);
            server.Answer(AzureMapsServer.Found(new AzureMapsFeature { StreetName = "N Quetzalcoatl Ave", Locality = "Xanaduville" }));
            await GeocodeAsync(server);
        }

        Assert.Contains(lines, line => line.Contains($"{server.Endpoint}geocode?api-version=2025-01-01", StringComparison.Ordinal));
        AssertNoSecrets(lines);
    }

    [Fact]
    public async Task Traces_OfEverySource_ShowNeitherAddressNorKey()
    {
        await using var server = await AzureMapsServer.StartAsync();
        var traces = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            // What the loopback server traces of its own side is no concern of the caller.
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue(
                string.Join(' ', [activity.Source.Name, activity.DisplayName, .. activity.TagObjects, .. activity.Baggage])),
        };
        ActivitySource.AddActivityListener(listener);

        await GeocodeAsync(server);

        Assert.Contains(traces, trace => trace.Contains($"{server.Endpoint}geocode?api-version=2025-01-01", StringComparison.Ordinal));
        AssertNoSecrets(traces);
    }

    /// <summary>Telemetry agents listen to the HTTP handler and take the whole URL from the request that it shows them.</summary>
    [Fact]
    public async Task HttpHandlerDiagnostics_DuringACall_AreNotToldOfIt()
    {
        await using var server = await AzureMapsServer.StartAsync();
        var observed = new ConcurrentQueue<string>();
        IDisposable? requests = null;
        using var listeners = DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name == "HttpHandlerDiagnosticListener")
            {
                requests = listener.Subscribe(new Observer<KeyValuePair<string, object?>>(occurrence => observed.Enqueue($"{occurrence.Value}")));
            }
        }));

        using (var plainClient = new HttpClient())
        {
            await plainClient.GetAsync(new Uri(server.Endpoint, "heard"), TestContext.Current.CancellationToken);
        }

        await GeocodeAsync(server);
        requests?.Dispose();

        Assert.Contains(observed, text => text.Contains($"{server.Endpoint}heard", StringComparison.Ordinal));
        Assert.DoesNotContain(observed, text => text.Contains($"{server.Endpoint}geocode", StringComparison.Ordinal));
    }

    private static void AssertNoSecrets(IEnumerable<string> texts) =>
        Assert.All(texts, text => Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));

    private static async Task FailAsync(AzureMapsServer server) =>
        await Assert.ThrowsAsync<GeocoderUnavailableException>(() => GeocodeAsync(server));

    private static async Task GeocodeAsync(AzureMapsServer server)
    {
        var options = new AzureMapsClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        using var geocoder = new AzureMapsGeocoder(server.Endpoint, new AzureKeyCredential(AzureMapsServer.SubscriptionKey), options);
        await geocoder.GeocodeAsync(Address, TestContext.Current.CancellationToken);
    }

    private sealed class Observer<T>(Action<T> onNext) : IObserver<T>
    {
        public void OnNext(T value) => onNext(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
