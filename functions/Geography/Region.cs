using NetTopologySuite.Geometries;

namespace ServerlessRegistry.Geography;

/// <summary>
/// A polygon with its holes, on the plane of longitudes and latitudes, where RFC 7946 draws its sides straight. The boxes of the
/// map are straight there too, so that both need no projection and no tolerance.
/// </summary>
internal sealed class Region
{
    /// <summary>Boxes are judged with this much to spare, in degrees (0.1 m), so that rounding never loses a point.</summary>
    private const double Spare = 1e-6;

    private readonly EdgeIndex _sides;
    private readonly double _longitude;

    /// <summary>Takes over a polygon.</summary>
    /// <param name="polygon">A valid one of longitudes and latitudes; across the antimeridian its longitudes go on beyond ±180.</param>
    public Region(Polygon polygon)
    {
        _sides = new EdgeIndex([.. polygon.InteriorRings.Prepend(polygon.ExteriorRing).SelectMany(SidesOf)]);
        var centroid = polygon.Centroid.Coordinate;
        _longitude = centroid.X;
        Center = new GeoPoint(centroid.X, centroid.Y).Normalized();

        // The area of a square degree changes with latitude almost in proportion, so that its value at the centroid is the mean:
        // 200 square kilometres at 70 degrees are right to 0.01%.
        var (meridian, parallel) = Geodesy.MetresPerDegree(centroid.Y);
        Area = polygon.Area * meridian * parallel;
    }

    /// <summary>Its centroid, which may lie outside of it.</summary>
    public GeoPoint Center { get; }

    /// <summary>Its area on the ellipsoid, in square metres.</summary>
    public double Area { get; }

    /// <summary>The box around it.</summary>
    public GeoBounds Bounds => _sides.Bounds;

    /// <summary>Whether a point is in it: a ray from there crosses an odd number of its sides.</summary>
    public bool Contains(GeoPoint point)
    {
        var near = point.Near(_longitude);
        var inside = false;
        foreach (var side in _sides.At(near.Latitude))
        {
            inside ^= side.IsCrossedByRayFrom(near);
        }

        return inside;
    }

    /// <summary>How a box lies to it.</summary>
    public AreaRelation RelationTo(GeoBounds box)
    {
        var near = box.Near(_longitude);
        var spared = new GeoBounds(near.West - Spare, near.South - Spare, near.East + Spare, near.North + Spare);
        foreach (var side in _sides.Between(spared.South, spared.North))
        {
            if (side.Touches(spared))
            {
                return AreaRelation.Partial;
            }
        }

        return Contains(new GeoPoint((near.West + near.East) / 2, (near.South + near.North) / 2)) ? AreaRelation.Inside : AreaRelation.Outside;
    }

    private static IEnumerable<Edge> SidesOf(LineString ring) =>
        Edge.Along([.. ring.Coordinates.Select(position => new GeoPoint(position.X, position.Y))]);
}
