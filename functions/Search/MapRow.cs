using System.Globalization;
using Azure;
using Azure.Data.Tables;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Search;

/// <summary>
/// A row of the map as a search reads it. The client fills its public columns and no others, so that the row's keys, time and tag, which no
/// search needs, are not even parsed; neither is what only a camera in the area needs.
/// </summary>
internal sealed class MapRow : ITableEntity
{
    /// <summary>See <see cref="MapCamera"/>, as for all columns.</summary>
    public string CameraId { get; set; } = "";

    /// <summary>The registration.</summary>
    public string RegistrationId { get; set; } = "";

    /// <summary>Degrees east.</summary>
    public double? Longitude { get; set; }

    /// <summary>Degrees north.</summary>
    public double? Latitude { get; set; }

    /// <summary>What its owner calls it.</summary>
    public string Label { get; set; } = "";

    /// <summary>Degrees clockwise from north.</summary>
    public double? Facing { get; set; }

    /// <summary>Degrees.</summary>
    public double? FieldOfView { get; set; }

    /// <summary>Metres.</summary>
    public double? Range { get; set; }

    /// <summary>How long footage is kept.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>The name of a <see cref="Registrations.OwnerKind"/>.</summary>
    public string OwnerKind { get; set; } = "";

    /// <summary>The business.</summary>
    public string? Organization { get; set; }

    /// <summary>Until when its registration counts, as ISO 8601.</summary>
    public string ValidUntil { get; set; } = "";

    /// <summary>Where the camera is; all that is looked at of rows beside the area.</summary>
    internal GeoPoint Point => new(Longitude!.Value, Latitude!.Value);

    string ITableEntity.PartitionKey { get; set; } = "";

    string ITableEntity.RowKey { get; set; } = "";

    DateTimeOffset? ITableEntity.Timestamp { get; set; }

    ETag ITableEntity.ETag { get; set; }

    /// <summary>The camera that lies in the row.</summary>
    public MapCamera ToCamera() => new(
        CameraId, RegistrationId, Point, Label, Facing, FieldOfView, Range, RetentionDays!.Value, Enum.Parse<OwnerKind>(OwnerKind), Organization)
    {
        ValidUntil = DateTimeOffset.Parse(ValidUntil, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
    };
}
