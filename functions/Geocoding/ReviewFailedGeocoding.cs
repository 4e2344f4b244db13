using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Geocoding;

/// <summary>Hands a registration whose address could not be placed after all attempts to a person.</summary>
public sealed class ReviewFailedGeocoding(RegistrationReview review)
{
    private const string Reason = "The address could not be looked up. A coordinator can place it on the map by hand.";

    /// <summary>
    /// Runs for each message of the poison queue. A poison queue has none of its own, so a message that is no request of
    /// ours would come back for ever if it failed here too: it is logged and let go.
    /// </summary>
    [Function(nameof(ReviewFailedGeocoding))]
    public Task RunAsync([QueueTrigger(StorageNames.GeocodeRequestsPoison)] string message, CancellationToken cancellationToken) =>
        review.AskForAsync(GeocodeRequests.IdIn(message), StorageNames.GeocodeRequestsPoison, Reason, cancellationToken);
}
