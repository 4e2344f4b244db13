using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Checks;

/// <summary>What stays of an erased registration is its id, how it ended, its placard's code and two dates, and nothing else.</summary>
internal sealed class TombstoneCheck : IRegistrationCheck
{
    /// <summary>The columns of a tombstone, and those that every row of a table has.</summary>
    private static readonly string[] Columns = ["PartitionKey", "RowKey", "Timestamp", "odata.etag", "Status", "PlacardCode", "SubmittedAt", "ErasedAt"];

    /// <inheritdoc/>
    public bool HoldsAlways => true;

    /// <inheritdoc/>
    public Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) =>
        Task.FromResult(stored.IsTombstone ? Find(stored) : []);

    private static IEnumerable<Breach> Find(StoredRegistration stored)
    {
        if (stored.Rows.Count > 1)
        {
            yield return new Breach("tombstone.rows", stored.Id, "Rows are left beside the tombstone.", "Delete every row of the partition but 'registration'.");
        }

        if (stored.Main!.Keys.Except(Columns).Any())
        {
            yield return new Breach("tombstone.columns", stored.Id, "The tombstone says more than it may.", $"Delete its columns but {string.Join(", ", Columns[4..])}.");
        }

        if (stored.Main["Status"] is not (nameof(RegistrationStatus.Withdrawn) or nameof(RegistrationStatus.Expired))
            || stored.Main["ErasedAt"] is not DateTimeOffset
            || stored.Main["SubmittedAt"] is not DateTimeOffset
            || stored.Main["PlacardCode"] is not string)
        {
            yield return new Breach("tombstone.unreadable", stored.Id, "The tombstone does not say how the registration ended.", "Restore the row from a backup.");
        }
    }
}
