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
        var row = OwnerTokenRows.ToRow(id, token, new OwnerToken(OwnerTokenKind.Manage, now, Mailbox: null, ExpiresAt: null));
        return await ChangeTokensAsync(id, tokens => tokens.Count < MostTokens ? [Put(row)] : null, cancellationToken);
    }

    /// <summary>Changes what a token is good for.</summary>
    public Task ChangeTokenAsync(RegistrationId id, string presentedToken, OwnerToken token, CancellationToken cancellationToken) =>
        ChangeTokensAsync(id, _ => [Put(OwnerTokenRows.ToRow(id, presentedToken, token))], cancellationToken);

    /// <summary>Lets every token that was mailed to a mailbox end at a moment, unless it ends before.</summary>
    public Task EndTokensAsync(RegistrationId id, string mailbox, DateTimeOffset end, CancellationToken cancellationToken) => ChangeTokensAsync(
        id,
        tokens =>
        [
            .. tokens
                .Select(row => (Row: row, Token: OwnerTokenRows.Read(row)))
                .Where(mailed => mailed.Token.Mailbox == mailbox && !(mailed.Token.ExpiresAt <= end))
                .Select(mailed => Put(new TableEntity(mailed.Row) { ["ExpiresAt"] = end })),
        ],
        cancellationToken);

    /// <summary>Whether a registration has as many tokens as it can have.</summary>
    public async Task<bool> HasAllTokensAsync(RegistrationId id, CancellationToken cancellationToken) =>
        (await TokensAsync(id, cancellationToken)).Count >= MostTokens;

    /// <summary>Takes a token back.</summary>
    public Task RemoveTokenAsync(RegistrationId id, ManageToken secret, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(id.Value, OwnerTokenRows.Key(secret.Value), cancellationToken: cancellationToken);

    /// <summary>The tokens of a registration, oldest first.</summary>
    public async Task<IReadOnlyList<OwnerToken>> TokensAsync(RegistrationId id, CancellationToken cancellationToken) =>
        [.. (await RowsAsync(id, cancellationToken)).Where(OwnerTokenRows.Is).Select(OwnerTokenRows.Read).OrderBy(token => token.CreatedAt)];

    /// <summary>The registration; <see langword="null"/> where there is none.</summary>
    /// <exception cref="UnreadableRegistrationException">Its sealed part does not open.</exception>
    public async Task<Registration?> FindAsync(RegistrationId id, CancellationToken cancellationToken) => rows.Read(await RowsAsync(id, cancellationToken));

    /// <summary>The registration and the rows of its tokens; <see langword="null"/> where there is none.</summary>
    /// <exception cref="UnreadableRegistrationException">Its sealed part does not open.</exception>
    internal async Task<RegistrationWithTokens?> FindWithTokensAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var found = await RowsAsync(id, cancellationToken);
        return rows.Read(found) is { } registration ? new RegistrationWithTokens(registration, [.. found.Where(OwnerTokenRows.Is)]) : null;
    }

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
        RegistrationId id, Func<Registration, Registration?> change, CancellationToken cancellationToken) =>
        await UpdateAsync(await FindAsync(id, cancellationToken), change, cancellationToken);

    /// <summary>The same for a registration that was just read, which is not read once more unless somebody else has changed it since.</summary>
    /// <param name="read">The registration as it was read; <see langword="null"/> for none.</param>
    /// <param name="change">Works out the changed registration, as above.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration as it is now, or as it was read where it is left alone; <see langword="null"/> where there is none.</returns>
    public async Task<Registration?> UpdateAsync(
        Registration? read, Func<Registration, Registration?> change, CancellationToken cancellationToken)
    {
        for (var current = read; current is not null; current = await FindAsync(current.Id, cancellationToken))
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
    public Task<Registration?> TryReplaceAsync(Registration current, Registration changed, CancellationToken cancellationToken) =>
        TryReplaceAsync(current, changed, [], cancellationToken);

    /// <summary>The same, and changes what a token is good for: both or neither.</summary>
    /// <param name="current">The registration as it was read.</param>
    /// <param name="changed">The registration as it shall be.</param>
    /// <param name="presentedToken">The token.</param>
    /// <param name="token">What it shall be good for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration as it is now; <see langword="null"/> where somebody else was first.</returns>
    public Task<Registration?> TryReplaceAsync(
        Registration current, Registration changed, string presentedToken, OwnerToken token, CancellationToken cancellationToken) =>
        TryReplaceAsync(current, changed, [Put(OwnerTokenRows.ToRow(current.Id, presentedToken, token))], cancellationToken);

    /// <summary>
    /// The same, and adds a token that goes out by mail: both or neither. Where there are too many, mailed ones make room: those that
    /// count no more, then those that end soonest.
    /// </summary>
    internal Task<Registration?> TryReplaceAsync(
        RegistrationWithTokens current, Registration changed, ManageToken secret, OwnerToken mailed, CancellationToken cancellationToken) => TryReplaceAsync(
        current.Registration,
        changed,
        [Put(OwnerTokenRows.ToRow(changed.Id, secret, mailed)), .. Surplus(current.Tokens, mailed.CreatedAt).Select(Deletion)],
        cancellationToken);

    private async Task<Registration?> TryReplaceAsync(
        Registration current, Registration changed, IReadOnlyList<TableTransactionAction> tokens, CancellationToken cancellationToken)
    {
        var waits = changed.Status == RegistrationStatus.NeedsReview;
        if (waits)
        {
            await reviews.AddAsync(changed, cancellationToken);
        }

        // What is put on the list from here on is about a later state, and stays.
        var settled = !waits && current.Status == RegistrationStatus.NeedsReview ? await reviews.FindAsync(current, cancellationToken) : null;
        if (await WriteAsync(current, changed, tokens, cancellationToken) is not { } version)
        {
            if (waits && await FindStatusAsync(changed.Id, cancellationToken) is null or RegistrationStatus.Withdrawn)
            {
                // It has ended meanwhile, and its end may have looked at the list before this entry was there.
                await reviews.RemoveAsync(changed, cancellationToken);
            }

            return null;
        }

        if (settled is not null)
        {
            await reviews.RemoveAsync(settled, cancellationToken);
        }

        return changed with { Version = version };
    }

    /// <summary>The status of a registration, also of one that does not open; <see langword="null"/> where there is none, or it is erased.</summary>
    public async Task<RegistrationStatus?> FindStatusAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            id.Value, RegistrationRows.Main, RegistrationRows.ColumnsOfStatus, cancellationToken);
        return row.HasValue ? RegistrationRows.StatusIn(row.Value!) : null;
    }

    /// <summary>How a registration ended that has been erased; <see langword="null"/> where there is no such.</summary>
    public async Task<RegistrationStatus?> FindEndAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(id.Value, RegistrationRows.Main, cancellationToken: cancellationToken);
        return row.HasValue ? RegistrationRows.EndIn(row.Value!) : null;
    }

    /// <summary>Whether a registration is still as it was read.</summary>
    public async Task<bool> IsUnchangedAsync(Registration registration, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            registration.Id.Value, RegistrationRows.Main, select: ["PartitionKey"], cancellationToken: cancellationToken);
        return row.HasValue && row.Value!.ETag == registration.Version;
    }

    /// <summary>
    /// Erases a registration that is withdrawn, so that nobody adds to it any more, and leaves a tombstone with its id, its placard's code
    /// and the dates. One that was never confirmed leaves nothing: there never was a placard of it. Doing it again comes to the same.
    /// </summary>
    public async Task EraseAsync(RegistrationId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _table.DeleteAllAsync(OwnerTokenRows.Of(id), cancellationToken);
        while (await FindAsync(id, cancellationToken) is { Status: RegistrationStatus.Withdrawn } withdrawn)
        {
            await reviews.RemoveAsync(withdrawn, cancellationToken);
            var tombstone = RegistrationRows.ToTombstone(withdrawn, now);
            var end = withdrawn.AwaitsConfirmation
                ? new TableTransactionAction(TableTransactionActionType.Delete, tombstone, withdrawn.Version)
                : new TableTransactionAction(TableTransactionActionType.UpdateReplace, tombstone, withdrawn.Version);
            try
            {
                await _table.SubmitTransactionAsync([end, .. RegistrationRows.ToCameraRows(withdrawn).Select(Deletion)], cancellationToken);
            }
            catch (TableTransactionFailedException exception)
                when (exception.Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status404NotFound)
            {
                // Somebody else erases it too, or seals it with another key: look at what is left.
            }
        }
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
    private async Task<ETag?> WriteAsync(
        Registration current, Registration changed, IReadOnlyList<TableTransactionAction> tokens, CancellationToken cancellationToken)
    {
        try
        {
            var main = rows.ToMainRow(changed);
            var cameras = CameraChanges(current, changed);
            if (cameras.Count == 0 && tokens.Count == 0)
            {
                var response = await _table.UpdateEntityAsync(main, current.Version, TableUpdateMode.Replace, cancellationToken);
                return response.Headers.ETag ?? default;
            }

            var responses = await _table.SubmitTransactionAsync(
                [new TableTransactionAction(TableTransactionActionType.UpdateReplace, main, current.Version), .. cameras, .. tokens], cancellationToken);
            return responses.Value[0].Headers.ETag ?? default;
        }
        catch (RequestFailedException exception)
            when (exception.Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    private static List<TableTransactionAction> CameraChanges(Registration current, Registration changed)
    {
        if (ReferenceEquals(current.Form.Cameras, changed.Form.Cameras))
        {
            return [];
        }

        var cameras = RegistrationRows.ToCameraRows(changed).ToList();
        var kept = cameras.Select(row => row.RowKey).ToHashSet();
        return [.. cameras.Select(Put), .. RegistrationRows.ToCameraRows(current).Where(row => !kept.Contains(row.RowKey)).Select(Deletion)];
    }

    private static TableTransactionAction Put(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    private static TableTransactionAction Deletion(TableEntity row) => new(TableTransactionActionType.Delete, row, ETag.All);

    private static IEnumerable<TableEntity> Surplus(IReadOnlyCollection<TableEntity> tokens, DateTimeOffset now)
    {
        var mailed = tokens.Select(row => (Row: row, Token: OwnerTokenRows.Read(row))).Where(token => token.Token.Mailbox is not null).ToList();
        var ended = mailed.Count(token => !token.Token.Counts(now));
        return mailed.OrderBy(token => token.Token.ExpiresAt ?? DateTimeOffset.MaxValue).Take(Math.Max(ended, tokens.Count + 1 - MostTokens)).Select(token => token.Row);
    }

    /// <summary>
    /// Changes the tokens of a registration together with its row, as it was read, so that no token outlives a registration that is erased
    /// at the same time.
    /// </summary>
    /// <param name="id">Which registration.</param>
    /// <param name="change">Works out what to do with its token rows; <see langword="null"/> where there is nothing to be done.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration; <see langword="null"/> where there is none, it is withdrawn, or nothing was to be done.</returns>
    private async Task<Registration?> ChangeTokensAsync(
        RegistrationId id, Func<IReadOnlyCollection<TableEntity>, IEnumerable<TableTransactionAction>?> change, CancellationToken cancellationToken) =>
        await ChangeTokensAsync(await FindWithTokensAsync(id, cancellationToken), change, cancellationToken);

    private async Task<Registration?> ChangeTokensAsync(
        RegistrationWithTokens? read, Func<IReadOnlyCollection<TableEntity>, IEnumerable<TableTransactionAction>?> change, CancellationToken cancellationToken)
    {
        for (var found = read; ; found = await FindWithTokensAsync(found.Registration.Id, cancellationToken))
        {
            if (found is not { Registration: { Status: not RegistrationStatus.Withdrawn } registration, Tokens: var tokens }
                || change(tokens) is not { } actions)
            {
                return null;
            }

            try
            {
                var untouched = new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge, new TableEntity(registration.Id.Value, RegistrationRows.Main), registration.Version);
                var responses = await _table.SubmitTransactionAsync([untouched, .. actions], cancellationToken);
                return registration with { Version = responses.Value[0].Headers.ETag ?? default };
            }
            catch (TableTransactionFailedException exception)
                when (exception.Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status404NotFound)
            {
                // Somebody else has changed it or its tokens: look again.
            }
        }
    }

    private async Task<List<TableEntity>> RowsAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}");
        return await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }
}

/// <summary>A registration as it was read, and the rows of its tokens.</summary>
/// <param name="Registration">The registration.</param>
/// <param name="Tokens">See <see cref="OwnerTokenRows"/>.</param>
internal sealed record RegistrationWithTokens(Registration Registration, IReadOnlyCollection<TableEntity> Tokens);
