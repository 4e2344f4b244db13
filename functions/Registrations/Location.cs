using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Registrations;

/// <summary>Where a registration's cameras are.</summary>
/// <param name="Point">The position.</param>
/// <param name="Precision">What the position stands for.</param>
/// <param name="Source">Who or what placed it.</param>
public sealed record Location(GeoPoint Point, LocationPrecision Precision, LocationSource Source);
