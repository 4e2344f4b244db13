using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;

namespace ServerlessRegistry.Tests.Operations;

public sealed class CopyStorageTests(AzuriteFixture azurite)
{
    private readonly string _source = azurite.NewAccount();
    private readonly string _target = azurite.NewAccount();

    [Fact]
    public async Task Copy_EmptyTarget_HoldsTheSameRowsBlobsAndLogs()
    {
        var row = new TableEntity("7K3M9QX2TB", "registration")
        {
            ["Text"] = "a",
            ["Number"] = 3_000_000_000L,
            ["Time"] = new DateTimeOffset(2026, 11, 20, 22, 15, 0, TimeSpan.Zero),
            ["Sealed"] = new byte[] { 1, 2, 3 },
            ["Flag"] = true,
            ["Degrees"] = 41.5,
        };
        await AddRowsAsync([row, .. Enumerable.Range(0, 150).Select(number => new TableEntity("7K3M9QX2TC", $"camera-{number:000}"))]);
        await WriteBlobsAsync("placards", "azure-webjobs-hosts", "packages");
        await AppendAsync(_source, "line 1\n");
        await new QueueClient(_source, "mail-requests").CreateAsync(cancellationToken: Stop);
        await new QueueClient(_source, "mail-requests").SendMessageAsync("bWFpbA==", Stop);

        var (exitCode, output, errors) = await CopyAsync("--queues");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Table Registrations: 151 rows.", output, StringComparison.Ordinal);
        Assert.EndsWith("The copy is complete.", output.Trim(), StringComparison.Ordinal);
        var copied = (await new TableClient(_target, "Registrations").GetEntityAsync<TableEntity>("7K3M9QX2TB", "registration", cancellationToken: Stop)).Value;
        Assert.All(row.Keys.Except(["PartitionKey", "RowKey"]), name => Assert.Equal(row[name], copied[name]));
        var placard = (await new BlobClient(_target, "placards", "a/1.pdf").DownloadContentAsync(Stop)).Value;
        Assert.Equal("content", placard.Content.ToString());
        Assert.Equal(("application/pdf", "yes"), (placard.Details.ContentType, placard.Details.Metadata["kept"]));
        Assert.False(await new BlobContainerClient(_target, "azure-webjobs-hosts").ExistsAsync(Stop));
        Assert.False(await new BlobContainerClient(_target, "packages").ExistsAsync(Stop));
        var message = Assert.Single((await new QueueClient(_target, "mail-requests").PeekMessagesAsync(32, Stop)).Value);
        Assert.Equal("bWFpbA==", message.Body.ToString());

        // The log can be continued, as the registry does.
        await AppendAsync(_target, "line 2\n");
        Assert.Equal("line 1\nline 2\n", (await new BlobClient(_target, "audit", "2026-11-20.jsonl").DownloadContentAsync(Stop)).Value.Content.ToString());
    }

    [Fact]
    public async Task Copy_TargetThatHoldsSomething_IsRefusedUnlessItIsToGoOn()
    {
        await AddRowsAsync(new TableEntity("7K3M9QX2TB", "registration"), new TableEntity("7K3M9QX2TB", "camera-01"));
        await AppendAsync(_source, "line 1\n");
        Assert.Equal(0, (await CopyAsync("")).ExitCode);
        await AppendAsync(_source, "line 2\n");
        await AddRowsAsync(new TableEntity("7K3M9QX2TC", "registration"));

        var refused = await CopyAsync("");
        var resumed = await CopyAsync("--resume");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("The target is not empty: Registrations", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("Table Registrations: 3 rows.", resumed.Output, StringComparison.Ordinal);
        Assert.Equal("line 1\nline 2\n", (await new BlobClient(_target, "audit", "2026-11-20.jsonl").DownloadContentAsync(Stop)).Value.Content.ToString());
    }

    [Fact]
    public async Task Copy_TargetThatHoldsMore_IsFoundAtTheEnd()
    {
        await AddRowsAsync(new TableEntity("7K3M9QX2TB", "registration"));
        var target = new TableClient(_target, "Registrations");
        await target.CreateAsync(Stop);
        await target.AddEntityAsync(new TableEntity("7K3M9QX2TZ", "registration"), Stop);

        var (exitCode, output, _) = await CopyAsync("--resume");

        Assert.Equal(1, exitCode);
        Assert.Contains("Table Registrations: 1 rows were copied, and the target has 2.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_OntoItself_IsRefused()
    {
        var (exitCode, _, errors) = await Commands.RunAsync("copy-storage --from Source --to Source", new Dictionary<string, string?> { ["Source"] = _source });

        Assert.Equal(1, exitCode);
        Assert.Contains("the same storage account", errors, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<(int ExitCode, string Output, string Errors)> CopyAsync(string options) => Commands.RunAsync(
        $"copy-storage --from Source --to Backup__Target {options}".Trim(),
        new Dictionary<string, string?> { ["Source"] = _source, ["Backup:Target"] = _target });

    private async Task AddRowsAsync(params TableEntity[] rows)
    {
        var table = new TableClient(_source, "Registrations");
        await table.CreateIfNotExistsAsync(Stop);
        foreach (var batch in rows.GroupBy(row => row.PartitionKey).SelectMany(partition => partition.Chunk(100)))
        {
            await table.SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), Stop);
        }
    }

    private async Task WriteBlobsAsync(params string[] containers)
    {
        foreach (var name in containers)
        {
            var container = new BlobContainerClient(_source, name);
            await container.CreateAsync(cancellationToken: Stop);
            await container.GetBlobClient("a/1.pdf").UploadAsync(
                BinaryData.FromString("content"),
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/pdf" },
                    Metadata = new Dictionary<string, string> { ["kept"] = "yes" },
                },
                Stop);
        }
    }

    private static async Task AppendAsync(string account, string line)
    {
        var container = new BlobContainerClient(account, "audit");
        await container.CreateIfNotExistsAsync(cancellationToken: Stop);
        var log = container.GetAppendBlobClient("2026-11-20.jsonl");
        await log.CreateIfNotExistsAsync(cancellationToken: Stop);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(line));
        await log.AppendBlockAsync(content, cancellationToken: Stop);
    }
}
