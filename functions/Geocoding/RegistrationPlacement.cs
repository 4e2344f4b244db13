using ServerlessRegistry.Beats;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Geocoding;

/// <summary>
/// Brings a registration from its address to the map. Every step may be repeated: a call that was cut off anywhere is
/// made good by the next.
/// </summary>
public sealed class RegistrationPlacement(
    RegistrationStore registrations, IGeocoder geocoder, CameraMap map, BeatMap beats, PlacardRequests placardRequests, TimeProvider clock)
{
    /// <summary>Places a registration that waits for it, puts its cameras on the map and asks for its placard.</summary>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none.</returns>
    /// <exception cref="GeocoderUnavailableException">The geocoder is away; nothing has changed.</exception>
    public async Task<Registration?> PlaceAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var registration = await registrations.FindAsync(id, cancellationToken);
        if (registration is { Status: RegistrationStatus.Received })
        {
            var result = await geocoder.GeocodeAsync(registration.Form.Address, cancellationToken);
            registration = await registrations.UpdateAsync(id, current => Apply(current, result), cancellationToken);
        }

        if (registration is { Status: RegistrationStatus.Located, Location: { } location })
        {
            await map.PutAsync(registration, location.Point, cancellationToken);
            await placardRequests.SendAsync(id, cancellationToken);
        }

        return registration;
    }

    private Registration? Apply(Registration current, GeocodeResult result) => (current.Status, result) switch
    {
        (RegistrationStatus.Received, GeocodeResult.Located located) => current with
        {
            Status = RegistrationStatus.Located,
            StatusReason = null,
            Location = new Location(located.Point, located.Precision, geocoder.Source),
            Beat = beats.BeatAt(located.Point),
            UpdatedAt = clock.GetUtcNow(),
        },
        (RegistrationStatus.Received, GeocodeResult.NeedsReview review) => current with
        {
            Status = RegistrationStatus.NeedsReview,
            StatusReason = review.Reason,
            UpdatedAt = clock.GetUtcNow(),
        },
        _ => null,
    };
}
