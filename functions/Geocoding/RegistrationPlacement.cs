using ServerlessRegistry.Beats;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Geocoding;

/// <summary>
/// Brings a registration from its address to the map, and keeps the map in step with it. Every step may be repeated: a call that
/// was cut off anywhere is made good by the next.
/// </summary>
public sealed class RegistrationPlacement(
    RegistrationStore registrations,
    MeasuredGeocoder geocoder,
    CameraMap map,
    BeatMap beats,
    PlacardRequests placardRequests,
    GeocodeRequests geocodeRequests,
    RegistryMetrics metrics,
    TimeProvider clock)
{
    /// <summary>Places a registration that waits for it, puts its cameras on the map and asks for its placard.</summary>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none.</returns>
    /// <exception cref="GeocoderUnavailableException">The geocoder is away; nothing has changed.</exception>
    public async Task<Registration?> PlaceAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var registration = await SettleAsync(await registrations.FindAsync(id, cancellationToken), cancellationToken);
        if (registration is not { Status: RegistrationStatus.Received, AwaitsConfirmation: false, Form.Address: var address })
        {
            return registration;
        }

        var result = await geocoder.GeocodeAsync(address, cancellationToken);
        Registration? applied = null;
        var placed = await registrations.UpdateAsync(registration, current => applied = Apply(current, address, result), cancellationToken);
        if (applied is not null)
        {
            metrics.Stepped("place", TelemetryName.Of(applied.Status), applied.UpdatedAt - registration.UpdatedAt);
        }

        return await SettleAsync(placed, cancellationToken);
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

        // The move is decided: where it is cut off from here on, the message brings it to its end.
        await geocodeRequests.SendAsync(id, cancellationToken);
        return await SettleAsync(registration, cancellationToken);
    }

    /// <summary>
    /// Makes the map say what the registration says, and asks for its placard where that is due. It goes on until nobody has
    /// changed the registration while the map was written: whoever did may have written to the map before, and been overwritten.
    /// </summary>
    /// <param name="registration">The registration as it was read; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The registration as it is now; <see langword="null"/> where there is none.</returns>
    public async Task<Registration?> SettleAsync(Registration? registration, CancellationToken cancellationToken)
    {
        if (registration is null or { LeftPoint: null, WantsPlacard: false })
        {
            return registration;
        }

        for (var isFirst = true; ; isFirst = false)
        {
            await WriteMapAsync(registration, isNew: isFirst && registration.LeftPoint is null, cancellationToken);
            if (registration.WantsPlacard)
            {
                await placardRequests.SendAsync(registration.Id, cancellationToken);
            }

            if (await CloseAsync(registration, cancellationToken) is { } settled)
            {
                return settled;
            }

            var current = await registrations.FindAsync(registration.Id, cancellationToken);
            if (registration.Location is { } written && current?.Location?.Point != written.Point)
            {
                await map.RemoveAsync(registration.Id, written.Point, cancellationToken);
            }

            if (current is null || (current.LeftPoint is null && ShowTheSame(current, registration)))
            {
                return current;
            }

            registration = current;
        }
    }

    /// <summary>Takes a registration's cameras off the map, wherever they may stand.</summary>
    public async Task TakeOffMapAsync(Registration registration, CancellationToken cancellationToken)
    {
        if (registration.LeftPoint is { } left)
        {
            await map.RemoveAsync(registration.Id, left, cancellationToken);
        }

        if (registration.Location is { } location && location.Point != registration.LeftPoint)
        {
            await map.RemoveAsync(registration.Id, location.Point, cancellationToken);
        }
    }

    /// <summary>Whether two versions of a registration look the same on the map.</summary>
    public static bool ShowTheSame(Registration one, Registration other) => OnMap(one).SequenceEqual(OnMap(other));

    /// <summary>Off the old place first: better on the map a moment late than twice.</summary>
    private async Task WriteMapAsync(Registration registration, bool isNew, CancellationToken cancellationToken)
    {
        if (registration is not { IsOnMap: true, Location.Point: var point })
        {
            await TakeOffMapAsync(registration, cancellationToken);
            return;
        }

        if (registration.LeftPoint is { } left && left != point)
        {
            await map.RemoveAsync(registration.Id, left, cancellationToken);
        }

        await (isNew ? map.PutAsync(registration, point, cancellationToken) : map.ReplaceAsync(registration, point, cancellationToken));
    }

    private static IEnumerable<MapCamera> OnMap(Registration registration) =>
        registration is { IsOnMap: true, Location.Point: var point } ? MapCamera.Of(registration, point) : [];

    /// <summary>Notes that the map is in step.</summary>
    /// <returns>The registration as it is then; <see langword="null"/> where somebody else has changed it meanwhile.</returns>
    private async Task<Registration?> CloseAsync(Registration registration, CancellationToken cancellationToken)
    {
        if (registration.LeftPoint is not null)
        {
            return await registrations.TryReplaceAsync(registration, registration with { LeftPoint = null }, cancellationToken);
        }

        return await registrations.IsUnchangedAsync(registration, cancellationToken) ? registration : null;
    }

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

    /// <summary>The result counts only while the address is the one that was looked up.</summary>
    private Registration? Apply(Registration current, PostalAddress address, GeocodeResult result) => (current.Status, result) switch
    {
        _ when current.Form.Address != address => null,
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
