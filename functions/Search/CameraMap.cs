using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Search;

/// <summary>The map of all cameras, in the table <c>CameraMap</c>.</summary>
public sealed class CameraMap(TableServiceClient tables)
{
    /// <summary>The most queries of one search; they run side by side.</summary>
    internal const int MaxRanges = 16;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.CameraMap);

    /// <summary>Puts a registration's cameras on the map at a position where it has none yet, all at once. Doing it again changes nothing.</summary>
    public Task PutAsync(Registration registration, GeoPoint point, CancellationToken cancellationToken) =>
        _table.SubmitTransactionAsync(Puts(MapCamera.Of(registration, point).Select(camera => camera.ToRow())), cancellationToken);

    /// <summary>
    /// Makes a position say what a registration says now: its cameras change, come and go all at once, so that no search finds it
    /// half changed.
    /// </summary>
    public async Task ReplaceAsync(Registration registration, GeoPoint point, CancellationToken cancellationToken)
    {
        var rows = MapCamera.Of(registration, point).Select(camera => camera.ToRow()).ToList();
        var kept = rows.Select(row => row.RowKey).ToHashSet();
        await ChangeAsync(registration.Id, point, there => [.. Puts(rows), .. Deletions(there.Where(row => !kept.Contains(row.RowKey)))], cancellationToken);
    }

    /// <summary>Takes a registration's cameras off the map at a position, all at once. Those that are not there are passed over.</summary>
    public Task RemoveAsync(RegistrationId id, GeoPoint point, CancellationToken cancellationToken) =>
        ChangeAsync(id, point, there => [.. Deletions(there)], cancellationToken);

    /// <summary>Every place on the map where a registration has cameras, in pages.</summary>
    internal async IAsyncEnumerable<(RegistrationId Id, GeoPoint Point)> PlacesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The cameras of a registration at a place come one after the other.
        (RegistrationId Id, GeoPoint Point)? last = null;
        await foreach (var row in _table.QueryAsync<MapRow>(select: ["RegistrationId", "Longitude", "Latitude"], cancellationToken: cancellationToken))
        {
            var place = (RegistrationId.Parse(row.RegistrationId), row.Point);
            if (place != last)
            {
                last = place;
                yield return place;
            }
        }
    }

    /// <summary>Hands on every camera in an area, in no order and from several queries at a time.</summary>
    /// <returns>What it took.</returns>
    internal async Task<MapReading> ReadAsync(ISearchArea area, Action<MapCamera> found, CancellationToken cancellationToken)
    {
        var readings = await Task.WhenAll(SearchCover.Of(area, MaxRanges).Select(range => ReadAsync(range, area, found, cancellationToken)));
        return new MapReading(readings.Sum(reading => reading.Requests), readings.Sum(reading => reading.Rows));
    }

    /// <summary>Hands on the camera of a row if it is in the area.</summary>
    internal static void HandOn(MapRow row, ISearchArea area, Action<MapCamera> found)
    {
        if (area.Contains(row.Point))
        {
            found(row.ToCamera());
        }
    }

    private static IEnumerable<TableTransactionAction> Puts(IEnumerable<TableEntity> rows) =>
        rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));

    private static IEnumerable<TableTransactionAction> Deletions(IEnumerable<TableEntity> rows) =>
        rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));

    /// <summary>A registration has up to 100 cameras whose ids are numbers from 1, so that a change of all of them fits a transaction.</summary>
    private async Task ChangeAsync(
        RegistrationId id, GeoPoint point, Func<List<TableEntity>, List<TableTransactionAction>> change, CancellationToken cancellationToken)
    {
        var filter = MapPosition.Of(point).RowsOf(id);
        while (change(await _table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken)
            .ToListAsync(cancellationToken)) is { Count: > 0 } actions)
        {
            try
            {
                await _table.SubmitTransactionAsync(actions, cancellationToken);
                return;
            }
            catch (TableTransactionFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
            {
                // Somebody else takes the same cameras off: look at what is left.
            }
        }
    }

    private async Task<MapReading> ReadAsync(KeyRange range, ISearchArea area, Action<MapCamera> found, CancellationToken cancellationToken)
    {
        var (pages, rows) = (0, 0);
        await foreach (var page in _table.QueryAsync<MapRow>(range.ToFilter(), cancellationToken: cancellationToken).AsPages())
        {
            pages++;
            rows += page.Values.Count;
            foreach (var row in page.Values)
            {
                HandOn(row, area, found);
            }
        }

        return new MapReading(pages, rows);
    }
}

/// <summary>What it took to read a part of the map.</summary>
/// <param name="Requests">Requests to the storage.</param>
/// <param name="Rows">Rows that it sent.</param>
internal readonly record struct MapReading(int Requests, int Rows);
