using System.Text.Json;
using Azure.Storage.Blobs.Models;
using ServerlessRegistry.Localhost.Queues;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>Notes the versions of blobs that were given up, in the queue <c>webjobs-blobtrigger-poison</c>.</summary>
internal sealed class PoisonBlobs(PoisonQueue queue)
{
    /// <summary>The queue's name.</summary>
    public const string QueueName = "webjobs-blobtrigger-poison";

    /// <summary>Adds a base64 message that names the version.</summary>
    public Task AddAsync(string functionId, BlobVersion version, BlobType type, CancellationToken cancellationToken)
    {
        var message = new Message("BlobTrigger", functionId, $"{type}Blob", version.Container, version.Name, version.ETag);
        return queue.AddAsync(Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(message)), cancellationToken);
    }

    private sealed record Message(string Type, string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag);
}
