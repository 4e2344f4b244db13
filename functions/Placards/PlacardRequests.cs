using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Placards;

/// <summary>A blob that asks for a registration's placard to be drawn.</summary>
/// <param name="RegistrationId">Which registration. Nothing personal goes through it.</param>
public sealed record PlacardRequest(string RegistrationId);

/// <summary>Asks for placards to be drawn, through blobs <c>placard-requests/{id}.json</c>.</summary>
public sealed class PlacardRequests(BlobServiceClient blobs)
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.PlacardRequests);

    /// <summary>The registration that a blob's name stands for.</summary>
    /// <exception cref="FormatException">It is no request of ours.</exception>
    public static RegistrationId IdOf(string blobName) => RegistrationId.Parse(Path.GetFileNameWithoutExtension(blobName));

    /// <summary>Writes the request. It may be written again: a placard drawn twice is the same placard.</summary>
    public Task SendAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new PlacardRequest(id.Value), RequestJson.Default.PlacardRequest);
        return Blob(id).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancellationToken);
    }

    /// <summary>The version of the request as it stands now; <see langword="null"/> where it is gone.</summary>
    public async Task<ETag?> VersionAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob(id).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag;
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>Takes the request away, unless it has been written again since.</summary>
    public async Task CompleteAsync(RegistrationId id, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(id).DeleteAsync(conditions: new BlobRequestConditions { IfMatch = version }, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception)
            when (exception.Status is StatusCodes.Status404NotFound or StatusCodes.Status412PreconditionFailed)
        {
            // Gone already, or a newer request that has a run of its own.
        }
    }

    private BlobClient Blob(RegistrationId id) => _container.GetBlobClient($"{id}.json");
}
