using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Review;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Placards;

/// <summary>Hands a registration whose placard could not be drawn after all attempts to a person.</summary>
public sealed class ReviewFailedPlacard(PlacardIssue issue, RegistrationReview review, BackgroundRuns runs)
{
    private const string Reason = "The placard could not be made. A coordinator can try again once the cause is found.";

    /// <summary>
    /// Runs for each message of the host's poison queue for blobs. As with every poison queue, a message that is not about a
    /// request of ours is logged and let go. The attempts of a blob are over in seconds, so the placard is drawn once more first: while a
    /// part of the storage is away, the message comes back.
    /// </summary>
    [Function(nameof(ReviewFailedPlacard))]
    public Task RunAsync([QueueTrigger(StorageNames.BlobTriggerPoison)] string message, CancellationToken cancellationToken)
    {
        var id = PlacardRequests.IdInFailure(message);
        return runs.RunAsync(
            nameof(ReviewFailedPlacard),
            new TakenMessage(StorageNames.BlobTriggerPoison, id?.Value),
            () => review.AskUnlessAsync(issue.IssueAsync, id, StorageNames.BlobTriggerPoison, Reason, cancellationToken));
    }
}
