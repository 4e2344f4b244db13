using Azure.Data.Tables;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Checks;

/// <summary>The map shows each camera of a registration that is on it, as the registration says, and no other at its place.</summary>
internal sealed class MapCheck : IRegistrationCheck
{
    private const string Renew = "Have its location set again by a coordinator, or its owner renew it: either writes its cameras anew.";

    /// <inheritdoc/>
    public bool HoldsAlways => false;

    /// <inheritdoc/>
    public Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) =>
        Task.FromResult(stored.Registration is { IsOnMap: true, Location: { } location } registration
            ? Find(MapCamera.Of(registration, location.Point).ToDictionary(camera => camera.CameraId), stored.MapRows)
            : []);

    private static IEnumerable<Breach> Find(Dictionary<string, MapCamera> expected, IReadOnlyList<TableEntity> rows)
    {
        foreach (var row in rows)
        {
            var id = row["CameraId"] as string ?? row.RowKey;
            if (!expected.Remove(id, out var camera))
            {
                yield return new Breach("map.surplus", id, "The map shows a camera that the registration does not have.", Renew);
            }
            else if (!IsSame(row, camera))
            {
                yield return new Breach("map.different", id, "The map shows the camera otherwise than the registration says.", Renew);
            }
        }

        foreach (var missing in expected.Keys)
        {
            yield return new Breach("map.missing", missing, "The map does not show the camera.", Renew);
        }
    }

    /// <summary>Rows compare as they would be written.</summary>
    private static bool IsSame(TableEntity row, MapCamera camera)
    {
        var expected = camera.ToRow();
        return expected.RowKey == row.RowKey
            && expected.Where(column => column.Value is not null).All(column => Equals(row[column.Key], column.Value))
            && expected.Where(column => column.Value is null).All(column => row[column.Key] is null);
    }
}
