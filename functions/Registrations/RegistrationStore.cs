using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>Keeps registrations in the table <c>Registrations</c>.</summary>
public sealed class RegistrationStore(TableServiceClient tables, ReviewList reviews)
{
    /// <summary>Enough for any number of honest repeats at once, and few enough to read with the registration.</summary>
    private const int MostTokens = 100;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.Registrations);

    /// <summary>Stores a new registration, its cameras and its token in one transaction.</summary>
    /// <returns>Whether it was stored; false where a registration with this id is there already, which is then left as it is.</returns>
    public async Task<bool> TryAddAsync(Registration registration, ManageToken token, CancellationToken cancellationToken)
    {
        IEnumerable<TableEntity> rows =
        [
            RegistrationRows.ToMainRow(registration),
            .. RegistrationRows.ToCameraRows(registration),
            RegistrationRows.ToTokenRow(registration.Id, token, registration.SubmittedAt),
        ];
        try
        {
            await _table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (exception.Status == StatusCodes.Status409Conflict)
        {
            return false;
        }
    }

    /// <summary>Lets one more token open a registration. Adding the same one again changes nothing.</summary>
    /// <returns>The registration; <see langword="null"/> where it has as many tokens as it can have.</returns>
    public async Task<Registration?> AddTokenAsync(RegistrationId id, ManageToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(id, cancellationToken);
        if (rows.Count(RegistrationRows.IsTokenRow) >= MostTokens)
        {
            return null;
        }

        await _table.UpsertEntityAsync(RegistrationRows.ToTokenRow(id, token, now), TableUpdateMode.Replace, cancellationToken);
        return RegistrationRows.Read(rows);
    }

    /// <summary>The registration; <see langword="null"/> where there is none.</summary>
    public async Task<Registration?> FindAsync(RegistrationId id, CancellationToken cancellationToken) =>
        RegistrationRows.Read(await RowsAsync(id, cancellationToken));

    /// <summary>The registration that the token opens; <see langword="null"/> where there is none, or the token is not one of its own.</summary>
    public async Task<Registration?> OpenAsync(RegistrationId id, string presentedToken, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(id, cancellationToken);
        return rows.Any(row => RegistrationRows.IsTokenRow(row, presentedToken)) ? RegistrationRows.Read(rows) : null;
    }

    /// <summary>
    /// Changes a registration. When somebody else changes it at the same time, it is read again and the change is worked
    /// out anew.
    /// </summary>
    /// <param name="id">Which registration.</param>
    /// <param name="change">Works out the changed registration; <see langword="null"/> leaves it as it is. May be called several times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none.</returns>
    public async Task<Registration?> UpdateAsync(
        RegistrationId id, Func<Registration, Registration?> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } current)
        {
            if (change(current) is not { } changed)
            {
                return current;
            }

            try
            {
                return await ReplaceAsync(current, changed, cancellationToken);
            }
            catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status412PreconditionFailed)
            {
                // Somebody else was first: look at what they made of it.
            }
        }

        return null;
    }

    /// <summary>The ids of the registrations that are in a status since before a moment.</summary>
    public IAsyncEnumerable<RegistrationId> StalledAsync(RegistrationStatus status, DateTimeOffset before, CancellationToken cancellationToken) =>
        IdsAsync(TableClient.CreateQueryFilter($"RowKey eq {RegistrationRows.Main} and Status eq {status.ToString()} and UpdatedAt lt {before}"), cancellationToken);

    /// <summary>The ids of the registrations that were moved on the map before a moment and may still stand at the old place.</summary>
    public IAsyncEnumerable<RegistrationId> MovingAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        IdsAsync(TableClient.CreateQueryFilter($"RowKey eq {RegistrationRows.Main} and LeftLongitude ge {-180.0} and UpdatedAt lt {before}"), cancellationToken);

    /// <summary>
    /// Keeps the list of those that wait for a coordinator in step. It is written first and cleared last, so that it may
    /// name one that waits no more, but never lacks one that does.
    /// </summary>
    private async Task<Registration> ReplaceAsync(Registration current, Registration changed, CancellationToken cancellationToken)
    {
        if (changed.Status == RegistrationStatus.NeedsReview)
        {
            await reviews.AddAsync(changed, cancellationToken);
        }

        var response = await _table.UpdateEntityAsync(
            RegistrationRows.ToMainRow(changed), current.Version, TableUpdateMode.Replace, cancellationToken);
        if (current.Status == RegistrationStatus.NeedsReview && changed.Status != RegistrationStatus.NeedsReview)
        {
            await reviews.RemoveAsync(changed, cancellationToken);
            await KeepIfItWaitsAgainAsync(changed.Id, cancellationToken);
        }

        return changed with { Version = response.Headers.ETag ?? default };
    }

    private async IAsyncEnumerable<RegistrationId> IdsAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            if (RegistrationId.TryParse(row.PartitionKey, out var id))
            {
                yield return id;
            }
        }
    }

    /// <summary>Between the change and the clearing of the list, somebody else may have put it there again.</summary>
    private async Task KeepIfItWaitsAgainAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { Status: RegistrationStatus.NeedsReview } waiting)
        {
            await reviews.AddAsync(waiting, cancellationToken);
        }
    }

    private async Task<List<TableEntity>> RowsAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}");
        return await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }
}
