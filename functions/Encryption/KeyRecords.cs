using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Encryption;

/// <summary>Keeps what is remembered of keys in the table <c>EncryptionKeys</c>: a row for each, in one partition.</summary>
public sealed class KeyRecords(TableServiceClient tables)
{
    private const string Partition = "key";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EncryptionKeys);

    /// <summary>All records by key id: one small read.</summary>
    internal async Task<IReadOnlyDictionary<string, KeyRecord>> ReadAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken)
            .ToDictionaryAsync(row => row.RowKey, FromRow, cancellationToken: cancellationToken);

    /// <summary>Stores a record that is not there yet.</summary>
    /// <returns>False where somebody else was first; nothing is changed then.</returns>
    internal Task<bool> TryAddAsync(KeyRecord record, CancellationToken cancellationToken) =>
        DidAsync(_table.AddEntityAsync(ToRow(record), cancellationToken), StatusCodes.Status409Conflict);

    /// <summary>Changes a record.</summary>
    /// <returns>False where somebody else changed it since it was read; nothing is changed then.</returns>
    internal Task<bool> TryChangeAsync(KeyRecord record, CancellationToken cancellationToken) =>
        DidAsync(_table.UpdateEntityAsync(ToRow(record), record.Version, TableUpdateMode.Replace, cancellationToken), StatusCodes.Status412PreconditionFailed);

    private static async Task<bool> DidAsync(Task<Response> write, int conflict)
    {
        try
        {
            await write;
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == conflict)
        {
            return false;
        }
    }

    private static TableEntity ToRow(KeyRecord record) => new(Partition, record.Id)
    {
        [nameof(KeyRecord.Check)] = record.Check,
        [nameof(KeyRecord.UnusedSince)] = record.UnusedSince,
        [nameof(KeyRecord.RetiredAt)] = record.RetiredAt,
    };

    private static KeyRecord FromRow(TableEntity row) => new(
        row.RowKey,
        row.GetBinary(nameof(KeyRecord.Check)) ?? [],
        row.GetDateTimeOffset(nameof(KeyRecord.UnusedSince)),
        row.GetDateTimeOffset(nameof(KeyRecord.RetiredAt)),
        row.ETag);
}
