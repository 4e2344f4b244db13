using Azure.Data.Tables;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every registration that needs review stands in the list that coordinators see.</summary>
internal sealed class ReviewEntryCheck(TableServiceClient tables) : IRegistrationCheck
{
    private readonly TableClient _reviews = tables.GetTableClient(StorageNames.Reviews);

    /// <inheritdoc/>
    public bool HoldsAlways => false;

    /// <inheritdoc/>
    public async Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken)
    {
        if (stored.Registration is not { Status: RegistrationStatus.NeedsReview } registration)
        {
            return [];
        }

        var entry = await _reviews.GetEntityIfExistsAsync<TableEntity>(
            ReviewList.PartitionKey, ReviewList.RowKey(registration), cancellationToken: cancellationToken);
        return entry.HasValue
            ? []
            : [new Breach("review.missing", stored.Id, "It needs review and coordinators do not see it.", "Have its location set by a coordinator, by its id.")];
    }
}
