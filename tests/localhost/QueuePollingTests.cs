using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessRegistry.Localhost.Azurite;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Tests.Localhost;

[Collection(HttpDiagnostics.OfTheProcess)]
public sealed class QueuePollingTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task Queue_Idle_IsLookedAtSeldomAndYetRunsAtOnceWhatThisProcessSends()
    {
        var account = azurite.NewAccount();
        await using var host = await TriggerHost.StartAsync<Arrivals>(account, _journal);
        var queue = await StorageSteps.QueueAsync(account, "arrivals");
        using var requests = new RequestCount(queue.Uri);
        await requests.UntilIdleAsync();

        await Eventually.True(async () => await requests.OfNextAsync(TimeSpan.FromSeconds(4)) is >= 1 and <= 3);

        var delays = new List<double>();
        for (var number = 1; number <= 15; number++)
        {
            // An app that traces sends within a span, others do not.
            using var span = number % 2 == 0 ? new Activity("Send").Start() : null;
            await queue.SendAsync($"{Stopwatch.GetTimestamp()}");
            await Eventually.Equal(number, () => _journal.Count);
            delays.Add(double.Parse(_journal.Latest!, CultureInfo.InvariantCulture));
        }

        delays.Sort();
        output.WriteLine($"From SendMessage to the function: median {delays[7]:F1} ms, longest {delays[^1]:F1} ms.");
        // By polls alone it would be a second; the rest is room for a machine with much else to do.
        Assert.InRange(delays[7], 0, 300);
    }

    [Fact]
    public async Task Requests_OfThisProcess_GetNoTraceHeaderThatTheyWouldNotHave()
    {
        var account = azurite.NewAccount();
        await using var host = await TriggerHost.StartAsync<Arrivals>(account, _journal);
        using var client = new HttpClient();

        using var response = await client.GetAsync(host.BaseAddress, TestContext.Current.CancellationToken);

        Assert.Null(Activity.Current);
        Assert.False(response.RequestMessage!.Headers.Contains("traceparent"));
    }

    [Fact]
    public async Task Watch_ThatThrowsOrHasEnded_DoesNotTouchTheRequest()
    {
        var queue = await StorageSteps.QueueAsync(azurite.NewAccount(), "watched");
        var writes = new OwnWrites(NullLogger<OwnWrites>.Instance);
        var told = new List<OwnWrite>();
        var watch = writes.WatchFor(HttpMethod.Post, new Uri($"{queue.Uri}/messages"), write =>
        {
            told.Add(write);
            throw new InvalidOperationException("The listener has a defect.");
        });

        await queue.SendAsync("while watched");
        watch.Dispose();
        await queue.SendAsync("later");

        Assert.Single(told);
        Assert.Equal(2, await queue.CountAsync());
    }

    [Fact]
    public async Task Storage_AwayForAWhile_IsLoggedOnceAndTheListenerGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-");
        var ports = AzuriteFixture.FreePorts(3);
        var options = new AzuriteOptions
        {
            NodeModules = Path.Combine(AzuriteFixture.RepositoryRoot, "node_modules"),
            Location = folder.FullName,
            BlobPort = ports[0],
            QueuePort = ports[1],
            TablePort = ports[2],
            InMemory = true,
        };
        var account =
            "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;" +
            "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;" +
            $"QueueEndpoint=http://127.0.0.1:{ports[1]}/devstoreaccount1;";
        await using var host = await TriggerHost.StartAsync<Arrivals>(account, _journal);
        await Eventually.True(() => _journal.Log.Any(entry => entry.Level == LogLevel.Warning));

        await using var azuriteOfOwn = await AzuriteProcess.StartAsync(options, TestContext.Current.CancellationToken);
        var queue = new QueueClient(account, "arrivals");
        await Eventually.True(async () => await queue.ExistsAsync(TestContext.Current.CancellationToken));
        await queue.SendAsync($"{Stopwatch.GetTimestamp()}");

        await Eventually.Equal(1, () => _journal.Count);
        Assert.Single(_journal.Log, entry => entry.Message.Contains("does not answer as it should", StringComparison.Ordinal));
        Assert.Single(_journal.Log, entry => entry.Message.Contains("answers again", StringComparison.Ordinal));
    }

    public sealed class Arrivals(Journal journal)
    {
        [Function("Arrive")]
        public void Run([QueueTrigger("arrivals")] string sent) =>
            journal.Note($"{Stopwatch.GetElapsedTime(long.Parse(sent, CultureInfo.InvariantCulture)).TotalMilliseconds:F3}");
    }
}
