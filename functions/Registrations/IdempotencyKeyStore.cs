using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Encryption;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Remembers which registration a caller's idempotency key stands for, in the table <c>IdempotencyKeys</c>. Neither the
/// key nor what was sent with it can be worked out from a copy of the table.
/// </summary>
public sealed class IdempotencyKeyStore(TableServiceClient tables, BlindIndex index)
{
    private const string RowKey = "registration";
    private readonly TableClient _table = tables.GetTableClient(StorageNames.IdempotencyKeys);

    /// <summary>Ties the key to a registration id: the given one, unless the key is tied to another already.</summary>
    /// <param name="key">What the caller sent.</param>
    /// <param name="form">What is to be registered.</param>
    /// <param name="id">The id to use where the key is new.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The id that the key stands for; <see langword="null"/> where the key came with another form before.</returns>
    public async Task<RegistrationId?> ClaimAsync(
        string key, RegistrationForm form, RegistrationId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partitionKey = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var fingerprint = Fingerprint(key, form);
        var row = new TableEntity(partitionKey, RowKey)
        {
            ["RegistrationId"] = id.Value,
            ["Fingerprint"] = fingerprint,
            ["CreatedAt"] = now,
        };
        try
        {
            await _table.AddEntityAsync(row, cancellationToken);
            return id;
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status409Conflict)
        {
            TableEntity earlier = await _table.GetEntityAsync<TableEntity>(partitionKey, RowKey, cancellationToken: cancellationToken);
            return earlier.GetString("Fingerprint") == fingerprint ? RegistrationId.Parse(earlier.GetString("RegistrationId")) : null;
        }
    }

    /// <summary>Forgets the keys that came before a moment. A key is for repeating a call that failed, and not for good.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"CreatedAt lt {before}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    /// <summary>
    /// The same for the same form, however its JSON was written. It is a keyed hash, and of the idempotency key too, so that nobody can
    /// try names and addresses against it.
    /// </summary>
    private string Fingerprint(string key, RegistrationForm form) =>
        index.Of("idempotency", $"{key}\n{JsonSerializer.Serialize(form, StoredJson.Default.RegistrationForm)}");
}
