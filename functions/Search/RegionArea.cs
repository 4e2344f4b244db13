using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>A polygon that an officer drew, or a police beat, which may have several.</summary>
internal sealed class RegionArea : ISearchArea
{
    /// <summary>The most positions of a drawn polygon, those of its holes included.</summary>
    public const int MaxPositions = 1000;

    /// <summary>The largest area, in square metres.</summary>
    public const double MaxArea = 200_000_000;

    /// <summary>The furthest that a drawn polygon may reach from corner to corner of its box, in metres, so that no sliver spans the state.</summary>
    public const double MaxReach = 50_000;

    private readonly Region[] _regions;

    /// <summary>Joins regions to one area.</summary>
    /// <param name="text">See <see cref="ISearchArea.Text"/>.</param>
    /// <param name="regions">At least one; they do not overlap.</param>
    public RegionArea(string text, IReadOnlyList<Region> regions)
    {
        Text = text;
        _regions = [.. regions];
        Area = regions.Sum(region => region.Area);
        Bounds = regions.Select(region => region.Bounds.Near(regions[0].Center.Longitude)).Aggregate((one, other) => one.With(other));
        Center = MiddleOf(regions);
    }

    /// <summary>The centroid.</summary>
    public GeoPoint Center { get; }

    /// <inheritdoc/>
    public GeoBounds Bounds { get; }

    /// <inheritdoc/>
    public string Text { get; }

    /// <summary>In square metres.</summary>
    public double Area { get; }

    /// <summary>The length of its box from corner to corner, in metres.</summary>
    public double Reach => Bounds.East - Bounds.West > 180 ? double.PositiveInfinity : Geodesy.Distance(new GeoPoint(Bounds.West, Bounds.South), new GeoPoint(Bounds.East, Bounds.North));

    /// <inheritdoc/>
    public AreaRelation RelationTo(GeoBounds box)
    {
        var whole = AreaRelation.Outside;
        foreach (var region in _regions)
        {
            var relation = region.RelationTo(box);
            if (relation == AreaRelation.Inside)
            {
                return relation;
            }

            whole = relation == AreaRelation.Partial ? relation : whole;
        }

        return whole;
    }

    /// <inheritdoc/>
    public bool Contains(GeoPoint point)
    {
        foreach (var region in _regions)
        {
            if (region.Contains(point))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>From the centroid.</summary>
    public double DistanceTo(GeoPoint point) => Geodesy.Distance(Center, point);

    private static GeoPoint MiddleOf(IReadOnlyList<Region> regions)
    {
        var first = regions[0].Center;
        var area = regions.Sum(region => region.Area);
        var longitude = regions.Sum(region => region.Center.Near(first.Longitude).Longitude * region.Area) / area;
        var latitude = regions.Sum(region => region.Center.Latitude * region.Area) / area;
        return new GeoPoint(longitude, latitude).Normalized();
    }
}
