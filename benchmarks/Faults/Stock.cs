using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Everything that a registry has stored, read once.</summary>
internal sealed record Stock
{
    private static readonly DateTimeOffset Beginning = DateTimeOffset.UnixEpoch;

    /// <summary>The registrations that are not erased, by id.</summary>
    public required IReadOnlyDictionary<string, Registration> Registrations { get; init; }

    /// <summary>The rows of the table <c>Registrations</c>, by registration.</summary>
    public required ILookup<string, TableEntity> Rows { get; init; }

    /// <summary>The cameras on the map, by registration.</summary>
    public required ILookup<string, MapRow> Cameras { get; init; }

    /// <summary>The codes of placards, by registration.</summary>
    public required ILookup<string, string> Codes { get; init; }

    /// <summary>The registrations on the list of those that wait for a coordinator.</summary>
    public required IReadOnlySet<string> Reviews { get; init; }

    /// <summary>The rows of the table <c>Disclosures</c>, by registration.</summary>
    public required ILookup<string, TableEntity> Disclosures { get; init; }

    /// <summary>The registrations that claim an owner and an address.</summary>
    public required IReadOnlyList<string> Claims { get; init; }

    /// <summary>The names of the drawn placards.</summary>
    public required IReadOnlySet<string> Placards { get; init; }

    /// <summary>How many messages each queue holds, by its name.</summary>
    public required IReadOnlyDictionary<string, int> Queues { get; init; }

    /// <summary>The requests for placards that are left.</summary>
    public required IReadOnlyList<string> PlacardRequests { get; init; }

    /// <summary>The entries of the audit log.</summary>
    public required IReadOnlyList<RecordedEntry> Entries { get; init; }

    /// <summary>Whether the chain of the audit log holds, and where not.</summary>
    public required AuditFinding Chain { get; init; }

    /// <summary>Reads it all.</summary>
    public static async Task<Stock> TakeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var tables = services.GetRequiredService<TableServiceClient>();
        Task<List<TableEntity>> ReadAsync(string table) => ReadAsAsync<TableEntity>(table);
        Task<List<TRow>> ReadAsAsync<TRow>(string table)
            where TRow : class, ITableEntity =>
            tables.GetTableClient(table).QueryAsync<TRow>(cancellationToken: cancellationToken).ToListAsync(cancellationToken).AsTask();

        var rows = (await ReadAsync(StorageNames.Registrations)).ToLookup(row => row.PartitionKey);
        var blobs = services.GetRequiredService<BlobServiceClient>();
        return new Stock
        {
            Rows = rows,
            Registrations = rows
                .Select(group => services.GetRequiredService<RegistrationRows>().Read([.. group]))
                .OfType<Registration>()
                .ToDictionary(registration => registration.Id.Value),
            Cameras = (await ReadAsAsync<MapRow>(StorageNames.CameraMap)).ToLookup(row => row.RegistrationId),
            Codes = (await ReadAsync(StorageNames.PlacardCodes)).ToLookup(row => row.GetString("RegistrationId"), row => row.PartitionKey),
            Reviews = (await ReadAsync(StorageNames.Reviews)).Select(row => row.GetString("RegistrationId")).ToHashSet(),
            Disclosures = (await ReadAsync(StorageNames.Disclosures)).ToLookup(row => row.PartitionKey),
            Claims = [.. (await ReadAsync(StorageNames.OwnerIndex)).Select(row => row.GetString("RegistrationId"))],
            Placards = await NamesAsync(blobs, StorageNames.Placards, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken),
            PlacardRequests = await NamesAsync(blobs, StorageNames.PlacardRequests, cancellationToken).ToListAsync(cancellationToken),
            Queues = await CountAsync(services.GetRequiredService<QueueServiceClient>(), cancellationToken),
            Entries = await services.GetRequiredService<AuditReader>()
                .AllAsync(new AuditQuery(Beginning, null, null, null, int.MaxValue, null), cancellationToken)
                .ToListAsync(cancellationToken),
            Chain = await services.GetRequiredService<AuditVerification>().VerifyAsync(null, null, cancellationToken),
        };
    }

    private static IAsyncEnumerable<string> NamesAsync(BlobServiceClient blobs, string container, CancellationToken cancellationToken) =>
        blobs.GetBlobContainerClient(container).GetBlobsAsync(cancellationToken: cancellationToken).Select(blob => blob.Name);

    private static async Task<IReadOnlyDictionary<string, int>> CountAsync(QueueServiceClient queues, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>();
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: cancellationToken))
        {
            var properties = await queues.GetQueueClient(queue.Name).GetPropertiesAsync(cancellationToken);
            counts[queue.Name] = properties.Value.ApproximateMessagesCount;
        }

        return counts;
    }
}
