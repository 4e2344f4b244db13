namespace ServerlessRegistry.Geocoding;

/// <summary>Where a registration's position comes from.</summary>
public enum LocationSource
{
    /// <summary>The Azure Maps Search service.</summary>
    AzureMaps,

    /// <summary>The embedded street grid.</summary>
    StreetGrid,

    /// <summary>A coordinator, by hand.</summary>
    Coordinator,
}
