using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>
/// What instances of one app share: locks, receipts and the times of timers, in the container <c>azure-webjobs-hosts</c>
/// of the app's storage account, under the names that the Azure Functions host gives them.
/// </summary>
/// <param name="container">The container.</param>
/// <param name="hostId">The name that all instances of the app have in common.</param>
internal sealed class HostStorage(BlobContainerClient container, string hostId)
{
    private const string ContainerName = "azure-webjobs-hosts";
    private const int HostIdLimit = 32;

    /// <summary>The host storage of the app that a function belongs to.</summary>
    /// <exception cref="StartException">The app's storage account is not set.</exception>
    public static HostStorage Of(
        FunctionDescriptor function, StorageAccounts accounts, IConfiguration configuration, IHostEnvironment environment) =>
        new(accounts.Blobs(function, connection: null).GetBlobContainerClient(ContainerName), HostId(configuration, environment));

    /// <summary>The blob whose lease says which instance may run a function by itself.</summary>
    public BlobClient Lock(string functionId) => container.GetBlobClient($"locks/{hostId}/{functionId}.Listener");

    /// <summary>The blob that says what became of a version of a blob.</summary>
    public BlobClient Receipt(string functionId, BlobVersion version) =>
        container.GetBlobClient($"blobreceipts/{hostId}/{functionId}/{version.ETag}/{version.Container}/{version.Name}");

    /// <summary>The blob that holds the times of a timer.</summary>
    public BlobClient TimerStatus(string functionId) => container.GetBlobClient($"timers/{hostId}/{functionId}/status");

    /// <summary>Writes an empty blob unless there is one.</summary>
    /// <returns>The new blob's ETag; <see langword="null"/> where there was one already.</returns>
    public async Task<ETag?> TryCreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(blob, BinaryData.Empty, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
        }
        catch (RequestFailedException exception)
            when (exception.Status is 409 or 412 && exception.ErrorCode != BlobErrorCode.ContainerBeingDeleted)
        {
            return null;
        }
    }

    /// <summary>Writes a blob, and before it the container where that is missing.</summary>
    /// <returns>The blob's new ETag.</returns>
    public async Task<ETag> WriteAsync(
        BlobClient blob, BinaryData content, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = conditions };
        try
        {
            return (await blob.UploadAsync(content, options, cancellationToken)).Value.ETag;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return (await blob.UploadAsync(content, options, cancellationToken)).Value.ETag;
        }
    }

    /// <summary>
    /// The setting <c>AzureFunctionsWebHost:hostid</c>; else the name of the app's assembly in lower case, cut to 32
    /// characters.
    /// </summary>
    private static string HostId(IConfiguration configuration, IHostEnvironment environment)
    {
        var id = configuration["AzureFunctionsWebHost:hostid"];
        return string.IsNullOrEmpty(id)
            ? environment.ApplicationName.ToLowerInvariant()[..Math.Min(environment.ApplicationName.Length, HostIdLimit)]
            : id;
    }
}

/// <summary>One version of a blob.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Name">Its name in the container.</param>
/// <param name="ETag">What storage calls the version, without quotes.</param>
internal readonly record struct BlobVersion(string Container, string Name, string ETag)
{
    /// <summary>ETags stand with quotes in headers and without them in listings.</summary>
    public static string Unquote(string etag) => etag.Trim('"');
}
