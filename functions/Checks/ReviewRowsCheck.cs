using Azure.Data.Tables;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>The list of what needs review names registrations that are there. One that has been settled is passed over.</summary>
internal sealed class ReviewRowsCheck(TableServiceClient tables, StoredRegistrations registrations)
    : TableRowsCheck(tables, StorageNames.Reviews, "entries for review")
{
    /// <inheritdoc/>
    protected override Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken) => registrations.JudgeAsync(
        row["RegistrationId"] as string,
        settings,
        Verdict.Of(
            "review.stray", row.RowKey, "The list of what needs review names a registration that is not there.",
            "Run the function SweepLists by hand; it takes it off the list."),
        cancellationToken);
}
