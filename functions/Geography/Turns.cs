namespace ServerlessRegistry.Geography;

/// <summary>
/// Longitudes repeat every 360 degrees. What crosses the antimeridian is kept with longitudes that go on beyond ±180, and
/// what is compared with it is first turned to the same side.
/// </summary>
internal static class Turns
{
    /// <summary>The whole turns, in degrees, that bring a longitude as near as possible to another. Exactly 0 where it is near already.</summary>
    /// <param name="reference">The longitude to come near to.</param>
    /// <param name="longitude">The longitude to turn.</param>
    public static double Toward(double reference, double longitude) => Math.Round((reference - longitude) / 360) * 360;

    /// <summary>A point, turned so that it is as near as possible to a longitude.</summary>
    public static GeoPoint Near(this GeoPoint point, double reference) =>
        point with { Longitude = point.Longitude + Toward(reference, point.Longitude) };

    /// <summary>A point with its longitude within ±180.</summary>
    public static GeoPoint Normalized(this GeoPoint point) => point.Near(0);
}
