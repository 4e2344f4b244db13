using Azure.Data.Tables;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>The list of what needs review names registrations that are there. One that has been settled is passed over.</summary>
internal sealed class ReviewRowsCheck(TableServiceClient tables, StoredRegistrations registrations)
    : TableRowsCheck(tables, StorageNames.Reviews, "entries for review")
{
    /// <inheritdoc/>
    protected override async Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken) =>
        await registrations.FindAsync(row["RegistrationId"] as string, cancellationToken) is { Main: not null, IsTombstone: false }
            ? Verdict.Sound
            : Verdict.Of("review.stray", row.RowKey, "The list of what needs review names a registration that is not there.", "Delete the row from Reviews.");
}
