using System.Security.Cryptography;
using System.Text;
using Azure;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// Refuses to start a registry with keys that do not fit its storage, before it does harm: with another key under the id of one that sealed
/// the data, or without one that data is still sealed with.
/// </summary>
internal sealed class KeyChecks(KeyRecords records, KeyRing keys, PersonalDataCipher cipher, BlindIndex index)
{
    private static readonly byte[] Known = Encoding.UTF8.GetBytes("key check");

    /// <summary>Compares the keys with those that the storage remembers, and has it remember those that are new. Safe on several instances at once.</summary>
    /// <exception cref="OptionsValidationException">A key is not the one that was used, or one is missing; the message says which and what to do.</exception>
    /// <exception cref="RequestFailedException">The storage does not answer.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, KeyRecord> known;
        do
        {
            known = await records.ReadAsync(cancellationToken);
            RefuseOtherKeys(known);
            RefuseMissingKeys(known);
        }
        while (!await TryRememberAsync(known, cancellationToken));
    }

    private void RefuseOtherKeys(IReadOnlyDictionary<string, KeyRecord> known)
    {
        foreach (var id in keys.KeyIds)
        {
            if (known.TryGetValue(id, out var record) && !IsKeyOf(record))
            {
                throw WrittenKeys.Invalid(
                    $"{keys.Place}Keys:{id} is not the key that sealed this registry's data under the id {id}: set that one again, and give a new key an id of its own.");
            }
        }

        if (known.TryGetValue(KeyRecord.IndexKey, out var indexRecord) && !CryptographicOperations.FixedTimeEquals(indexRecord.Check, IndexCheck()))
        {
            throw WrittenKeys.Invalid($"{keys.Place}IndexKey is not the one that this registry's indexes are made with: set that one again.");
        }
    }

    private void RefuseMissingKeys(IReadOnlyDictionary<string, KeyRecord> known)
    {
        if (known.Values.FirstOrDefault(record => record.IsInUse && record.Id != KeyRecord.IndexKey && keys.Find(record.Id) is null) is { } missing)
        {
            throw WrittenKeys.Invalid(
                $"{keys.Place}Keys:{missing.Id} is not set, and data of this registry may still be sealed with it: set it again, and leave it out once the log says that it is retired.");
        }
    }

    /// <returns>False where another instance changed the records in the meantime, and its keys must be looked at.</returns>
    private async Task<bool> TryRememberAsync(IReadOnlyDictionary<string, KeyRecord> known, CancellationToken cancellationToken)
    {
        var added = keys.KeyIds.Where(id => !known.ContainsKey(id)).Select(NewRecord).ToList();
        if (!known.ContainsKey(KeyRecord.IndexKey))
        {
            added.Add(new KeyRecord(KeyRecord.IndexKey, IndexCheck(), null, null, default));
        }

        foreach (var record in added)
        {
            if (!await records.TryAddAsync(record, cancellationToken))
            {
                return false;
            }
        }

        // A key that seals again is needed again.
        return !known.TryGetValue(keys.CurrentKeyId, out var current)
            || current is { UnusedSince: null, RetiredAt: null }
            || await records.TryChangeAsync(current with { UnusedSince = null, RetiredAt = null }, cancellationToken);
    }

    private KeyRecord NewRecord(string id) => new(id, cipher.Seal(Known, BoundTo(id), id), null, null, default);

    private bool IsKeyOf(KeyRecord record)
    {
        try
        {
            return cipher.Open(record.Check, BoundTo(record.Id)).AsSpan().SequenceEqual(Known) && PersonalDataCipher.KeyIdOf(record.Check) == record.Id;
        }
        catch (UnreadableDataException)
        {
            return false;
        }
    }

    private byte[] IndexCheck() => Encoding.ASCII.GetBytes(index.Of("key check", KeyRecord.IndexKey));

    /// <summary>No registration has such an id.</summary>
    private static string BoundTo(string keyId) => $"key-check/{keyId}";
}
