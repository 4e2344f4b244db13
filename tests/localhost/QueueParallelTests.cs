using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost.Queues;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class QueueParallelTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();
    private readonly Journal _journal = new();

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 1, 4)]
    [InlineData(16, 8, 24)]
    public async Task Messages_ManyAtOnce_RunAsManyInParallelAsBatchAndThresholdAllow(int batchSize, int threshold, int expected)
    {
        var messages = (2 * batchSize) + 5;
        var queue = await StorageSteps.QueueAsync(_account, "gated");
        for (var number = 0; number < messages; number++)
        {
            await queue.SendAsync($"message {number}");
        }

        await using var host = await TriggerHost.StartAsync<Gated>(
            _account, _journal, TriggerHost.Queues(("batchSize", $"{batchSize}"), ("newBatchThreshold", $"{threshold}")));

        // Batch by batch: the second one is fetched when no more than the threshold's worth of the first still runs.
        await Eventually.Equal(batchSize, () => _journal.Count);
        await Eventually.Always(() => _journal.Count == batchSize, TimeSpan.FromMilliseconds(300));
        _journal.Let(batchSize - threshold);
        await Eventually.Equal(2 * batchSize, () => _journal.Count);
        await Eventually.Always(() => _journal.Count == 2 * batchSize, TimeSpan.FromMilliseconds(300));
        Assert.Equal(expected, _journal.Running);
        _journal.Let(messages);

        await Eventually.Equal(0, queue.CountAsync);
        Assert.Equal(messages, _journal.Entries.Distinct().Count());
        Assert.Equal(messages, _journal.Count);
        Assert.Equal(expected, _journal.MostRunning);
    }

    [Fact]
    public async Task Instances_ThreeOnOneQueue_RunEachOf300MessagesOnceAndNeverTwice()
    {
        const int messages = 300;
        var settings = TriggerHost.Queues(("batchSize", "8"));
        await using var first = await TriggerHost.StartAsync<Slow>(_account, _journal, settings);
        await using var second = await TriggerHost.StartAsync<Slow>(_account, _journal, settings);
        await using var third = await TriggerHost.StartAsync<Slow>(_account, _journal, settings);
        var queue = await StorageSteps.QueueAsync(_account, "slow");

        await Parallel.ForAsync(0, messages, TestContext.Current.CancellationToken, async (number, _) => await queue.SendAsync($"message {number}"));

        await Eventually.True(() => _journal.Count >= messages);
        await Eventually.Equal(0, queue.CountAsync);
        Assert.Equal(messages, _journal.Entries.Distinct().Count());
        Assert.Equal(messages, _journal.Count);
    }

    [Fact]
    public async Task Message_WhoseFunctionOutlivesItsLease_StaysLeasedAndRunsOnce()
    {
        var settings = new Dictionary<string, string?> { ["LocalHost:MessageLease"] = "00:00:04" };
        await using var first = await TriggerHost.StartAsync<Lengthy>(_account, _journal, settings);
        await using var second = await TriggerHost.StartAsync<Lengthy>(_account, _journal, settings);
        var queue = await StorageSteps.QueueAsync(_account, "long");

        await queue.SendAsync("takes a while");

        await Eventually.Equal("end", () => _journal.Latest);
        await Eventually.Equal(0, queue.CountAsync);
        Assert.Equal(["begin", "end"], _journal.Entries);
    }

    [Fact]
    public async Task Message_TakenAwayWhileItsFunctionRuns_IsLoggedAndTheHostGoesOn()
    {
        await using var host = await TriggerHost.StartAsync<Gated>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "gated");
        await queue.SendAsync("first");
        await Eventually.Equal(1, () => _journal.Running);

        await queue.ClearMessagesAsync(TestContext.Current.CancellationToken);
        await queue.SendAsync("second");
        _journal.Let(2);

        await Eventually.Equal("second", () => _journal.Latest);
        await Eventually.True(() => _journal.Log.Any(entry => entry.Message.Contains("was lost", StringComparison.Ordinal)));
        await Eventually.Equal(0, queue.CountAsync);
    }

    [Fact]
    public async Task Lease_OfAMessageThatAnotherHasReceivedMeanwhile_DeletesNothing()
    {
        var queue = await StorageSteps.QueueAsync(_account, "stolen");
        await queue.SendAsync("mine");
        var message = (await queue.ReceiveMessageAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)).Value;
        await using var lease = new MessageLease(queue, message, TimeSpan.FromMinutes(1), new JournalLogger(_journal), TestContext.Current.CancellationToken);
        await Eventually.True(async () =>
            (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Value is not null);

        await lease.DeleteAsync(TestContext.Current.CancellationToken);

        Assert.False(await lease.IsHeldAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await queue.CountAsync());
        Assert.Contains(_journal.Log, entry => entry.Message.Contains("was lost", StringComparison.Ordinal));
    }

    public sealed class Gated(Journal journal)
    {
        [Function("Gated")]
        public async Task RunAsync([QueueTrigger("gated")] string text, CancellationToken cancellationToken)
        {
            using var run = journal.Run(text);
            await journal.PassAsync(cancellationToken);
        }
    }

    public sealed class Slow(Journal journal)
    {
        [Function("Slow")]
        public async Task RunAsync([QueueTrigger("slow")] string text, CancellationToken cancellationToken)
        {
            journal.Note(text);
            await Task.Delay(50, cancellationToken);
        }
    }

    public sealed class Lengthy(Journal journal)
    {
        [Function("Lengthy")]
        public async Task RunAsync([QueueTrigger("long")] string text, CancellationToken cancellationToken)
        {
            journal.Note("begin");
            await Task.Delay(TimeSpan.FromSeconds(5.5), cancellationToken);
            journal.Note("end");
        }
    }
}
