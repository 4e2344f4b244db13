using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Geocoding;

/// <summary>Places a registration's address, for each message of <c>geocode-requests</c>.</summary>
public sealed partial class GeocodeRegistration(RegistrationPlacement placement, ILogger<GeocodeRegistration> logger)
{
    /// <summary>Leaves the registration located and its placard asked for, or in need of review.</summary>
    /// <exception cref="GeocoderUnavailableException">The geocoder is away: the message comes back later.</exception>
    [Function(nameof(GeocodeRegistration))]
    public async Task RunAsync([QueueTrigger(StorageNames.GeocodeRequests)] GeocodeRequest request, CancellationToken cancellationToken)
    {
        var id = RegistrationId.Parse(request.RegistrationId);
        var registration = await placement.PlaceAsync(id, cancellationToken);
        LogPlaced(logger, id, registration?.Status);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Registration {Id} is now {Status}.")]
    private static partial void LogPlaced(ILogger logger, RegistrationId id, RegistrationStatus? status);
}
