using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Placards;

/// <summary>What the Functions host writes of a blob whose function failed for good.</summary>
/// <param name="ContainerName">The blob's container.</param>
/// <param name="BlobName">The blob's name.</param>
public sealed record FailedBlob(string ContainerName, string BlobName);

/// <summary>Hands a registration whose placard could not be drawn after all attempts to a person.</summary>
public sealed class ReviewFailedPlacard(RegistrationReview review)
{
    private const string Reason = "The placard could not be made. A coordinator can try again once the cause is found.";

    /// <summary>Runs for each message of the host's poison queue for blobs. One that is not about a request of ours goes on to the poison queue of this one.</summary>
    [Function(nameof(ReviewFailedPlacard))]
    public Task RunAsync([QueueTrigger(StorageNames.BlobTriggerPoison)] FailedBlob blob, CancellationToken cancellationToken) =>
        blob.ContainerName == StorageNames.PlacardRequests
            ? review.AskForAsync(PlacardRequests.IdOf(blob.BlobName), Reason, cancellationToken)
            : throw new InvalidDataException("The message is not about a placard request.");
}
