using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Geocoding;

/// <summary>Places a registration's address, for each message of <c>geocode-requests</c>.</summary>
public sealed partial class GeocodeRegistration(RegistrationPlacement placement, BackgroundRuns runs, ILogger<GeocodeRegistration> logger)
{
    /// <summary>Leaves the registration located and its placard asked for, or in need of review.</summary>
    /// <exception cref="GeocoderUnavailableException">The geocoder is away: the message comes back later.</exception>
    [Function(nameof(GeocodeRegistration))]
    public Task RunAsync([QueueTrigger(StorageNames.GeocodeRequests)] GeocodeRequest request, CancellationToken cancellationToken) => runs.RunAsync(
        nameof(GeocodeRegistration),
        new TakenMessage(StorageNames.GeocodeRequests, request.RegistrationId, request.TraceParent, request.SentAt),
        () => PlaceAsync(request, cancellationToken));

    private async Task PlaceAsync(GeocodeRequest request, CancellationToken cancellationToken)
    {
        var id = RegistrationId.Parse(request.RegistrationId);
        var registration = await placement.PlaceAsync(id, cancellationToken);
        LogPlaced(logger, id, registration?.Status);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Registration {Id} is now {Status}.")]
    private static partial void LogPlaced(ILogger logger, RegistrationId id, RegistrationStatus? status);
}
