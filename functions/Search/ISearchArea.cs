using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Search;

/// <summary>How a box lies to an area.</summary>
internal enum AreaRelation
{
    /// <summary>No part of the box is in the area.</summary>
    Outside,

    /// <summary>Some of the box may be in the area.</summary>
    Partial,

    /// <summary>All of the box is in the area.</summary>
    Inside,
}

/// <summary>An area that an officer searches.</summary>
internal interface ISearchArea
{
    /// <summary>The point from which distances are told.</summary>
    GeoPoint Center { get; }

    /// <summary>A box around the area.</summary>
    GeoBounds Bounds { get; }

    /// <summary>How a box lies to the area. It may say <see cref="AreaRelation.Partial"/> where it does not know.</summary>
    AreaRelation RelationTo(GeoBounds box);

    /// <summary>Whether a point is in the area, exactly.</summary>
    bool Contains(GeoPoint point);
}
