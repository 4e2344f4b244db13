using Azure.Data.Tables;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Search;

/// <summary>A camera on the map: what a search needs, and nothing that names a person.</summary>
/// <param name="CameraId">The registration's id and the camera's number in it.</param>
/// <param name="RegistrationId">The registration.</param>
/// <param name="Point">Where it is.</param>
/// <param name="Label">What its owner calls it.</param>
/// <param name="Facing">Degrees clockwise from north; <see langword="null"/> where unknown.</param>
/// <param name="FieldOfView">Degrees; <see langword="null"/> where unknown.</param>
/// <param name="Range">Metres; <see langword="null"/> where unknown.</param>
/// <param name="RetentionDays">How long footage is kept.</param>
/// <param name="OwnerKind">Residence or business.</param>
/// <param name="Organization">The business; never the name of a residence.</param>
internal sealed record MapCamera(
    string CameraId,
    string RegistrationId,
    GeoPoint Point,
    string Label,
    double? Facing,
    double? FieldOfView,
    double? Range,
    int RetentionDays,
    OwnerKind OwnerKind,
    string? Organization)
{
    /// <summary>Until when its registration counts.</summary>
    public DateTimeOffset ValidUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The cameras of a registration at its position.</summary>
    public static IEnumerable<MapCamera> Of(Registration registration, GeoPoint point) => registration.Form.Cameras.Select((camera, index) => new MapCamera(
        registration.CameraId(index + 1),
        registration.Id.Value,
        point,
        camera.Label,
        camera.Facing,
        camera.FieldOfView,
        camera.Range,
        camera.RetentionDays,
        registration.Form.Owner.Kind,
        registration.Form.Owner.Kind == OwnerKind.Business ? registration.Form.Owner.Organization : null)
    {
        ValidUntil = registration.ValidUntil,
    });

    /// <summary>The row of the camera.</summary>
    public TableEntity ToRow()
    {
        var position = MapPosition.Of(Point);
        return new TableEntity(position.PartitionKey, position.RowKey(CameraId))
        {
            ["CameraId"] = CameraId,
            ["RegistrationId"] = RegistrationId,
            ["Longitude"] = Point.Longitude,
            ["Latitude"] = Point.Latitude,
            ["Label"] = Label,
            ["Facing"] = Facing,
            ["FieldOfView"] = FieldOfView,
            ["Range"] = Range,
            ["RetentionDays"] = RetentionDays,
            ["OwnerKind"] = OwnerKind.ToString(),
            ["Organization"] = Organization,
            ["ValidUntil"] = ValidUntil,
        };
    }

    /// <summary>
    /// Whether a point is within the camera's range and field of view; <see langword="null"/> where the owner did not say
    /// enough to tell. A point out of range is not seen, wherever the camera looks.
    /// </summary>
    public bool? Sees(GeoPoint point)
    {
        if (Range is { } range && Geodesy.Distance(Point, point) > range)
        {
            return false;
        }

        var inView = FieldOfView >= 360 ? true
            : Facing is { } facing && FieldOfView is { } view ? Math.Abs(Math.IEEERemainder(Geodesy.Bearing(Point, point) - facing, 360)) <= view / 2
            : (bool?)null;
        return inView == false ? false : Range is null ? null : inView;
    }
}
