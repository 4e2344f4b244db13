using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Reads registrations as they lie in the storage, also those that the registry itself could not read.</summary>
internal sealed class StoredRegistrations(TableServiceClient tables, RegistrationRows rows, TimeProvider clock)
{
    private readonly TableClient _registrations = tables.GetTableClient(StorageNames.Registrations);
    private readonly TableClient _map = tables.GetTableClient(StorageNames.CameraMap);

    /// <summary>All of them, in the order of their ids; only one partition and one page are held at a time.</summary>
    public async IAsyncEnumerable<(string Id, IReadOnlyList<TableEntity> Rows)> PartitionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = new List<TableEntity>();
        await foreach (var row in _registrations.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (partition.Count > 0 && partition[0].PartitionKey != row.PartitionKey)
            {
                yield return (partition[0].PartitionKey, partition);
                partition = [];
            }

            partition.Add(row);
        }

        if (partition.Count > 0)
        {
            yield return (partition[0].PartitionKey, partition);
        }
    }

    /// <summary>A registration as it is now; <see langword="null"/> where nothing of it is there.</summary>
    public async Task<StoredRegistration?> FindAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return null;
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id}");
        var found = await _registrations.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return found.Count == 0 ? null : Read(id, found);
    }

    /// <summary>Judges something that belongs to a registration: that must be there. What belongs to one that has just ended may be on its way out.</summary>
    /// <param name="id">The registration's id.</param>
    /// <param name="settings">How strict.</param>
    /// <param name="stray">The verdict where the registration is not there.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<Verdict> JudgeAsync(string? id, CheckSettings settings, Verdict stray, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) switch
        {
            { Main: not null, IsTombstone: false } => Verdict.Sound,
            var stored => stray with { IsRecent = settings.IsRecent(stored?.ErasedAt, clock.GetUtcNow()) },
        };

    /// <summary>A registration with its cameras on the map.</summary>
    public async Task<StoredRegistration> ReadWithMapAsync(string id, IReadOnlyList<TableEntity> found, CancellationToken cancellationToken)
    {
        var stored = Read(id, found);
        return stored.Registration?.Location is not { } location
            ? stored
            : stored with
            {
                MapRows = await _map.QueryAsync<TableEntity>(
                    MapPosition.Of(location.Point).RowsOf(stored.Registration.Id), cancellationToken: cancellationToken).ToListAsync(cancellationToken),
            };
    }

    /// <summary>Whatever is wrong with the rows, the walk goes on.</summary>
    private StoredRegistration Read(string id, IReadOnlyList<TableEntity> found)
    {
        try
        {
            return new StoredRegistration(id, found, rows.Read(found), null, []);
        }
        catch (Exception exception)
        {
            return new StoredRegistration(id, found, null, exception, []);
        }
    }
}
