using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Geocoding;

/// <summary>Finds the position of a street address.</summary>
public interface IGeocoder
{
    /// <summary>Which source the positions of this geocoder come from.</summary>
    LocationSource Source { get; }

    /// <summary>Finds the position of an address, or says why it takes a person to place it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="GeocoderUnavailableException">The service did not answer, or not usefully: the same call may succeed later.</exception>
    Task<GeocodeResult> GeocodeAsync(PostalAddress address, CancellationToken cancellationToken);
}
