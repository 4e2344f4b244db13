using Azure.Data.Tables;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>
/// Every entry of the index of owners names a registration that is there. One that says something else by now is left from a change that was
/// cut off, and is swept at night.
/// </summary>
internal sealed class OwnerClaimsCheck(TableServiceClient tables, StoredRegistrations registrations, TimeProvider clock)
    : TableRowsCheck(tables, StorageNames.OwnerIndex, "entries of the index of owners")
{
    private const string Sweep = "Run the function SweepOwnerIndex by hand; it gives back what no registration says.";

    /// <inheritdoc/>
    protected override async Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken)
    {
        var stored = await registrations.FindAsync(row["RegistrationId"] as string, cancellationToken);
        if (stored is { Main: not null, IsTombstone: false })
        {
            return Verdict.Sound;
        }

        // A claim comes just before what it is for.
        var stray = Verdict.Of("owner-index.stray", stored?.Id ?? row.PartitionKey, "The index of owners names a registration that is not there.", Sweep);
        return stray with { IsRecent = settings.IsRecent(row["ClaimedAt"] as DateTimeOffset?, clock.GetUtcNow()) };
    }
}
