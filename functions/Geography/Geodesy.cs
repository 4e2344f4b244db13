namespace ServerlessRegistry.Geography;

/// <summary>Lengths and directions on the WGS 84 ellipsoid, over the distances of a city.</summary>
public static class Geodesy
{
    /// <summary>WGS 84: semi-major axis, in metres.</summary>
    private const double SemiMajorAxis = 6378137.0;

    /// <summary>WGS 84: first eccentricity squared, f(2 - f) with f = 1/298.257223563.</summary>
    private const double EccentricitySquared = 0.0066943799901413165;

    /// <summary>
    /// The distance of two points in metres: Pythagoras with the ellipsoid's radii of curvature at the middle latitude
    /// (Torge, Geodesy, 4.1). Up to 20 km and 70° of latitude it is within 0.01% of the geodesic.
    /// </summary>
    public static double Distance(GeoPoint from, GeoPoint to)
    {
        var (east, north) = Offset(from, to);
        return Math.Sqrt((east * east) + (north * north));
    }

    /// <summary>The direction from one point to another, in degrees clockwise from north, 0 to 360.</summary>
    public static double Bearing(GeoPoint from, GeoPoint to)
    {
        var (east, north) = Offset(from, to);
        return (double.RadiansToDegrees(Math.Atan2(east, north)) + 360) % 360;
    }

    /// <summary>The smallest box around everything within a distance of a point, in metres.</summary>
    public static GeoBounds BoundsAround(GeoPoint center, double distance) =>
        BoundsAround(new GeoBounds(center.Longitude, center.Latitude, center.Longitude, center.Latitude), distance);

    /// <summary>A box around everything within a distance of a box, in metres.</summary>
    public static GeoBounds BoundsAround(GeoBounds box, double distance)
    {
        var latitudes = distance / Math.Min(MetresPerDegree(box.South).Meridian, MetresPerDegree(box.North).Meridian);

        // On its poleward side the distance reaches further in longitude than elsewhere.
        var poleward = Math.Min(89, Math.Max(Math.Abs(box.South), Math.Abs(box.North)) + latitudes);
        var longitudes = distance / MetresPerDegree(poleward).Parallel;
        return new GeoBounds(
            box.West - longitudes, Math.Max(-90, box.South - latitudes), box.East + longitudes, Math.Min(90, box.North + latitudes));
    }

    /// <summary>The length of a degree of latitude and of a degree of longitude, in metres, at a latitude.</summary>
    internal static (double Meridian, double Parallel) MetresPerDegree(double latitude)
    {
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(latitude));
        var squared = 1 - (EccentricitySquared * sine * sine);
        var primeVertical = SemiMajorAxis / Math.Sqrt(squared);
        var meridional = primeVertical * (1 - EccentricitySquared) / squared;
        return (double.DegreesToRadians(meridional), double.DegreesToRadians(primeVertical * cosine));
    }

    /// <summary>How far east and north of a point another is, in metres, the short way around the earth.</summary>
    private static (double East, double North) Offset(GeoPoint from, GeoPoint to)
    {
        var (meridian, parallel) = MetresPerDegree((from.Latitude + to.Latitude) / 2);
        return (Math.IEEERemainder(to.Longitude - from.Longitude, 360) * parallel, (to.Latitude - from.Latitude) * meridian);
    }
}
