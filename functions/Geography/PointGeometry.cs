namespace ServerlessRegistry.Geography;

/// <summary>A point as GeoJSON (RFC 7946) writes it.</summary>
/// <param name="Type">Always <c>Point</c>.</param>
/// <param name="Coordinates">Longitude and latitude, in degrees.</param>
public sealed record PointGeometry(string Type, IReadOnlyList<double> Coordinates)
{
    /// <summary>Seven decimals of a degree are a centimetre.</summary>
    private const int Decimals = 7;

    /// <summary>Writes a position.</summary>
    public static PointGeometry Of(GeoPoint point) =>
        new("Point", [Math.Round(point.Longitude, Decimals), Math.Round(point.Latitude, Decimals)]);
}
