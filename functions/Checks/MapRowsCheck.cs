using Azure.Data.Tables;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Search;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every camera on the map is one of a registration that is on the map, at its place, and found where that place is.</summary>
internal sealed class MapRowsCheck(TableServiceClient tables, StoredRegistrations registrations, TimeProvider clock)
    : TableRowsCheck(tables, StorageNames.CameraMap, "cameras on the map")
{
    private const string Sweep = "Run the function SweepMap by hand; it takes off the map what no registration stands behind.";

    /// <inheritdoc/>
    protected override async Task<Verdict> LookAsync(TableEntity row, CheckSettings settings, CancellationToken cancellationToken)
    {
        var id = row["CameraId"] as string ?? row.RowKey;
        if (PointOf(row) is not { } point || !IsAt(row, MapPosition.Of(point), id))
        {
            return Verdict.Of("map.misplaced", id, "The row's key is not the one of the camera's place, so that searches there miss it.", "Delete the row.");
        }

        var stored = await registrations.FindAsync(row["RegistrationId"] as string, cancellationToken);
        return stored switch
        {
            null or { IsTombstone: true } => Verdict.Of("map.stray", id, "No registration stands behind the camera.", Sweep),
            { Registration: null } => Verdict.Sound,
            { Registration: { IsOnMap: true, Location: { } location } } when location.Point == point => Verdict.Sound,
            { Change: { } change } => Verdict.Working(change),
            { Registration: var registration } => NotHere(id) with { IsRecent = settings.IsRecent(registration.UpdatedAt, clock.GetUtcNow()) },
        };
    }

    private static Verdict NotHere(string id) => Verdict.Of("map.stray", id, "The registration is not on the map at this place.", Sweep);

    private static bool IsAt(TableEntity row, MapPosition position, string cameraId) =>
        row.PartitionKey == position.PartitionKey && row.RowKey == position.RowKey(cameraId);

    private static GeoPoint? PointOf(TableEntity row) =>
        row["Longitude"] is double longitude && row["Latitude"] is double latitude ? new GeoPoint(longitude, latitude) : null;
}
