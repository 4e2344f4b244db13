using ServerlessRegistry.Beats;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Geocoding;

/// <summary>
/// Brings a registration from its address to the map. Every step may be repeated: a call that was cut off anywhere is
/// made good by the next.
/// </summary>
public sealed class RegistrationPlacement(
    RegistrationStore registrations,
    IGeocoder geocoder,
    CameraMap map,
    BeatMap beats,
    PlacardRequests placardRequests,
    GeocodeRequests geocodeRequests,
    TimeProvider clock)
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

        return await SettleAsync(registration, cancellationToken);
    }

    /// <summary>
    /// Puts a registration where a coordinator says. One that needed review goes on to its placard; one that was on the map
    /// moves there.
    /// </summary>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none that can be placed: it is on its way already, withdrawn or expired.</returns>
    public async Task<Registration?> PlaceByHandAsync(RegistrationId id, GeoPoint point, CancellationToken cancellationToken)
    {
        // A move that was cut off is brought to its end first, since only one place at a time is remembered as left.
        await SettleAsync(await registrations.FindAsync(id, cancellationToken), cancellationToken);
        var location = new Location(point, LocationPrecision.Rooftop, LocationSource.Coordinator);
        var registration = await registrations.UpdateAsync(id, current => ApplyByHand(current, location), cancellationToken);
        if (registration?.Location != location)
        {
            return null;
        }

        // The move is decided: it is brought to its end even where whoever asked for it goes away.
        await geocodeRequests.SendAsync(id, CancellationToken.None);
        return await SettleAsync(registration, CancellationToken.None);
    }

    /// <summary>Makes the map say what the registration says, and asks for the placard of one that has none.</summary>
    private async Task<Registration?> SettleAsync(Registration? registration, CancellationToken cancellationToken)
    {
        while (registration is { LeftPoint: { } left })
        {
            registration = await MoveAsync(registration, left, cancellationToken);
        }

        if (registration is { Status: RegistrationStatus.Located, Location: { } location })
        {
            await map.PutAsync(registration, location.Point, cancellationToken);
            await placardRequests.SendAsync(registration.Id, cancellationToken);
        }

        return registration;
    }

    /// <summary>Off the old place first: better on the map a moment late than twice.</summary>
    /// <returns>The registration as it is then.</returns>
    private async Task<Registration?> MoveAsync(Registration moved, GeoPoint left, CancellationToken cancellationToken)
    {
        await map.RemoveAsync(moved, left, cancellationToken);
        if (moved is not { Location: { } location, Status: RegistrationStatus.Located or RegistrationStatus.Active })
        {
            return await ForgetAsync(moved, left, cancellationToken);
        }

        await map.PutAsync(moved, location.Point, cancellationToken);
        var current = await ForgetAsync(moved, left, cancellationToken);
        if (current?.Location?.Point != location.Point)
        {
            // Somebody moved it on meanwhile, and may have cleared this place before it was filled.
            await map.RemoveAsync(moved, location.Point, cancellationToken);
        }

        return current;
    }

    private Task<Registration?> ForgetAsync(Registration moved, GeoPoint left, CancellationToken cancellationToken) => registrations.UpdateAsync(
        moved.Id,
        current => current.Location == moved.Location && current.LeftPoint == left ? current with { LeftPoint = null } : null,
        cancellationToken);

    private Registration? ApplyByHand(Registration current, Location location) => current.Status switch
    {
        RegistrationStatus.NeedsReview when current.LeftPoint is null => current with
        {
            Status = RegistrationStatus.Located,
            StatusReason = null,
            Location = location,
            LeftPoint = Left(current, location),
            Beat = beats.BeatAt(location.Point),
            UpdatedAt = clock.GetUtcNow(),
        },
        RegistrationStatus.Active when current.LeftPoint is null => current with
        {
            Location = location,
            LeftPoint = Left(current, location),
            Beat = beats.BeatAt(location.Point),
            UpdatedAt = clock.GetUtcNow(),
        },
        _ => null,
    };

    /// <summary>A registration may need review after it was on the map, when its placard could not be made.</summary>
    private static GeoPoint? Left(Registration current, Location location) =>
        current.Location is { } old && old.Point != location.Point ? old.Point : null;

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
