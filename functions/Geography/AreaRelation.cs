namespace ServerlessRegistry.Geography;

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
