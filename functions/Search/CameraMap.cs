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

    /// <summary>Puts a registration's cameras on the map at a position, all at once. Doing it again changes nothing.</summary>
    public Task PutAsync(Registration registration, GeoPoint point, CancellationToken cancellationToken) => _table.SubmitTransactionAsync(
        MapCamera.Of(registration, point).Select(camera => new TableTransactionAction(TableTransactionActionType.UpsertReplace, camera.ToRow())),
        cancellationToken);

    /// <summary>Takes a registration's cameras off the map at a position, all at once. Those that are not there are passed over.</summary>
    public async Task RemoveAsync(Registration registration, GeoPoint point, CancellationToken cancellationToken)
    {
        var position = MapPosition.Of(point);
        while (await _table.QueryAsync<TableEntity>(position.RowsOf(registration.Id), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken)
            .ToListAsync(cancellationToken) is { Count: > 0 } rows)
        {
            try
            {
                var deletions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));
                await _table.SubmitTransactionAsync(deletions, cancellationToken);
            }
            catch (TableTransactionFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
            {
                // Somebody else takes the same cameras off: look at what is left.
            }
        }
    }

    /// <summary>Hands on every camera in an area, in no order and from several queries at a time.</summary>
    internal Task ReadAsync(ISearchArea area, Action<MapCamera> found, CancellationToken cancellationToken) =>
        Task.WhenAll(SearchCover.Of(area, MaxRanges).Select(range => ReadAsync(range, area, found, cancellationToken)));

    /// <summary>Hands on the camera of a row if it is in the area. A row that is not costs two numbers to read.</summary>
    internal static void HandOn(TableEntity row, ISearchArea area, Action<MapCamera> found)
    {
        if (area.Contains(MapCamera.PointOf(row)))
        {
            found(MapCamera.Read(row));
        }
    }

    private async Task ReadAsync(KeyRange range, ISearchArea area, Action<MapCamera> found, CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(range.ToFilter(), cancellationToken: cancellationToken))
        {
            HandOn(row, area, found);
        }
    }
}
