using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Registrations;

/// <summary>Keeps registrations in the table <c>Registrations</c>.</summary>
public sealed class RegistrationStore(TableServiceClient tables, RegistrationRows rows, ReviewList reviews)
{
    /// <summary>Enough for any number of honest repeats at once, and few enough to read with the registration.</summary>
    private const int MostTokens = 100;

    private const int MostRowsOfATransaction = 100;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.Registrations);

    /// <summary>Stores a new registration, its cameras and its token in one transaction.</summary>
    /// <returns>Whether it was stored; false where a registration with this id is there already, which is then left as it is.</returns>
    public async Task<bool> TryAddAsync(Registration registration, ManageToken token, CancellationToken cancellationToken)
    {
        var opener = new OwnerToken(OwnerTokenKind.Manage, registration.SubmittedAt, Mailbox: null, ExpiresAt: null);
        IEnumerable<TableEntity> added =
        [
            rows.ToMainRow(registration),
            .. RegistrationRows.ToCameraRows(registration),
            OwnerTokenRows.ToRow(registration.Id, token, opener),
        ];
        try
        {
            await _table.SubmitTransactionAsync(added.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (exception.Status == StatusCodes.Status409Conflict)
        {
            return false;
        }
    }

    /// <summary>Lets one more token open a registration.</summary>
    /// <returns>The registration; <see langword="null"/> where there is none, or it has as many tokens as it can have.</returns>
    public async Task<Registration?> AddTokenAsync(RegistrationId id, ManageToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await RowsAsync(id, cancellationToken);
        if (rows.Read(found) is not { } registration || found.Count(OwnerTokenRows.Is) >= MostTokens)
        {
            return null;
        }

        var opener = new OwnerToken(OwnerTokenKind.Manage, now, Mailbox: null, ExpiresAt: null);
        await _table.UpsertEntityAsync(OwnerTokenRows.ToRow(id, token, opener), TableUpdateMode.Replace, cancellationToken);
        return registration;
    }

    /// <summary>Adds a token that goes out by mail. Where there are too many, the mailed ones that are oldest make room.</summary>
    public async Task AddMailedTokenAsync(RegistrationId id, ManageToken secret, OwnerToken token, CancellationToken cancellationToken)
    {
        var mailed = (await RowsAsync(id, cancellationToken)).Where(OwnerTokenRows.Is).Select(row => (row.RowKey, Token: OwnerTokenRows.Read(row))).ToList();
        var gone = mailed
            .Where(other => other.Token.Mailbox is not null)
            .OrderBy(other => other.Token.Counts(token.CreatedAt))
            .ThenBy(other => other.Token.CreatedAt)
            .Take(Math.Max(mailed.Count + 1 - MostTokens, mailed.Count(other => !other.Token.Counts(token.CreatedAt))));
        foreach (var (rowKey, _) in gone.ToList())
        {
            await _table.DeleteEntityAsync(id.Value, rowKey, cancellationToken: cancellationToken);
        }

        await _table.UpsertEntityAsync(OwnerTokenRows.ToRow(id, secret, token), TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Changes what a token is good for.</summary>
    public Task ChangeTokenAsync(RegistrationId id, string presentedToken, OwnerToken token, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(OwnerTokenRows.ToRow(id, presentedToken, token), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The tokens of a registration, oldest first.</summary>
    public async Task<IReadOnlyList<OwnerToken>> TokensAsync(RegistrationId id, CancellationToken cancellationToken) =>
        [.. (await RowsAsync(id, cancellationToken)).Where(OwnerTokenRows.Is).Select(OwnerTokenRows.Read).OrderBy(token => token.CreatedAt)];

    /// <summary>Takes a token back.</summary>
    public Task RemoveTokenAsync(RegistrationId id, ManageToken secret, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(id.Value, OwnerTokenRows.Key(secret.Value), cancellationToken: cancellationToken);

    /// <summary>The registration; <see langword="null"/> where there is none.</summary>
    /// <exception cref="UnreadableRegistrationException">Its sealed part does not open.</exception>
    public async Task<Registration?> FindAsync(RegistrationId id, CancellationToken cancellationToken) => rows.Read(await RowsAsync(id, cancellationToken));

    /// <summary>The registration and what a token that a caller presents is good for there; <see langword="null"/> where either is not known.</summary>
    public async Task<(Registration Registration, OwnerToken Token)?> FindAsync(
        RegistrationId id, string presentedToken, CancellationToken cancellationToken)
    {
        var found = await RowsAsync(id, cancellationToken);
        return OwnerTokenRows.Find(found, presentedToken) is { } token && rows.Read(found) is { } registration ? (registration, token) : null;
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

            if (await TryReplaceAsync(current, changed, cancellationToken) is { } replaced)
            {
                return replaced;
            }
        }

        return null;
    }

    /// <summary>
    /// Stores a changed registration, unless somebody else changed it since it was read. The list of those that wait for a
    /// coordinator is kept in step: it is written first and cleared last, so that it may name one that waits no more, but never
    /// lacks one that does.
    /// </summary>
    /// <param name="current">The registration as it was read.</param>
    /// <param name="changed">The registration as it shall be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration as it is now; <see langword="null"/> where somebody else was first.</returns>
    public async Task<Registration?> TryReplaceAsync(Registration current, Registration changed, CancellationToken cancellationToken)
    {
        if (changed.Status == RegistrationStatus.NeedsReview)
        {
            await reviews.AddAsync(changed, cancellationToken);
        }

        if (await WriteAsync(current, changed, cancellationToken) is not { } version)
        {
            return null;
        }

        if (current.Status == RegistrationStatus.NeedsReview && changed.Status != RegistrationStatus.NeedsReview)
        {
            await reviews.RemoveAsync(changed, cancellationToken);
            await KeepIfItWaitsAgainAsync(changed.Id, cancellationToken);
        }

        return changed with { Version = version };
    }

    /// <summary>How a registration ended that has been erased; <see langword="null"/> where there is no such.</summary>
    public async Task<RegistrationStatus?> FindEndAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var tombstone = await _table.GetEntityIfExistsAsync<TableEntity>(id.Value, RegistrationRows.Tombstone, cancellationToken: cancellationToken);
        return tombstone.HasValue ? Enum.Parse<RegistrationStatus>(tombstone.Value!.GetString("Status")) : null;
    }

    /// <summary>Whether a registration is still as it was read.</summary>
    public async Task<bool> IsUnchangedAsync(Registration registration, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            registration.Id.Value, RegistrationRows.Main, select: ["PartitionKey"], cancellationToken: cancellationToken);
        return row.HasValue && row.Value!.ETag == registration.Version;
    }

    /// <summary>
    /// Erases a registration, and leaves a tombstone with its id, its placard's code and the dates. Doing it again changes nothing.
    /// </summary>
    public async Task EraseAsync(Registration registration, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await RowsAsync(registration.Id, cancellationToken);
        await DeleteAsync(found.Where(OwnerTokenRows.Is), cancellationToken);
        var gone = found.Where(row => row.RowKey == RegistrationRows.Main || RegistrationRows.IsCameraRow(row)).ToList();
        if (gone.Count > 0)
        {
            await SubmitAsync(
                [
                    .. gone.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                    new TableTransactionAction(TableTransactionActionType.UpsertReplace, RegistrationRows.ToTombstone(registration, now)),
                ],
                cancellationToken);
        }

        await reviews.RemoveAsync(registration, cancellationToken);
    }

    /// <summary>Removes a registration without a trace, unless somebody has changed it since it was read.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> TryRemoveAsync(Registration registration, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(registration.Id.Value, RegistrationRows.Main), registration.Version),
                    .. RegistrationRows.ToCameraRows(registration).Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                ],
                cancellationToken);
        }
        catch (TableTransactionFailedException exception)
            when (exception.Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status404NotFound)
        {
            return false;
        }

        await DeleteAsync((await RowsAsync(registration.Id, cancellationToken)).Where(OwnerTokenRows.Is), cancellationToken);
        return true;
    }

    /// <summary>The ids of the registrations that are sealed with another key than this one.</summary>
    public IAsyncEnumerable<RegistrationId> SealedWithOtherKeysAsync(string currentKeyId, CancellationToken cancellationToken) =>
        IdsAsync(RegistrationFilters.SealedOtherwise(currentKeyId), cancellationToken);

    /// <summary>Seals what a registration says of its owner with the current key.</summary>
    public Task ResealAsync(RegistrationId id, CancellationToken cancellationToken) => UpdateAsync(id, current => current, cancellationToken);

    /// <summary>The ids of the registrations that a filter over their main rows finds, in pages.</summary>
    /// <param name="filter">A filter of <see cref="RegistrationFilters"/>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async IAsyncEnumerable<RegistrationId> IdsAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mains = $"{TableClient.CreateQueryFilter($"RowKey eq {RegistrationRows.Main}")} and ({filter})";
        await foreach (var row in _table.QueryAsync<TableEntity>(mains, select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            if (RegistrationId.TryParse(row.PartitionKey, out var id))
            {
                yield return id;
            }
        }
    }

    /// <returns>The version that was written; <see langword="null"/> where somebody else was first.</returns>
    private async Task<ETag?> WriteAsync(Registration current, Registration changed, CancellationToken cancellationToken)
    {
        try
        {
            var main = rows.ToMainRow(changed);
            if (ReferenceEquals(current.Form.Cameras, changed.Form.Cameras))
            {
                var response = await _table.UpdateEntityAsync(main, current.Version, TableUpdateMode.Replace, cancellationToken);
                return response.Headers.ETag ?? default;
            }

            var cameras = RegistrationRows.ToCameraRows(changed).ToList();
            var kept = cameras.Select(row => row.RowKey).ToHashSet();
            var responses = await _table.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.UpdateReplace, main, current.Version),
                    .. cameras.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
                    .. RegistrationRows.ToCameraRows(current)
                        .Where(row => !kept.Contains(row.RowKey))
                        .Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                ],
                cancellationToken);
            return responses.Value[0].Headers.ETag ?? default;
        }
        catch (RequestFailedException exception)
            when (exception.Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status404NotFound)
        {
            return null;
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

    private async Task DeleteAsync(IEnumerable<TableEntity> gone, CancellationToken cancellationToken)
    {
        foreach (var chunk in gone.Chunk(MostRowsOfATransaction))
        {
            await SubmitAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }
    }

    /// <summary>Where somebody else deletes the same rows, the deletion is theirs.</summary>
    private async Task SubmitAsync(IEnumerable<TableTransactionAction> deletion, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(deletion, cancellationToken);
        }
        catch (TableTransactionFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            // Gone already.
        }
    }

    private async Task<List<TableEntity>> RowsAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}");
        return await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }
}
