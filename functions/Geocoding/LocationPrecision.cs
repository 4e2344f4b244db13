namespace ServerlessRegistry.Geocoding;

/// <summary>What a registration's position stands for, finest first.</summary>
public enum LocationPrecision
{
    /// <summary>The building.</summary>
    Rooftop,

    /// <summary>The house number, interpolated along its street.</summary>
    Street,

    /// <summary>The block that the house number is in.</summary>
    Block,

    /// <summary>A neighborhood, postal code or city.</summary>
    Area,
}
