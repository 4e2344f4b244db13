using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Remembers which registration a caller's idempotency key stands for, in the table <c>IdempotencyKeys</c>. Neither the
/// key nor what was sent with it can be worked out from a copy of the table.
/// </summary>
public sealed class IdempotencyKeyStore(TableServiceClient tables)
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

    /// <summary>
    /// The same for the same form, however its JSON was written. It is keyed with the idempotency key, which is not
    /// stored, so that nobody can try names and addresses against it.
    /// </summary>
    private static string Fingerprint(string key, RegistrationForm form) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), JsonSerializer.SerializeToUtf8Bytes(form, StoredJson.Default.RegistrationForm)));
}
