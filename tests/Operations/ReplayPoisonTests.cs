using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Operations;

public sealed class ReplayPoisonTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    [Theory]
    [InlineData("geocode-requests-poison", "geocode-requests", """{"registrationId":"7K3M9QX2TB"}""")]
    [InlineData("mail-requests-poison", "mail-requests", """{"registrationId":"7K3M9QX2TB","kind":"confirmation","attempt":0}""")]
    public async Task Replay_MessageOfOurs_IsBackInItsQueueAsItWas(string poison, string queue, string message)
    {
        await SendAsync(poison, message);

        var (exitCode, output, _) = await Commands.RunAsync($"replay {poison}", Commands.Of(_account));

        Assert.Equal(0, exitCode);
        Assert.Contains($"Registration 7K3M9QX2TB: back to {queue}.", output, StringComparison.Ordinal);
        Assert.Contains("1 put back, 0 left", output, StringComparison.Ordinal);
        Assert.Equal([Base64(message)], await PeekAsync(queue));
        Assert.Empty(await PeekAsync(poison));
    }

    [Fact]
    public async Task Replay_MessageOfSomebodyElse_StaysAndIsNotShown()
    {
        await SendAsync("mail-requests-poison", "Ana Ruiz, 1060 W Addison St", isBase64: false);
        await SendAsync("mail-requests-poison", """{"registrationId":"7K3M9QX2TB","kind":"confirmation","attempt":0}""");

        var (exitCode, output, _) = await Commands.RunAsync("replay mail-requests-poison", Commands.Of(_account));

        Assert.Equal(1, exitCode);
        Assert.Contains("1 put back, 1 left", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", output, StringComparison.Ordinal);
        Assert.Equal(["Ana Ruiz, 1060 W Addison St"], await PeekAsync("mail-requests-poison"));
    }

    [Fact]
    public async Task Replay_WithMax_LeavesTheRestForLater()
    {
        foreach (var id in new[] { "7K3M9QX2TB", "7K3M9QX2TC", "7K3M9QX2TD" })
        {
            await SendAsync("geocode-requests-poison", $$"""{"registrationId":"{{id}}"}""");
        }

        var (exitCode, output, _) = await Commands.RunAsync("replay geocode-requests-poison --max 2", Commands.Of(_account));

        Assert.Equal(0, exitCode);
        Assert.Contains("2 put back, 0 left", output, StringComparison.Ordinal);
        Assert.Equal(2, (await PeekAsync("geocode-requests")).Count);
        Assert.Single(await PeekAsync("geocode-requests-poison"));
    }

    [Fact]
    public async Task Replay_FailedPlacard_WritesItsRequestAnew()
    {
        var container = new BlobContainerClient(_account, StorageNames.PlacardRequests);
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        await SendAsync(
            "webjobs-blobtrigger-poison",
            """{"Type":"BlobTrigger","FunctionId":"Host.Functions.RenderPlacard","BlobType":"BlockBlob","ContainerName":"placard-requests","BlobName":"7K3M9QX2TB.json","ETag":"\"0x1\""}""");

        var (exitCode, output, _) = await Commands.RunAsync("replay webjobs-blobtrigger-poison", Commands.Of(_account));

        Assert.Equal(0, exitCode);
        Assert.Contains("Registration 7K3M9QX2TB: back to placard-requests.", output, StringComparison.Ordinal);
        var request = await container.GetBlobClient("7K3M9QX2TB.json").DownloadContentAsync(TestContext.Current.CancellationToken);
        Assert.Contains("7K3M9QX2TB", request.Value.Content.ToString(), StringComparison.Ordinal);
        Assert.Empty(await PeekAsync("webjobs-blobtrigger-poison"));
    }

    [Fact]
    public async Task Replay_QueueThatNothingEverFailedInto_IsWell()
    {
        var (exitCode, output, _) = await Commands.RunAsync("replay geocode-requests-poison", Commands.Of(_account));

        Assert.Equal(0, exitCode);
        Assert.Contains("does not exist", output, StringComparison.Ordinal);
    }

    private async Task SendAsync(string queue, string message, bool isBase64 = true)
    {
        var client = new QueueClient(_account, queue);
        await client.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await client.SendMessageAsync(isBase64 ? Base64(message) : message, TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<string>> PeekAsync(string queue)
    {
        PeekedMessage[] messages = await new QueueClient(_account, queue).PeekMessagesAsync(32, TestContext.Current.CancellationToken);
        return [.. messages.Select(message => message.Body.ToString())];
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
