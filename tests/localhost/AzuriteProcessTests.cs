using System.Diagnostics;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using ServerlessRegistry.Localhost.Azurite;

namespace ServerlessRegistry.Tests.Localhost;

[Collection(nameof(StartTests))]
public sealed class AzuriteProcessTests : IDisposable
{
    private readonly StartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Azurite_StoppedAndStartedAgain_HasEveryBlobMessageAndRow()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var storage = _folder.Azurite.ConnectionString;
        await using (await AzuriteProcess.StartAsync(_folder.Azurite, cancellationToken))
        {
            await new BlobContainerClient(storage, "blobs").CreateAsync(cancellationToken: cancellationToken);
            await new BlobClient(storage, "blobs", "one").UploadAsync(BinaryData.FromString("blob"), cancellationToken);
            await new QueueClient(storage, "messages").CreateAsync(cancellationToken: cancellationToken);
            await new QueueClient(storage, "messages").SendMessageAsync("message", cancellationToken);
            await new TableClient(storage, "rows").CreateAsync(cancellationToken);
            await new TableClient(storage, "rows").AddEntityAsync(new TableEntity("partition", "row") { ["Value"] = "row" }, cancellationToken);
        }

        await using var again = await AzuriteProcess.StartAsync(_folder.Azurite, cancellationToken);

        var blob = await new BlobClient(storage, "blobs", "one").DownloadContentAsync(cancellationToken);
        var message = await new QueueClient(storage, "messages").PeekMessageAsync(cancellationToken);
        var row = await new TableClient(storage, "rows").GetEntityAsync<TableEntity>("partition", "row", cancellationToken: cancellationToken);
        Assert.Equal(("blob", "message", "row"), (blob.Value.Content.ToString(), message.Value.Body.ToString(), row.Value.GetString("Value")));
    }

    [Fact]
    public async Task Azurite_WhenTheTerminalInterrupts_AnswersUntilItsOwnerStopsIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "This test sends signals.");
        await using var azurite = await AzuriteProcess.StartAsync(_folder.Azurite, TestContext.Current.CancellationToken);

        using var kill = Process.Start("/bin/sh", ["-c", $"kill -INT {azurite.Id}; kill -QUIT {azurite.Id}; kill -HUP {azurite.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        var blobs = new BlobServiceClient(_folder.Azurite.ConnectionString);
        for (var answers = 0; answers < 20; answers++)
        {
            var properties = await blobs.GetPropertiesAsync(TestContext.Current.CancellationToken);
            Assert.Equal(200, properties.GetRawResponse().Status);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Azurite_WantedTwiceAtOnce_IsStartedOnceAndBelongsToOne()
    {
        var both = await Task.WhenAll(
            AzuriteProcess.FindOrStartAsync(_folder.Azurite, TestContext.Current.CancellationToken),
            AzuriteProcess.FindOrStartAsync(_folder.Azurite, TestContext.Current.CancellationToken));

        await using var azurite = Assert.Single(both.OfType<AzuriteProcess>());
        Assert.False(azurite.WasTakenOver);
        Assert.Equal(azurite.Id, _folder.AzuriteProcessId());
    }

    [Fact]
    public async Task Azurite_OfSomebodyElse_IsNotTakenOverBecauseOfAnOldNote()
    {
        await using var azurite = await AzuriteProcess.StartAsync(_folder.Azurite, TestContext.Current.CancellationToken);
        var note = JsonNode.Parse(await File.ReadAllTextAsync(_folder.AzuriteNote, TestContext.Current.CancellationToken))!;
        foreach (var process in new[] { "Azurite", "Owner" })
        {
            note[process]!["Started"] = note[process]!["Started"]!.GetValue<DateTime>().AddHours(-1);
        }

        await File.WriteAllTextAsync(_folder.AzuriteNote, note.ToJsonString(), TestContext.Current.CancellationToken);

        Assert.Null(await AzuriteProcess.FindOrStartAsync(_folder.Azurite, TestContext.Current.CancellationToken));
    }
}
