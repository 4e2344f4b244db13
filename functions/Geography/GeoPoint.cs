namespace ServerlessRegistry.Geography;

/// <summary>A position on the WGS 84 ellipsoid, in the order GeoJSON (RFC 7946) writes it.</summary>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
public readonly record struct GeoPoint(double Longitude, double Latitude);
