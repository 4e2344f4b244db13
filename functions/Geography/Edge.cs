namespace ServerlessRegistry.Geography;

/// <summary>
/// A line between two positions, straight in longitude and latitude as RFC 7946 (section 3.1.1) draws it. Its longitudes
/// may lie beyond ±180.
/// </summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
internal readonly record struct Edge(GeoPoint From, GeoPoint To)
{
    /// <summary>Its lowest latitude.</summary>
    public double South => Math.Min(From.Latitude, To.Latitude);

    /// <summary>Its highest latitude.</summary>
    public double North => Math.Max(From.Latitude, To.Latitude);

    /// <summary>The box around it.</summary>
    public GeoBounds Bounds => new(Math.Min(From.Longitude, To.Longitude), South, Math.Max(From.Longitude, To.Longitude), North);

    /// <summary>The lines between positions that follow one another.</summary>
    public static IEnumerable<Edge> Along(IReadOnlyList<GeoPoint> positions) =>
        Enumerable.Range(1, positions.Count - 1).Select(index => new Edge(positions[index - 1], positions[index]));

    /// <summary>
    /// Whether a ray from the point to the east crosses the line. A line has its southern end and not its northern one, so that
    /// a ray through a corner of a ring crosses it once.
    /// </summary>
    public bool IsCrossedByRayFrom(GeoPoint point)
    {
        if (From.Latitude > point.Latitude == To.Latitude > point.Latitude)
        {
            return false;
        }

        var part = (point.Latitude - From.Latitude) / (To.Latitude - From.Latitude);
        return point.Longitude < From.Longitude + (part * (To.Longitude - From.Longitude));
    }

    /// <summary>
    /// Whether the line has a point in common with a box: their boxes overlap and the box's corners are not all on one side of
    /// the line (the separating axis theorem).
    /// </summary>
    public bool Touches(GeoBounds box)
    {
        var own = Bounds;
        if (own.East < box.West || own.West > box.East || own.North < box.South || own.South > box.North)
        {
            return false;
        }

        var southWest = SideOf(box.West, box.South);
        var southEast = SideOf(box.East, box.South);
        var northWest = SideOf(box.West, box.North);
        var northEast = SideOf(box.East, box.North);
        var allLeft = southWest > 0 && southEast > 0 && northWest > 0 && northEast > 0;
        var allRight = southWest < 0 && southEast < 0 && northWest < 0 && northEast < 0;
        return !allLeft && !allRight;
    }

    /// <summary>The line's point that is nearest to another point, on a plane with these lengths of a degree.</summary>
    /// <param name="point">The other point.</param>
    /// <param name="degree">The metres of a degree of latitude and of longitude.</param>
    public GeoPoint NearestTo(GeoPoint point, (double Meridian, double Parallel) degree)
    {
        var (longitudes, latitudes) = (To.Longitude - From.Longitude, To.Latitude - From.Latitude);
        var (east, north) = (longitudes * degree.Parallel, latitudes * degree.Meridian);
        var squared = (east * east) + (north * north);
        if (squared == 0)
        {
            return From;
        }

        var (toEast, toNorth) = ((point.Longitude - From.Longitude) * degree.Parallel, (point.Latitude - From.Latitude) * degree.Meridian);
        var part = Math.Clamp(((toEast * east) + (toNorth * north)) / squared, 0, 1);
        return new GeoPoint(From.Longitude + (part * longitudes), From.Latitude + (part * latitudes));
    }

    private double SideOf(double longitude, double latitude) =>
        ((To.Longitude - From.Longitude) * (latitude - From.Latitude)) - ((To.Latitude - From.Latitude) * (longitude - From.Longitude));
}
