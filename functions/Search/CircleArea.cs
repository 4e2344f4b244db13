using System.Globalization;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>Everything within a distance of a point.</summary>
/// <param name="Center">The point.</param>
/// <param name="Radius">The distance, in metres.</param>
internal sealed record CircleArea(GeoPoint Center, double Radius) : ISearchArea
{
    /// <summary>The largest radius, in metres.</summary>
    public const double MaxRadius = 10_000;

    /// <summary>Boxes are judged with this much to spare, in metres, so that rounding never loses a camera.</summary>
    private const double Spare = 1;

    /// <inheritdoc/>
    public GeoBounds Bounds => Geodesy.BoundsAround(Center, Radius + Spare);

    /// <inheritdoc/>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"circle {Center.Longitude:R} {Center.Latitude:R} {Radius:R}");

    /// <inheritdoc/>
    public AreaRelation RelationTo(GeoBounds box)
    {
        var near = box.Near(Center.Longitude);
        var nearest = new GeoPoint(Math.Clamp(Center.Longitude, near.West, near.East), Math.Clamp(Center.Latitude, near.South, near.North));
        if (Geodesy.Distance(Center, nearest) > Radius + Spare)
        {
            return AreaRelation.Outside;
        }

        var farLongitude = Center.Longitude - near.West > near.East - Center.Longitude ? near.West : near.East;
        return Geodesy.Distance(Center, new GeoPoint(farLongitude, near.South)) < Radius - Spare
            && Geodesy.Distance(Center, new GeoPoint(farLongitude, near.North)) < Radius - Spare
            ? AreaRelation.Inside
            : AreaRelation.Partial;
    }

    /// <inheritdoc/>
    public bool Contains(GeoPoint point) => Geodesy.Distance(Center, point) <= Radius;

    /// <summary>From the circle's centre.</summary>
    public double DistanceTo(GeoPoint point) => Geodesy.Distance(Center, point);
}
