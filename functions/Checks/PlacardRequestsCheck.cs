using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>Every request for a placard can be read and is about the registration that its name says.</summary>
internal sealed class PlacardRequestsCheck(BlobServiceClient blobs) : ICheck
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.PlacardRequests);

    /// <inheritdoc/>
    public string Subject => "requests for placards";

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            yield return new CheckItem(blob.Name, (_, stop) => LookAsync(blob.Name, stop));
        }
    }

    private async Task<Verdict> LookAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var text = (await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content.ToString();
            return RequestJson.TryRead(text, RequestJson.Default.PlacardRequest) is { } request
                && RegistrationId.TryParse(request.RegistrationId, out var id)
                && name == $"{id}.json"
                    ? Verdict.Working("a placard is to be drawn")
                    : Verdict.Of("message.unreadable", name, "The request for a placard is none.", "Delete the file from placard-requests; the upkeep asks again.");
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return Verdict.Sound;
        }
    }
}
