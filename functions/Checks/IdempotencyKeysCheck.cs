using Azure.Data.Tables;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>
/// Every idempotency key stands for a registration or its tombstone, so that a repeat registers nothing twice. What nobody confirmed leaves
/// nothing after 14 days, and its key stays until it is forgotten.
/// </summary>
internal sealed class IdempotencyKeysCheck(TableServiceClient tables, StoredRegistrations registrations, TimeProvider clock)
    : TableRowsCheck(tables, StorageNames.IdempotencyKeys, "idempotency keys")
{
    private const int HashLength = 64;
    private static readonly TimeSpan UntilRemoval = TimeSpan.FromDays(14);

    /// <inheritdoc/>
    protected override async Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken)
    {
        var id = row["RegistrationId"] as string;
        if (row.PartitionKey.Length != HashLength
            || row["Fingerprint"] is not string { Length: HashLength }
            || row["CreatedAt"] is not DateTimeOffset created
            || !RegistrationId.TryParse(id, out _))
        {
            return Verdict.Of("idempotency-key.unreadable", row.PartitionKey, "The row of the key does not say what it should.", "Delete the row.");
        }

        if (created <= clock.GetUtcNow() - UntilRemoval || (await registrations.FindAsync(id, cancellationToken))?.Main is not null)
        {
            return Verdict.Sound;
        }

        var dangling = Verdict.Of(
            "idempotency-key.dangling", id!, "A key stands for a registration that is not there: its call was cut off and not repeated, or it is lost.",
            "Look in the log whether the call was answered with 202; if it was, restore the registration's rows from a backup.");
        return dangling with { IsRecent = settings.IsRecent(created, clock.GetUtcNow()) };
    }
}
