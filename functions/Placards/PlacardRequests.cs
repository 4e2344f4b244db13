using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Placards;

/// <summary>A blob that asks for a registration's placard to be drawn.</summary>
/// <param name="RegistrationId">Which registration. Nothing personal goes through it.</param>
/// <param name="TraceParent">The trace that asks, as W3C Trace Context writes it. A request without it starts a trace of its own.</param>
/// <param name="SentAt">When it was written.</param>
public sealed record PlacardRequest(
    string RegistrationId,
    [property: JsonConverter(typeof(OptionalText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceParent = null,
    [property: JsonConverter(typeof(OptionalTime)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SentAt = null);

/// <summary>What the Functions host says of a blob whose function failed for good.</summary>
/// <param name="ContainerName">The blob's container.</param>
/// <param name="BlobName">The blob's name.</param>
internal sealed record FailedBlob(string? ContainerName, string? BlobName);

/// <summary>Asks for placards to be drawn, through blobs <c>placard-requests/{id}.json</c>.</summary>
public sealed class PlacardRequests(BlobServiceClient blobs, RegistryTraces traces, TimeProvider clock)
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.PlacardRequests);

    /// <summary>
    /// The registration whose request the host gave up on; <see langword="null"/> where the host's message is about another
    /// blob, or is none of the host's.
    /// </summary>
    public static RegistrationId? IdInFailure(string message) =>
        RequestJson.TryRead(message, RequestJson.Default.FailedBlob) is { ContainerName: StorageNames.PlacardRequests } failed
        && RegistrationId.TryParse(Path.GetFileNameWithoutExtension(failed.BlobName), out var id)
            ? id
            : null;

    /// <summary>Writes the request. It may be written again: a placard drawn twice is the same placard.</summary>
    public async Task SendAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        using var span = traces.StartSending(StorageNames.PlacardRequests, id.Value);
        var request = new PlacardRequest(id.Value, TraceParent.Current, clock.GetUtcNow());
        var content = JsonSerializer.SerializeToUtf8Bytes(request, RequestJson.Default.PlacardRequest);
        await Blob(id).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancellationToken);
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
