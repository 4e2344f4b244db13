using System.Globalization;
using Azure.Data.Tables;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Review;

/// <summary>The registrations that wait for a coordinator, in the table <c>Reviews</c>, so that listing them reads no other.</summary>
public sealed class ReviewList(TableServiceClient tables)
{
    /// <summary>The one partition.</summary>
    internal const string PartitionKey = "needsReview";

    /// <summary>An entry is made just before its registration says that it waits; one that does not wait is left over after this.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    private readonly TableClient _table = tables.GetTableClient(StorageNames.Reviews);

    /// <summary>Puts a registration on the list. Doing it again changes nothing.</summary>
    public Task AddAsync(Registration registration, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(PartitionKey, RowKey(registration)) { ["RegistrationId"] = registration.Id.Value }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Takes a registration off the list.</summary>
    public Task RemoveAsync(Registration registration, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(PartitionKey, RowKey(registration), cancellationToken: cancellationToken);

    /// <summary>The entry of a registration as it is now; <see langword="null"/> for none.</summary>
    internal async Task<TableEntity?> FindAsync(Registration registration, CancellationToken cancellationToken)
    {
        var entry = await _table.GetEntityIfExistsAsync<TableEntity>(
            PartitionKey, RowKey(registration), cancellationToken: cancellationToken);
        return entry.HasValue ? entry.Value : null;
    }

    /// <summary>Takes an entry off the list, unless the registration was put there again since it was read.</summary>
    internal Task RemoveAsync(TableEntity entry, CancellationToken cancellationToken) => _table.DeleteUnchangedAsync(entry, cancellationToken);

    /// <summary>Takes off the list what does not wait, or not any more.</summary>
    /// <param name="waitsAsync">Whether a registration waits.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Ends the sweep.</param>
    /// <returns>How many entries were looked at, and how many of them taken off.</returns>
    internal async Task<(int Seen, int Swept)> SweepAsync(
        Func<RegistrationId, CancellationToken, Task<bool>> waitsAsync, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (seen, swept) = (0, 0);
        await foreach (var entry in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            seen++;
            if (entry.Timestamp < now - Settling && !(RegistrationId.TryParse(entry.GetString("RegistrationId"), out var id) && await waitsAsync(id, cancellationToken)))
            {
                await RemoveAsync(entry, cancellationToken);
                swept++;
            }
        }

        return (seen, swept);
    }

    /// <summary>A page of the list, the longest waiting first.</summary>
    /// <param name="limit">The most registrations, up to 1,000.</param>
    /// <param name="after">Where the page before this one ended; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ReviewPage> PageAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        var filter = after is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey} and RowKey gt {after}");
        var rows = await _table.QueryAsync<TableEntity>(filter, limit, cancellationToken: cancellationToken).Take(limit).ToListAsync(cancellationToken);
        return new ReviewPage(
            [.. rows.Select(row => RegistrationId.Parse(row.GetString("RegistrationId")))], rows.Count == limit ? rows[^1].RowKey : null);
    }

    /// <summary>The key of a registration in the list.</summary>
    internal static string RowKey(Registration registration) => string.Create(
        CultureInfo.InvariantCulture, $"{registration.SubmittedAt.UtcDateTime:yyyyMMddHHmmssfff}{registration.Id}");
}

/// <summary>A page of the registrations that wait for a coordinator.</summary>
/// <param name="Ids">The registrations; one that has just been settled may still be among them.</param>
/// <param name="Continuation">Where the next page starts; <see langword="null"/> where this is the last.</param>
public sealed record ReviewPage(IReadOnlyList<RegistrationId> Ids, string? Continuation);
