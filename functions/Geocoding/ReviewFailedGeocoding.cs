using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Geocoding;

/// <summary>Hands a registration whose address could not be placed after all attempts to a person.</summary>
public sealed class ReviewFailedGeocoding(RegistrationPlacement placement, RegistrationReview review, BackgroundRuns runs)
{
    private const string Reason = "The address could not be looked up. A coordinator can place it on the map by hand.";

    /// <summary>
    /// Runs for each message of the poison queue. A poison queue has none of its own, so a message that is no request of
    /// ours would come back for ever if it failed here too: it is logged and let go. Where a part of the storage was away for longer
    /// than all attempts took, the address is not at fault: it is looked up once more, and while the storage is away the message comes back.
    /// </summary>
    [Function(nameof(ReviewFailedGeocoding))]
    public Task RunAsync([QueueTrigger(StorageNames.GeocodeRequestsPoison)] string message, CancellationToken cancellationToken)
    {
        var id = GeocodeRequests.IdIn(message);
        return runs.RunAsync(
            nameof(ReviewFailedGeocoding),
            new TakenMessage(StorageNames.GeocodeRequestsPoison, id?.Value, GeocodeRequests.Read(message)?.TraceParent),
            () => review.AskUnlessAsync(placement.PlaceAsync, id, StorageNames.GeocodeRequestsPoison, Reason, cancellationToken));
    }
}
