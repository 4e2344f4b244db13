using Azure.Data.Tables;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every disclosure on an owner's list belongs to a registration that is there.</summary>
internal sealed class DisclosureRowsCheck(TableServiceClient tables, StoredRegistrations registrations, TimeProvider clock)
    : TableRowsCheck(tables, StorageNames.Disclosures, "disclosures")
{
    /// <inheritdoc/>
    protected override async Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken)
    {
        if (await registrations.FindAsync(row.PartitionKey, cancellationToken) is { Main: not null, IsTombstone: false })
        {
            return Verdict.Sound;
        }

        return !settings.Settled && row.Timestamp > clock.GetUtcNow() - settings.Grace
            ? Verdict.Working("a disclosure is being taken back")
            : Verdict.Of("disclosure.stray", row.PartitionKey, "A disclosure is noted for a registration that is not there.", "Delete the row from Disclosures.");
    }
}
