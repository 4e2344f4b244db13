using Azure.Data.Tables;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every disclosure on an owner's list belongs to a registration that is there.</summary>
internal sealed class DisclosureRowsCheck(TableServiceClient tables, StoredRegistrations registrations)
    : TableRowsCheck(tables, StorageNames.Disclosures, "disclosures")
{
    /// <inheritdoc/>
    protected override Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken) => registrations.JudgeAsync(
        row.PartitionKey,
        settings,
        Verdict.Of(
            "disclosure.stray", row.PartitionKey, "A disclosure is noted for a registration that is not there.",
            "Run the function SweepLists by hand; it takes the row away."),
        cancellationToken);
}
