using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>Everything within half a width of a route. Its ends are round.</summary>
internal sealed class CorridorArea : ISearchArea
{
    /// <summary>The most positions of a route.</summary>
    public const int MaxPositions = 1000;

    /// <summary>The longest route, in metres.</summary>
    public const double MaxLength = 20_000;

    /// <summary>The largest width, in metres from side to side.</summary>
    public const double MaxWidth = 2_000;

    /// <summary>Boxes are judged with this much to spare, in metres, so that rounding never loses a camera.</summary>
    private const double Spare = 1;

    private readonly EdgeIndex _route;
    private readonly double _halfWidth;
    private readonly double _longitude;
    private readonly DegreeLengths _degrees;
    private readonly double _reachNorth;
    private readonly double _reachEast;

    /// <summary>The corridor along a route.</summary>
    /// <param name="line">The route's positions, two or more. Across the antimeridian their longitudes go on beyond ±180.</param>
    /// <param name="width">From side to side, in metres.</param>
    public CorridorArea(IReadOnlyList<GeoPoint> line, double width)
    {
        _route = new EdgeIndex([.. Edge.Along(line)]);
        _halfWidth = width / 2;
        _longitude = (_route.Bounds.West + _route.Bounds.East) / 2;
        Bounds = Geodesy.BoundsAround(_route.Bounds, _halfWidth + Spare);
        _degrees = new DegreeLengths(Bounds);
        _reachNorth = Bounds.North - _route.Bounds.North;
        _reachEast = Bounds.East - _route.Bounds.East;
        Center = new GeoPoint(_longitude, (_route.Bounds.South + _route.Bounds.North) / 2).Normalized();
        var numbers = line.Select(position => FormattableString.Invariant($"{position.Longitude:R} {position.Latitude:R}"));
        Text = FormattableString.Invariant($"corridor {width:R} {string.Join(' ', numbers)}");
    }

    /// <summary>The middle of the route's box.</summary>
    public GeoPoint Center { get; }

    /// <inheritdoc/>
    public GeoBounds Bounds { get; }

    /// <inheritdoc/>
    public string Text { get; }

    /// <summary>The length of a route, in metres.</summary>
    public static double LengthOf(IReadOnlyList<GeoPoint> line) => Edge.Along(line).Sum(leg => Geodesy.Distance(leg.From, leg.To));

    /// <inheritdoc/>
    public AreaRelation RelationTo(GeoBounds box)
    {
        var near = box.Near(_longitude);
        var reach = new GeoBounds(near.West - _reachEast, near.South - _reachNorth, near.East + _reachEast, near.North + _reachNorth);
        var mayBeInside = NarrowerSide(near, _degrees.Shortest) < 2 * _halfWidth;
        var relation = AreaRelation.Outside;
        foreach (var leg in _route.Between(reach.South, reach.North))
        {
            if (!leg.Touches(reach))
            {
                continue;
            }

            if (mayBeInside && FurthestCorner(leg, near, _degrees.Longest) < _halfWidth - Spare)
            {
                return AreaRelation.Inside;
            }

            if (relation == AreaRelation.Outside && Distance(leg, near, _degrees.Shortest) <= _halfWidth + Spare)
            {
                relation = AreaRelation.Partial;
            }

            if (relation == AreaRelation.Partial && !mayBeInside)
            {
                return relation;
            }
        }

        return relation;
    }

    /// <inheritdoc/>
    public bool Contains(GeoPoint point) => DistanceWithinReach(point.Near(_longitude)) <= _halfWidth;

    /// <summary>From the route.</summary>
    public double DistanceTo(GeoPoint point)
    {
        var near = point.Near(_longitude);
        var within = DistanceWithinReach(near);
        return within <= _halfWidth ? within : Distance(near, _route.All, double.PositiveInfinity);
    }

    /// <summary>The distance from the legs that come near enough to a point to have it in the corridor; infinite where none does.</summary>
    private double DistanceWithinReach(GeoPoint point) =>
        Distance(point, _route.Between(point.Latitude - _reachNorth, point.Latitude + _reachNorth), _reachEast);

    /// <summary>The distance from the nearest of some legs, leaving aside those that are further east or west than a number of degrees.</summary>
    private static double Distance(GeoPoint point, ReadOnlySpan<Edge> legs, double reachEast)
    {
        // Every leg is straight in longitude and latitude, and so it is on a plane with the lengths that a degree has at the point.
        var degree = Geodesy.MetresPerDegree(point.Latitude);
        var (nearest, least) = (point, double.PositiveInfinity);
        foreach (var leg in legs)
        {
            if (leg.Bounds.West > point.Longitude + reachEast || leg.Bounds.East < point.Longitude - reachEast)
            {
                continue;
            }

            var candidate = leg.NearestTo(point, degree);
            var distance = OnPlane(point, candidate, degree);
            (nearest, least) = distance < least ? (candidate, distance) : (nearest, least);
        }

        return double.IsFinite(least) ? Geodesy.Distance(point, nearest) : least;
    }

    /// <summary>
    /// The distance of the corner that is furthest from a leg. The points within a distance of a leg are a convex set, so a box is
    /// in it when its corners are.
    /// </summary>
    private static double FurthestCorner(Edge leg, GeoBounds box, (double Meridian, double Parallel) degree) => Math.Max(
        Math.Max(ToLeg(leg, box.West, box.South, degree), ToLeg(leg, box.West, box.North, degree)),
        Math.Max(ToLeg(leg, box.East, box.South, degree), ToLeg(leg, box.East, box.North, degree)));

    /// <summary>Between a leg and a box that do not touch, one of the nearest points is a corner of the box or an end of the leg.</summary>
    private static double Distance(Edge leg, GeoBounds box, (double Meridian, double Parallel) degree)
    {
        if (leg.Touches(box))
        {
            return 0;
        }

        var fromCorners = Math.Min(
            Math.Min(ToLeg(leg, box.West, box.South, degree), ToLeg(leg, box.West, box.North, degree)),
            Math.Min(ToLeg(leg, box.East, box.South, degree), ToLeg(leg, box.East, box.North, degree)));
        return Math.Min(fromCorners, Math.Min(ToBox(leg.From, box, degree), ToBox(leg.To, box, degree)));
    }

    private static double ToLeg(Edge leg, double longitude, double latitude, (double Meridian, double Parallel) degree)
    {
        var corner = new GeoPoint(longitude, latitude);
        return OnPlane(corner, leg.NearestTo(corner, degree), degree);
    }

    private static double ToBox(GeoPoint end, GeoBounds box, (double Meridian, double Parallel) degree) => OnPlane(
        end, new GeoPoint(Math.Clamp(end.Longitude, box.West, box.East), Math.Clamp(end.Latitude, box.South, box.North)), degree);

    private static double NarrowerSide(GeoBounds box, (double Meridian, double Parallel) degree) =>
        Math.Min((box.East - box.West) * degree.Parallel, (box.North - box.South) * degree.Meridian);

    private static double OnPlane(GeoPoint one, GeoPoint other, (double Meridian, double Parallel) degree)
    {
        var (east, north) = ((one.Longitude - other.Longitude) * degree.Parallel, (one.Latitude - other.Latitude) * degree.Meridian);
        return Math.Sqrt((east * east) + (north * north));
    }
}
