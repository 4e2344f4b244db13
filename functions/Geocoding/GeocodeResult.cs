using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Geocoding;

/// <summary>What a geocoder makes of an address.</summary>
public abstract record GeocodeResult
{
    private GeocodeResult()
    {
    }

    /// <summary>The address was found, once and with confidence.</summary>
    /// <param name="Point">Its position.</param>
    /// <param name="Precision">What the position stands for.</param>
    public sealed record Located(GeoPoint Point, LocationPrecision Precision) : GeocodeResult;

    /// <summary>The address was not found, or not for sure.</summary>
    /// <param name="Reason">A sentence that tells the owner or a coordinator what to do; it does not repeat the address.</param>
    public sealed record NeedsReview(string Reason) : GeocodeResult;
}
