namespace ServerlessRegistry.Geography;

/// <summary>A box of longitudes and latitudes, in degrees. Where it crosses the antimeridian, <paramref name="East"/> is above 180.</summary>
/// <param name="West">-180 to 180.</param>
/// <param name="South">-90 to 90.</param>
/// <param name="East">At least <paramref name="West"/>, at most 360 more.</param>
/// <param name="North">At least <paramref name="South"/>.</param>
public readonly record struct GeoBounds(double West, double South, double East, double North);
