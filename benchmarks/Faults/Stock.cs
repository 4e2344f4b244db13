using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>Everything that a registry has stored, read once.</summary>
internal sealed record Stock : UnderWay
{
    private static readonly DateTimeOffset Beginning = DateTimeOffset.UnixEpoch;

    private Stock(UnderWay read)
        : base(read)
    {
    }

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

    /// <summary>The entries of the audit log.</summary>
    public required IReadOnlyList<RecordedEntry> Entries { get; init; }

    /// <summary>Whether the chain of the audit log holds, and where not.</summary>
    public required AuditFinding Chain { get; init; }

    /// <summary>Reads it all.</summary>
    public static async Task<Stock> TakeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var tables = services.GetRequiredService<TableServiceClient>();
        Task<List<TRow>> RowsAsync<TRow>(string table)
            where TRow : class, ITableEntity =>
            tables.GetTableClient(table).QueryAsync<TRow>(cancellationToken: cancellationToken).ToListAsync(cancellationToken).AsTask();

        return new Stock(await ReadAsync(services, cancellationToken))
        {
            Cameras = (await RowsAsync<MapRow>(StorageNames.CameraMap)).ToLookup(row => row.RegistrationId),
            Codes = (await RowsAsync<TableEntity>(StorageNames.PlacardCodes)).ToLookup(row => row.GetString("RegistrationId"), row => row.PartitionKey),
            Reviews = (await RowsAsync<TableEntity>(StorageNames.Reviews)).Select(row => row.GetString("RegistrationId")).ToHashSet(),
            Disclosures = (await RowsAsync<TableEntity>(StorageNames.Disclosures)).ToLookup(row => row.PartitionKey),
            Claims = [.. (await RowsAsync<TableEntity>(StorageNames.OwnerIndex)).Select(row => row.GetString("RegistrationId"))],
            Placards = await NamesAsync(services, StorageNames.Placards, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken),
            Entries = await services.GetRequiredService<AuditReader>()
                .AllAsync(new AuditQuery(Beginning, null, null, null, int.MaxValue, null), cancellationToken)
                .ToListAsync(cancellationToken),
            Chain = await services.GetRequiredService<AuditVerification>().VerifyAsync(null, null, cancellationToken),
        };
    }
}
