using System.Diagnostics;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class QueueTriggerTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();
    private readonly Journal _journal = new();

    [Theory]
    [InlineData("""{"name":"Ana","age":41}""")]
    [InlineData("""{"Name":"Ana","AGE":41,"more":[]}""")]
    public async Task Json_ForARecord_MatchesNamesWhateverTheirCase(string message)
    {
        await using var host = await TriggerHost.StartAsync<Records>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "people");

        await queue.SendAsync(message);

        await Eventually.Equal("Ana is 41", () => _journal.First);
        await Eventually.Equal(0, queue.CountAsync);
        Assert.Contains(_journal.Log, entry => entry.Level == LogLevel.Information && entry.Message.StartsWith("Executed 'Person' (Succeeded, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_LongerThanTheFunctionTimeout_IsCancelledAndHasFailed()
    {
        var settings = TriggerHost.Queues(("maxDequeueCount", "1"));
        settings["AzureFunctionsJobHost:functionTimeout"] = "00:00:00.1";
        await using var host = await TriggerHost.StartAsync<Endless>(_account, _journal, settings);
        var queue = await StorageSteps.QueueAsync(_account, "endless");
        var message = StorageSteps.ToBase64("wait");

        await queue.SendRawAsync(message);

        Assert.Equal(message, await new QueueClient(_account, "endless-poison").NextAsync());
        Assert.Contains(_journal.Log, entry => entry.Message.StartsWith("Executed 'Endless' (Failed, it took longer than functionTimeout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plain text, not base64")]
    [InlineData("""{"name":"Ana"}""")]
    public async Task Message_NotBase64_GoesToPoisonAsItIsAndNeverRuns(string message)
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "texts");

        await queue.SendRawAsync(message);

        Assert.Equal(message, await new QueueClient(_account, "texts-poison").NextAsync());
        await Eventually.Equal(0, queue.CountAsync);
        Assert.Empty(_journal.Entries);
    }

    [Fact]
    public async Task Base64_NotJsonForTheRecord_FailsEachAttemptAndEndsInPoisonUnchanged()
    {
        await using var host = await TriggerHost.StartAsync<Records>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "people");
        var message = StorageSteps.ToBase64("Ana of 12 Oak Street");

        await queue.SendRawAsync(message);

        Assert.Equal(message, await new QueueClient(_account, "people-poison").NextAsync());
        Assert.Empty(_journal.Entries);
        var failures = _journal.Log.Where(entry => entry.Level == LogLevel.Error).ToList();
        Assert.Equal(5, failures.Count);
        Assert.All(failures, failure => Assert.StartsWith("Executed 'Person' (Failed, ", failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(_journal.Log, entry => $"{entry.Message}{entry.Exception}".Contains("Oak", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  two words ")]
    [InlineData("ünïcode ✓")]
    public async Task Text_ForAString_IsGivenAsItIs(string text)
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "texts");

        await queue.SendAsync(text);

        await Eventually.Equal($"[{text}]", () => _journal.First);
    }

    [Fact]
    public async Task MessageEncodingNone_TakesTheTextAsItStands()
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal, TriggerHost.Queues(("messageEncoding", "none")));
        var queue = await StorageSteps.QueueAsync(_account, "texts");

        await queue.SendRawAsync("not <base64> at all");

        await Eventually.Equal("[not <base64> at all]", () => _journal.First);
    }

    [Fact]
    public async Task Function_ThatAlwaysThrows_RunsFiveTimesThenItsMessageIsInPoisonUnchanged()
    {
        await using var host = await TriggerHost.StartAsync<Failures>(_account, _journal);
        var queue = await StorageSteps.QueueAsync(_account, "failures");
        var message = StorageSteps.ToBase64("work");

        await queue.SendRawAsync(message);

        Assert.Equal(message, await new QueueClient(_account, "failures-poison").NextAsync());
        await Eventually.Equal(0, queue.CountAsync);
        Assert.Equal(5, _journal.Count);
        Assert.Contains(_journal.Log, entry => entry.Level == LogLevel.Error && entry.Exception is InvalidOperationException
            && entry.Message.StartsWith("Executed 'Fail' (Failed, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Function_ThatThrowsOnce_RunsAgainAfterTheVisibilityTimeout()
    {
        await using var host = await TriggerHost.StartAsync<FailsOnce>(_account, _journal, TriggerHost.Queues(("visibilityTimeout", "00:00:01")));
        var queue = await StorageSteps.QueueAsync(_account, "fails-once");
        var clock = Stopwatch.StartNew();

        await queue.SendAsync("work");
        await Eventually.Equal(2, () => _journal.Count);

        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(0.9), $"{clock.Elapsed}");
        await Eventually.Equal(0, queue.CountAsync);
        Assert.False(await new QueueClient(_account, "fails-once-poison").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Message_ReceivedMoreOftenThanTheMaximum_GoesToPoisonWithoutARun()
    {
        var queue = await StorageSteps.QueueAsync(_account, "texts");
        await queue.SendAsync("kills its process");
        for (var crash = 0; crash < 2; crash++)
        {
            var message = (await queue.ReceiveMessageAsync(cancellationToken: TestContext.Current.CancellationToken)).Value;
            await queue.UpdateMessageAsync(
                message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken);
        }

        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal, TriggerHost.Queues(("maxDequeueCount", "2")));

        Assert.Equal(StorageSteps.ToBase64("kills its process"), await new QueueClient(_account, "texts-poison").NextAsync());
        Assert.Empty(_journal.Entries);
    }

    [Fact]
    public async Task Message_OfAProcessThatDied_RunsWhenItsLeaseEnds()
    {
        var queue = await StorageSteps.QueueAsync(_account, "texts");
        await queue.SendAsync("left behind");
        await queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);

        await Eventually.Equal("[left behind]", () => _journal.First);
        await Eventually.Equal(0, queue.CountAsync);
    }

    [Fact]
    public async Task PoisonQueue_WithAFunctionOfItsOwn_RunsIt()
    {
        await using var host = await TriggerHost.StartAsync<PoisonReader>(_account, _journal, TriggerHost.Queues(("maxDequeueCount", "1")));
        var queue = await StorageSteps.QueueAsync(_account, "orders");

        await queue.SendAsync("order 7");

        await Eventually.Equal("given up: order 7", () => _journal.Latest);
    }

    [Fact]
    public async Task PoisonQueue_WhoseFunctionThrows_KeepsTheMessage()
    {
        await using var host = await TriggerHost.StartAsync<PoisonFailures>(_account, _journal, TriggerHost.Queues(("maxDequeueCount", "1")));
        var queue = await StorageSteps.QueueAsync(_account, "orders-poison");

        await queue.SendAsync("order 7");

        await Eventually.Equal(1, () => _journal.Failures);
        Assert.Equal(1, await queue.CountAsync());
        Assert.False(await new QueueClient(_account, "orders-poison-poison").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Queue_NamedBySettings_IsReadInTheAccountOfItsConnection()
    {
        var other = azurite.NewAccount();
        await using var host = await TriggerHost.StartAsync<Elsewhere>(
            _account, _journal, new() { ["Orders:Queue"] = "Orders-2026", ["OrderStorage"] = other });

        await Eventually.True(async () => await new QueueClient(other, "orders-2026").ExistsAsync(TestContext.Current.CancellationToken));
        await new QueueClient(other, "orders-2026").SendAsync("order 7");

        await Eventually.Equal("order 7", () => _journal.First);
    }

    [Fact]
    public async Task Queue_DeletedWhileTheHostRuns_IsMadeAgain()
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var queue = new QueueClient(_account, "texts");
        await Eventually.True(async () => await queue.ExistsAsync(TestContext.Current.CancellationToken));

        await queue.DeleteAsync(TestContext.Current.CancellationToken);

        await Eventually.True(async () => await queue.ExistsAsync(TestContext.Current.CancellationToken));
        await queue.SendAsync("after");
        await Eventually.Equal("[after]", () => _journal.First);
    }

    public sealed record Person(string Name, int Age);

    public sealed class Records(Journal journal)
    {
        [Function("Person")]
        public void Run([QueueTrigger("people")] Person person) => journal.Note($"{person.Name} is {person.Age}");
    }

    public sealed class Texts(Journal journal)
    {
        [Function("Text")]
        public void Run([QueueTrigger("texts")] string text) => journal.Note($"[{text}]");
    }

    public sealed class Failures(Journal journal)
    {
        [Function("Fail")]
        public Task RunAsync([QueueTrigger("failures")] string text)
        {
            journal.Note(text);
            throw new InvalidOperationException("It never works.");
        }
    }

    public sealed class FailsOnce(Journal journal)
    {
        [Function("FailOnce")]
        public void Run([QueueTrigger("fails-once")] string text)
        {
            journal.Note(text);
            if (journal.Count == 1)
            {
                throw new InvalidOperationException("It works the second time.");
            }
        }
    }

    public sealed class PoisonReader(Journal journal)
    {
        [Function("Order")]
        public void Order([QueueTrigger("orders")] string text) => throw new InvalidOperationException($"No {text}.");

        [Function("GivenUp")]
        public void GiveUp([QueueTrigger("orders-poison")] string text) => journal.Note($"given up: {text}");
    }

    public sealed class PoisonFailures
    {
        [Function("GivenUp")]
        public void GiveUp([QueueTrigger("orders-poison")] string text) => throw new InvalidOperationException($"No {text}.");
    }

    public sealed class Elsewhere(Journal journal)
    {
        [Function("Order")]
        public ValueTask RunAsync([QueueTrigger("%Orders:Queue%", Connection = "OrderStorage")] string text)
        {
            journal.Note(text);
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Endless
    {
        [Function("Endless")]
        public Task RunAsync([QueueTrigger("endless")] string message, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
