using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Geocoding;

/// <summary>Hands a registration whose address could not be placed after all attempts to a person.</summary>
public sealed class ReviewFailedGeocoding(RegistrationReview review, BackgroundRuns runs)
{
    private const string Reason = "The address could not be looked up. A coordinator can place it on the map by hand.";

    /// <summary>
    /// Runs for each message of the poison queue. A poison queue has none of its own, so a message that is no request of
    /// ours would come back for ever if it failed here too: it is logged and let go.
    /// </summary>
    [Function(nameof(ReviewFailedGeocoding))]
    public Task RunAsync([QueueTrigger(StorageNames.GeocodeRequestsPoison)] string message, CancellationToken cancellationToken)
    {
        var request = GeocodeRequests.Read(message);
        RegistrationId? id = RegistrationId.TryParse(request?.RegistrationId, out var known) ? known : null;
        return runs.RunAsync(
            nameof(ReviewFailedGeocoding),
            new TakenMessage(StorageNames.GeocodeRequestsPoison, id?.Value, request?.TraceParent),
            () => review.AskForAsync(id, StorageNames.GeocodeRequestsPoison, Reason, cancellationToken));
    }
}
