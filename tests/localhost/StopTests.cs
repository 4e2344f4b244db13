using System.Diagnostics;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class StopTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();
    private readonly Journal _journal = new();

    [Fact]
    public async Task Function_ThatFinishesAfterItsTokenIsCancelled_CompletesItsMessage()
    {
        await using var host = await TriggerHost.StartAsync<Finishes>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "finishes");
        await queue.SendAsync("work");
        await Eventually.Equal("begin", () => _journal.Latest);

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["begin", "asked to end", "end"], _journal.Entries);
        Assert.Equal(0, await queue.CountAsync());
    }

    [Fact]
    public async Task Function_ThatGivesUp_LeavesItsMessageVisibleEvenOnTheLastAttempt()
    {
        var settings = TriggerHost.Queues(("maxDequeueCount", "1"));
        var queue = await StorageSteps.QueueAsync(_account, "gives-up");
        for (var start = 1; start <= 3; start++)
        {
            await using var host = await TriggerHost.StartAsync<GivesUp>(_account, _journal, settings);
            if (start == 1)
            {
                await queue.SendAsync("work");
            }

            await Eventually.Equal(start, () => _journal.Count);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        var message = (await queue.ReceiveMessageAsync(cancellationToken: TestContext.Current.CancellationToken)).Value;
        Assert.Equal(StorageSteps.ToBase64("work"), message?.MessageText);
        Assert.Equal(1, await queue.CountAsync());
        Assert.Equal(0, _journal.Failures);
        Assert.False(await new QueueClient(_account, "gives-up-poison").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Messages_ReceivedWhenTheHostStops_AreVisibleAtOnce()
    {
        const int messages = 60;
        var queue = await StorageSteps.QueueAsync(_account, "gives-up");
        await Parallel.ForAsync(0, messages, TestContext.Current.CancellationToken, async (number, _) => await queue.SendAsync($"message {number}"));
        await using var host = await TriggerHost.StartAsync<GivesUp>(_account, _journal);
        await Eventually.True(() => _journal.Count > 0);

        await host.StopAsync(TestContext.Current.CancellationToken);

        var visible = 0;
        while ((await queue.ReceiveMessagesAsync(32, cancellationToken: TestContext.Current.CancellationToken)).Value is { Length: > 0 } some)
        {
            visible += some.Length;
        }

        Assert.Equal(messages, visible);
    }

    [Fact]
    public async Task Message_SentWhileTheHostStops_IsNotTaken()
    {
        await using var host = await TriggerHost.StartAsync<Stubborn>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "stubborn");
        await queue.SendAsync("first");
        await Eventually.Equal("first", () => _journal.Latest);

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        await queue.SendAsync("second");
        await Eventually.Always(() => _journal.Count == 1 && !stop.IsCompleted, TimeSpan.FromSeconds(0.5));
        _journal.Let(1);
        await stop;

        Assert.Equal(["first"], _journal.Entries);
        var left = (await queue.ReceiveMessagesAsync(32, cancellationToken: TestContext.Current.CancellationToken)).Value;
        Assert.Equal([StorageSteps.ToBase64("second")], left.Select(message => message.MessageText));
        Assert.Equal(1, left[0].DequeueCount);
    }

    [Fact]
    public async Task Function_ThatDoesNotEnd_HoldsTheStopNoLongerThanTheShutdownTimeout()
    {
        var settings = new Dictionary<string, string?> { ["LocalHost:MessageLease"] = "00:00:02" };
        await using var host = await TriggerHost.StartAsync<Stubborn>(
            _account, _journal, settings, services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1.5)));
        var queue = await StorageSteps.QueueAsync(_account, "stubborn");
        await queue.SendAsync("work");
        await Eventually.Equal("work", () => _journal.Latest);
        var clock = Stopwatch.StartNew();

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        Assert.Contains(_journal.Log, entry => entry.Message.StartsWith("Runs of 1 functions did not end", StringComparison.Ordinal));

        // Its lease is renewed no longer, so another instance may have the message soon.
        Assert.Equal(StorageSteps.ToBase64("work"), await queue.NextAsync());
        _journal.Let(1);
    }

    [Fact]
    public async Task BlobFunction_ThatGivesUp_RunsAgainAfterTheNextStartAndIsNoFailure()
    {
        var settings = TriggerHost.Blobs(("poisonBlobThreshold", "1"));
        var container = await StorageSteps.ContainerAsync(_account, "gives-up");
        for (var start = 1; start <= 2; start++)
        {
            await using var host = await TriggerHost.StartAsync<GivesUpOnBlobs>(_account, _journal, settings);
            if (start == 1)
            {
                await container.WriteAsync("blob", "work");
            }

            await Eventually.Equal(start, () => _journal.Count);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, _journal.Failures);
        Assert.False(await new QueueClient(_account, "webjobs-blobtrigger-poison").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TimerFunction_ThatGivesUp_EndsTheStopAtOnce()
    {
        await using var host = await TriggerHost.StartAsync<GivesUpOnTime>(_account, _journal);
        await Eventually.Equal(1, () => _journal.Count);
        var clock = Stopwatch.StartNew();

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(0, _journal.Failures);
    }

    public sealed class Finishes(Journal journal)
    {
        [Function("Finish")]
        public async Task RunAsync([QueueTrigger("finishes")] string text, CancellationToken cancellationToken)
        {
            journal.Note("begin");
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(asked.SetResult);
            await asked.Task;
            journal.Note("asked to end");
            await Task.Delay(200, CancellationToken.None);
            journal.Note("end");
        }
    }

    public sealed class GivesUp(Journal journal)
    {
        [Function("GiveUp")]
        public Task RunAsync([QueueTrigger("gives-up")] string text, CancellationToken cancellationToken)
        {
            journal.Note(text);
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    public sealed class Stubborn(Journal journal)
    {
        [Function("Stubborn")]
        public Task RunAsync([QueueTrigger("stubborn")] string text)
        {
            journal.Note(text);
            return journal.PassAsync();
        }
    }

    public sealed class GivesUpOnBlobs(Journal journal)
    {
        [Function("GiveUpOnBlob")]
        public Task RunAsync([BlobTrigger("gives-up/{name}")] string text, CancellationToken cancellationToken)
        {
            journal.Note(text);
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    public sealed class GivesUpOnTime(Journal journal)
    {
        [Function("GiveUpOnTime")]
        public Task RunAsync([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
        {
            journal.Note($"{timer.IsPastDue}");
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
