using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class BlobTriggerTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();
    private readonly Journal _journal = new();

    [Fact]
    public async Task Blob_NewAndOverwritten_RunsOnceForEachVersion()
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var container = await StorageSteps.ContainerAsync(_account, "texts");

        await container.WriteAsync("note.txt", "first");
        await Eventually.Equal("note: first", () => _journal.Latest);
        await container.WriteAsync("note.txt", "second");
        await Eventually.Equal("note: second", () => _journal.Latest);
        await container.WriteAsync("other.txt", "");
        await Eventually.Equal("other: ", () => _journal.Latest);

        Assert.Equal(3, _journal.Count);
    }

    [Fact]
    public async Task Blob_WrittenByAnotherProcess_IsFoundByListing()
    {
        // Blobs from before the start, so that nothing tells of them.
        var container = await StorageSteps.ContainerAsync(_account, "texts");
        await container.WriteAsync("a.txt", "1");
        await container.WriteAsync("b.txt", "2");

        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);

        await Eventually.Equal(2, () => _journal.Count);
        Assert.Equal(["a: 1", "b: 2"], _journal.Entries.Order());
    }

    [Fact]
    public async Task Container_Missing_IsMadeAndMadeAgain()
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var container = new BlobContainerClient(_account, "texts");

        await Eventually.True(async () => await container.ExistsAsync(TestContext.Current.CancellationToken));
        await container.DeleteAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.True(async () => await container.ExistsAsync(TestContext.Current.CancellationToken));

        await container.WriteAsync("note.txt", "after");
        await Eventually.Equal("note: after", () => _journal.Latest);
    }

    [Fact]
    public async Task Content_BindsToARecordAndToAStream()
    {
        await using var host = await TriggerHost.StartAsync<Kinds>(_account, _journal);
        var container = await StorageSteps.ContainerAsync(_account, "kinds");

        await container.WriteAsync("record/ana.json", """{"NAME":"Ana"}""");
        await container.WriteAsync("stream/ana.bin", "four");

        await Eventually.Equal(2, () => _journal.Count);
        Assert.Equal(["ana is Ana", "ana.bin has 4 bytes"], _journal.Entries.Order());
    }

    [Fact]
    public async Task Blob_ThatIsNotJsonForTheRecord_FailsWithoutItsContentInTheLog()
    {
        await using var host = await TriggerHost.StartAsync<Kinds>(_account, _journal, TriggerHost.Blobs(("poisonBlobThreshold", "1")));
        var container = await StorageSteps.ContainerAsync(_account, "kinds");

        await container.WriteAsync("record/oak-street.json", "Ana of 12 Oak Street");

        await new QueueClient(_account, "webjobs-blobtrigger-poison").NextAsync();
        Assert.Equal(1, _journal.Failures);
        Assert.DoesNotContain(_journal.Log, entry => $"{entry.Message}{entry.Exception}".Contains("oak", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Function_ThatAlwaysThrows_RunsFiveTimesThenThePoisonQueueNamesTheVersion()
    {
        await using var host = await TriggerHost.StartAsync<Failures>(_account, _journal);
        var container = await StorageSteps.ContainerAsync(_account, "failures");

        await container.WriteAsync("in/a b.txt", "x");

        var message = Convert.FromBase64String(await new QueueClient(_account, "webjobs-blobtrigger-poison").NextAsync());
        BlobProperties properties = await container.GetBlobClient("in/a b.txt").GetPropertiesAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            JsonSerializer.Serialize(new
            {
                Type = "BlobTrigger",
                FunctionId = "Host.Functions.FailOnBlob",
                BlobType = "BlockBlob",
                ContainerName = "failures",
                BlobName = "in/a b.txt",
                ETag = properties.ETag.ToString().Trim('"'),
            }),
            System.Text.Encoding.UTF8.GetString(message));
        Assert.Equal(5, _journal.Count);
        Assert.Equal(5, _journal.Failures);
    }

    [Fact]
    public async Task Blob_DeletedBeforeItsTurn_IsNeitherRunNorAFailure()
    {
        await using var host = await TriggerHost.StartAsync<Gated>(_account, _journal, TriggerHost.Blobs(("maxDegreeOfParallelism", "1")));
        var container = await StorageSteps.ContainerAsync(_account, "gated");
        await container.WriteAsync("first", "1");
        await Eventually.Equal(1, () => _journal.Running);

        await container.WriteAsync("second", "2");
        await container.DeleteBlobAsync("second", cancellationToken: TestContext.Current.CancellationToken);
        await container.WriteAsync("third", "3");
        _journal.Let(2);

        await Eventually.Equal(2, () => _journal.Count);
        Assert.Equal(["first: 1", "third: 3"], _journal.Entries);
        Assert.Equal(0, _journal.Failures);
        Assert.Equal(1, _journal.MostRunning);
        Assert.False(await new QueueClient(_account, "webjobs-blobtrigger-poison").ExistsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Blob_OverwrittenBeforeItsTurn_RunsOnlyForTheNewVersion()
    {
        await using var host = await TriggerHost.StartAsync<Gated>(_account, _journal, TriggerHost.Blobs(("maxDegreeOfParallelism", "1")));
        var container = await StorageSteps.ContainerAsync(_account, "gated");
        await container.WriteAsync("first", "1");
        await Eventually.Equal(1, () => _journal.Running);

        await container.WriteAsync("second", "old");
        await container.WriteAsync("second", "new");
        await container.WriteAsync("third", "3");
        _journal.Let(4);

        await Eventually.Equal(3, () => _journal.Count);
        Assert.Equal(["first: 1", "second: new", "third: 3"], _journal.Entries);
        Assert.Equal(0, _journal.Failures);
    }

    [Fact]
    public async Task Blob_OverwrittenWhileItsFunctionRuns_RunsAgainForTheNewVersion()
    {
        await using var host = await TriggerHost.StartAsync<Gated>(_account, _journal);
        var container = await StorageSteps.ContainerAsync(_account, "gated");
        await container.WriteAsync("note", "1");
        await Eventually.Equal(1, () => _journal.Running);

        await container.WriteAsync("note", "2");
        _journal.Let(2);

        await Eventually.Equal(2, () => _journal.Count);
        Assert.Equal(["note: 1", "note: 2"], _journal.Entries);
    }

    [Fact]
    public async Task Blob_DeletedAndWrittenAgain_RunsAgain()
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var container = await StorageSteps.ContainerAsync(_account, "texts");
        await container.WriteAsync("note.txt", "same");
        await Eventually.Equal(1, () => _journal.Count);

        await container.DeleteBlobAsync("note.txt", cancellationToken: TestContext.Current.CancellationToken);
        await container.WriteAsync("note.txt", "same");

        await Eventually.Equal(2, () => _journal.Count);
    }

    [Fact]
    public async Task AppendBlob_RunsForWhatIsAppended()
    {
        await using var host = await TriggerHost.StartAsync<Texts>(_account, _journal);
        var log = (await StorageSteps.ContainerAsync(_account, "texts")).GetAppendBlobClient("log.txt");
        await log.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.Equal("log: ", () => _journal.Latest);

        await log.AppendBlockAsync(new MemoryStream("one line"u8.ToArray()), cancellationToken: TestContext.Current.CancellationToken);

        await Eventually.Equal("log: one line", () => _journal.Latest);
    }

    public sealed record Person(string Name);

    public sealed class Texts(Journal journal)
    {
        [Function("Text")]
        public void Run([BlobTrigger("texts/{name}.txt")] string text, string name) => journal.Note($"{name}: {text}");
    }

    public sealed class Kinds(Journal journal)
    {
        [Function("Record")]
        public void Read([BlobTrigger("kinds/record/{name}.json")] Person person, string name) => journal.Note($"{name} is {person.Name}");

        [Function("Stream")]
        public async Task MeasureAsync([BlobTrigger("kinds/stream/{Name}")] Stream stream, string name, CancellationToken cancellationToken)
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellationToken);
            journal.Note($"{name} has {copy.Length} bytes");
        }
    }

    public sealed class Failures(Journal journal)
    {
        [Function("FailOnBlob")]
        public void Run([BlobTrigger("failures/in/{name}")] string text, string name)
        {
            journal.Note(name);
            throw new InvalidOperationException($"It never works with {text}.");
        }
    }

    public sealed class Gated(Journal journal)
    {
        [Function("GatedBlob")]
        public async Task RunAsync([BlobTrigger("gated/{name}")] string text, string name, CancellationToken cancellationToken)
        {
            using var run = journal.Run($"{name}: {text}");
            await journal.PassAsync(cancellationToken);
        }
    }
}
