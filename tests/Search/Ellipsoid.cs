using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Search;

/// <summary>Distances by another road than the registry's: as chords between points of the WGS 84 ellipsoid in space, which over 30 km are short by a millionth.</summary>
internal static class Ellipsoid
{
    private const double Axis = 6378137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double Squared = Flattening * (2 - Flattening);

    public static double Distance(GeoPoint one, GeoPoint other)
    {
        var (first, second) = (InSpace(one), InSpace(other));
        return Math.Sqrt(Math.Pow(first.X - second.X, 2) + Math.Pow(first.Y - second.Y, 2) + Math.Pow(first.Z - second.Z, 2));
    }

    /// <summary>A point this far east and north of another, to a thousandth.</summary>
    public static GeoPoint Offset(GeoPoint origin, double east, double north)
    {
        var latitude = origin.Latitude + (north / Distance(origin with { Latitude = origin.Latitude - 0.005 }, origin with { Latitude = origin.Latitude + 0.005 }) * 0.01);
        var longitude = origin.Longitude + (east / Distance(new GeoPoint(0, latitude), new GeoPoint(0.01, latitude)) * 0.01);
        return new GeoPoint(longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude, latitude);
    }

    private static (double X, double Y, double Z) InSpace(GeoPoint point)
    {
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(point.Latitude));
        var normal = Axis / Math.Sqrt(1 - (Squared * sine * sine));
        var (east, toward) = Math.SinCos(double.DegreesToRadians(point.Longitude));
        return (normal * cosine * toward, normal * cosine * east, normal * (1 - Squared) * sine);
    }
}
