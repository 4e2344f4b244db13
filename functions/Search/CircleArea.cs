using System.Globalization;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>Everything within a distance of a point.</summary>
internal sealed class CircleArea : ISearchArea
{
    /// <summary>The largest radius, in metres.</summary>
    public const double MaxRadius = 10_000;

    /// <summary>Boxes are judged with this much to spare, in metres, so that rounding never loses a camera.</summary>
    private const double Spare = 1;

    private readonly (double Meridian, double Parallel) _shortest;
    private readonly (double Meridian, double Parallel) _longest;
    private readonly double _squaredInner;
    private readonly double _squaredOuter;

    /// <summary>The circle around a point.</summary>
    /// <param name="center">The point.</param>
    /// <param name="radius">The distance, in metres.</param>
    public CircleArea(GeoPoint center, double radius)
    {
        Center = center;
        Radius = radius;
        Bounds = Geodesy.BoundsAround(center, radius + Spare);
        var degrees = new DegreeLengths(Bounds);
        (_shortest, _longest) = (degrees.Shortest, degrees.Longest);
        _squaredInner = Math.Pow(Math.Max(0, radius - Spare), 2);
        _squaredOuter = Math.Pow(radius + Spare, 2);
    }

    /// <inheritdoc/>
    public GeoPoint Center { get; }

    /// <summary>In metres.</summary>
    public double Radius { get; }

    /// <inheritdoc/>
    public GeoBounds Bounds { get; }

    /// <inheritdoc/>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"circle {Center.Longitude:R} {Center.Latitude:R} {Radius:R}");

    /// <summary>Hundreds of boxes are judged for a search, so they are judged on planes that are a little too small and a little too large.</summary>
    public AreaRelation RelationTo(GeoBounds box)
    {
        var near = box.Near(Center.Longitude);
        var (west, east) = (near.West - Center.Longitude, near.East - Center.Longitude);
        var (south, north) = (near.South - Center.Latitude, near.North - Center.Latitude);
        if (SquaredOnPlane(Math.Max(0, Math.Max(west, -east)), Math.Max(0, Math.Max(south, -north)), _shortest) > _squaredOuter)
        {
            return AreaRelation.Outside;
        }

        return SquaredOnPlane(Math.Max(-west, east), Math.Max(-south, north), _longest) < _squaredInner ? AreaRelation.Inside : AreaRelation.Partial;
    }

    /// <inheritdoc/>
    public bool Contains(GeoPoint point) => DistanceTo(point) <= Radius;

    /// <summary>From the circle's centre.</summary>
    public double DistanceTo(GeoPoint point) => Geodesy.Distance(Center, point);

    private static double SquaredOnPlane(double longitudes, double latitudes, (double Meridian, double Parallel) degree)
    {
        var (east, north) = (longitudes * degree.Parallel, latitudes * degree.Meridian);
        return (east * east) + (north * north);
    }
}
