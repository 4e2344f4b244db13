using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Audit;

/// <summary>One instance's part of an audit log, without the rest of the registry, and the tools of somebody who tampers with it.</summary>
internal sealed class AuditWorkshop : IAsyncDisposable
{
    private readonly AuditHeads _heads;
    private readonly AuditFiles _files;
    private readonly BlobContainerClient _container;

    private AuditWorkshop(string account, AuditLimits limits, BlobClientOptions? options)
    {
        var blobs = new BlobServiceClient(account, options);
        _container = blobs.GetBlobContainerClient(StorageNames.Audit);
        Tables = new TableServiceClient(account);
        _heads = new AuditHeads(Tables, NullLogger<AuditHeads>.Instance);
        _files = new AuditFiles(blobs);
        Log = new AuditLog(
            new AuditChain(_files, _heads, limits, TimeProvider.System, NullLogger<AuditChain>.Instance), limits, TimeProvider.System, NullLogger<AuditLog>.Instance);
    }

    /// <summary>Limits with time for a machine that has much else to do.</summary>
    public static AuditLimits Patient { get; } = new() { Patience = TimeSpan.FromMinutes(2) };

    public AuditLog Log { get; }

    private TableServiceClient Tables { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AuditWorkshop> OpenAsync(string account, AuditLimits? limits = null, BlobClientOptions? options = null)
    {
        var workshop = new AuditWorkshop(account, limits ?? Patient, options);
        await workshop._container.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await workshop.Tables.CreateTableIfNotExistsAsync(StorageNames.AuditHeads, Cancellation);
        await workshop._heads.StartAsync(Cancellation);
        return workshop;
    }

    public static AuditEntry Entry(DateTimeOffset at, string caseNumber = "JH123456") => new()
    {
        At = at,
        ObjectId = "4f1c2a6e-6f0c-4b56-9a5e-6f3b7f8f1b11",
        Name = "Officer One",
        Role = "Registry.Officer",
        Action = AuditAction.Search,
        Outcome = AuditOutcome.Succeeded,
        Status = 200,
        CaseNumber = caseNumber,
    };

    public Task AppendAsync(DateTimeOffset at, string caseNumber = "JH123456") => Log.AppendAsync(Entry(at, caseNumber), Cancellation);

    public async Task<AuditFinding> VerifyAsync(DateOnly? from = null, DateOnly? to = null) =>
        await new AuditVerification(_files, _heads).VerifyAsync(from, to, Cancellation);

    /// <summary>The files of the chain's days, without the one in which it begins.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync() =>
        [.. (await _files.ListAsync(Cancellation)).Where(file => file != AuditFile.Origin).Select(file => file.Name)];

    public async Task<IReadOnlyList<string>> LinesAsync(string file)
    {
        var content = await _container.GetBlobClient(file).DownloadContentAsync(Cancellation);
        return content.Value.Content.ToString().TrimEnd('\n').Split('\n');
    }

    public async Task<IReadOnlyList<JsonNode>> EntriesAsync()
    {
        var entries = new List<JsonNode>();
        foreach (var file in await FilesAsync())
        {
            entries.AddRange((await LinesAsync(file)).Select(line => JsonNode.Parse(line)!).Where(line => (string)line["kind"]! == "entry"));
        }

        return entries;
    }

    /// <summary>Makes the file anew with other lines, which append blobs do not prevent.</summary>
    public async Task TamperAsync(string file, Func<List<string>, IEnumerable<string>> change)
    {
        var lines = change([.. await LinesAsync(file)]).ToList();
        var blob = _container.GetAppendBlobClient(file);
        await blob.DeleteAsync(cancellationToken: Cancellation);
        await blob.CreateAsync(cancellationToken: Cancellation);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        if (content.Length > 0)
        {
            await blob.AppendBlockAsync(content, cancellationToken: Cancellation);
        }
    }

    public Task DeleteAsync(string file) => _container.DeleteBlobAsync(file, cancellationToken: Cancellation);

    /// <summary>Stops as an instance does: the newest line is remembered then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _heads.StopAsync(CancellationToken.None);
        _heads.Dispose();
        Log.Dispose();
    }
}
