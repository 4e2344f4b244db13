using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>An area that an officer searches.</summary>
internal interface ISearchArea
{
    /// <summary>The middle of the area.</summary>
    GeoPoint Center { get; }

    /// <summary>A box around the area. Across the antimeridian its longitudes go on beyond ±180.</summary>
    GeoBounds Bounds { get; }

    /// <summary>The area in one line, in numbers that tell it from every other.</summary>
    string Text { get; }

    /// <summary>How a box lies to the area. It may say <see cref="AreaRelation.Partial"/> where it does not know.</summary>
    AreaRelation RelationTo(GeoBounds box);

    /// <summary>Whether a point is in the area, exactly. It allocates nothing: it is asked for every row that is read.</summary>
    bool Contains(GeoPoint point);

    /// <summary>How far a point is from what matters most in the area, in metres: nearer cameras come first.</summary>
    double DistanceTo(GeoPoint point);
}
