using System.Diagnostics;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class QueuePollingTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task Message_SentByThisProcessToAnIdleQueue_RunsAtOnce()
    {
        var account = azurite.NewAccount();
        await using var host = await TriggerHost.StartAsync<Arrivals>(account, _journal);
        var queue = await StorageSteps.QueueAsync(account, "arrivals");
        using var requests = new RequestCount(queue.Uri);
        await requests.UntilIdleAsync();

        var delays = new List<double>();
        for (var number = 1; number <= 15; number++)
        {
            var sent = Stopwatch.GetTimestamp();
            await queue.SendAsync($"{sent}");
            await Eventually.Equal(number, () => _journal.Count);
            delays.Add(double.Parse(_journal.Latest!, System.Globalization.CultureInfo.InvariantCulture));
        }

        delays.Sort();
        output.WriteLine($"From SendMessage to the function: median {delays[7]:F1} ms, longest {delays[^1]:F1} ms.");
        Assert.InRange(delays[7], 0, 50);
    }

    [Fact]
    public async Task Queue_Idle_IsLookedAtAboutEveryTwoSeconds()
    {
        var account = azurite.NewAccount();
        await using var host = await TriggerHost.StartAsync<Arrivals>(account, _journal);
        var queue = await StorageSteps.QueueAsync(account, "arrivals");
        using var requests = new RequestCount(queue.Uri);
        await requests.UntilIdleAsync();

        var before = requests.Count;
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.InRange(requests.Count - before, 2, 3);
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
            journal.Note($"{Stopwatch.GetElapsedTime(long.Parse(sent, System.Globalization.CultureInfo.InvariantCulture)).TotalMilliseconds:F3}");
    }
}
