using Azure.Data.Tables;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every placard code leads to the registration, or the tombstone, that has it.</summary>
internal sealed class PlacardCodesCheck(TableServiceClient tables, StoredRegistrations registrations)
    : TableRowsCheck(tables, StorageNames.PlacardCodes, "placard codes")
{
    /// <inheritdoc/>
    protected override async Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken)
    {
        var stored = await registrations.FindAsync(row["RegistrationId"] as string, cancellationToken);
        return stored?.Main is { } main && main["PlacardCode"] as string == row.PartitionKey
            ? Verdict.Sound
            : Verdict.Of(
                "placard.unknown", row.PartitionKey, "The code leads to no registration that has it, so a placard would count that nobody was given.", "Delete the row.");
    }
}
