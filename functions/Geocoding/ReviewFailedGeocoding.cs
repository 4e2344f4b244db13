using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Geocoding;

/// <summary>Hands a registration whose address could not be placed after all attempts to a person.</summary>
public sealed class ReviewFailedGeocoding(RegistrationReview review)
{
    private const string Reason = "The address could not be looked up. A coordinator can place it on the map by hand.";

    /// <summary>Runs for each message of the poison queue. One that is not a request of ours goes on to the poison queue of this one.</summary>
    [Function(nameof(ReviewFailedGeocoding))]
    public Task RunAsync([QueueTrigger(StorageNames.GeocodeRequestsPoison)] GeocodeRequest request, CancellationToken cancellationToken) =>
        review.AskForAsync(RegistrationId.Parse(request.RegistrationId), Reason, cancellationToken);
}
