using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Operations;

/// <summary>Copies containers with the content, headers and metadata of their blobs. The audit log stays a log that can be appended to.</summary>
internal sealed class ContainerCopy(BlobServiceClient from, BlobServiceClient to, TextWriter output)
{
    /// <summary>In bytes. Azurite opens a file of its own for each block of what it is asked for.</summary>
    private const int AppendedAtOnce = 1024 * 1024;

    private const int AtOnce = 8;
    private const int BlobsBetweenLines = 1_000;

    private readonly Dictionary<string, (long Blobs, long Bytes)> _copied = [];

    /// <summary>A container of the target that has a blob already and that there is one to copy of; <see langword="null"/> where there is none.</summary>
    public async Task<string?> FindInTargetAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in NamesAsync(cancellationToken))
        {
            var container = to.GetBlobContainerClient(name);
            if (await container.ExistsAsync(cancellationToken) && await container.GetBlobsAsync(cancellationToken: cancellationToken).AnyAsync(cancellationToken))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Copies every container. A blob that is there already is replaced, a log continued.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in NamesAsync(cancellationToken))
        {
            _copied[name] = await CopyAsync(name, cancellationToken);
            await output.WriteLineAsync($"Container {name}: {Told(_copied[name])}.");
        }
    }

    /// <summary>Counts the blobs of the target and their bytes.</summary>
    /// <returns>A sentence for each container that has others than were copied.</returns>
    public async Task<IReadOnlyList<string>> CompareAsync(CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        foreach (var (name, copied) in _copied)
        {
            var counted = (Blobs: 0L, Bytes: 0L);
            await foreach (var blob in to.GetBlobContainerClient(name).GetBlobsAsync(cancellationToken: cancellationToken))
            {
                counted = (counted.Blobs + 1, counted.Bytes + (blob.Properties.ContentLength ?? 0));
            }

            if (counted != copied)
            {
                differences.Add($"Container {name}: {Told(copied)} were copied, and the target has {Told(counted)}.");
            }
        }

        return differences;
    }

    private async Task<(long Blobs, long Bytes)> CopyAsync(string name, CancellationToken cancellationToken)
    {
        var (source, target) = (from.GetBlobContainerClient(name), to.GetBlobContainerClient(name));
        await target.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var (blobs, bytes) = (0L, 0L);
        await Parallel.ForEachAsync(
            source.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (blob, stop) =>
            {
                if (await TryCopyAsync(source, target, blob, stop) is not { } length)
                {
                    return;
                }

                Interlocked.Add(ref bytes, length);
                var now = Interlocked.Increment(ref blobs);
                if (now % BlobsBetweenLines == 0)
                {
                    await output.WriteLineAsync($"Container {name}: {CopyStorage.Shown(now)} blobs so far …");
                }
            });
        return (blobs, bytes);
    }

    /// <returns>Its length; <see langword="null"/> where it is gone by now, as requests go when they are done.</returns>
    private static async Task<long?> TryCopyAsync(BlobContainerClient source, BlobContainerClient target, BlobItem blob, CancellationToken cancellationToken)
    {
        try
        {
            return blob.Properties.BlobType switch
            {
                BlobType.Append => await AppendAsync(source, target, blob, cancellationToken),
                BlobType.Block or null => await UploadAsync(source, target, blob, cancellationToken),
                _ => throw new OperationRefusedException($"{source.Name}/{blob.Name} is a page blob, which no registry has: take it out of the account."),
            };
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    private static async Task<long> UploadAsync(BlobContainerClient source, BlobContainerClient target, BlobItem blob, CancellationToken cancellationToken)
    {
        var download = (await source.GetBlobClient(blob.Name).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
        await using var content = download.Content;
        var options = new BlobUploadOptions { HttpHeaders = HeadersOf(blob), Metadata = blob.Metadata };
        await target.GetBlobClient(blob.Name).UploadAsync(content, options, cancellationToken);
        return download.Details.ContentLength;
    }

    /// <summary>Appends what the target does not have yet, so that a copy that was cut off goes on where it was.</summary>
    private static async Task<long> AppendAsync(BlobContainerClient source, BlobContainerClient target, BlobItem blob, CancellationToken cancellationToken)
    {
        var log = target.GetAppendBlobClient(blob.Name);
        await log.CreateIfNotExistsAsync(new AppendBlobCreateOptions { HttpHeaders = HeadersOf(blob), Metadata = blob.Metadata }, cancellationToken);
        var length = blob.Properties.ContentLength ?? 0;
        var position = (await log.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;
        while (position < length)
        {
            var range = new HttpRange(position, Math.Min(AppendedAtOnce, length - position));
            var piece = await source.GetBlobClient(blob.Name).DownloadContentAsync(new BlobDownloadOptions { Range = range }, cancellationToken);
            await using var content = piece.Value.Content.ToStream();
            var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position } };
            await log.AppendBlockAsync(content, options, cancellationToken);
            position += range.Length!.Value;
        }

        return length;
    }

    private static BlobHttpHeaders HeadersOf(BlobItem blob) => new()
    {
        ContentType = blob.Properties.ContentType,
        ContentEncoding = blob.Properties.ContentEncoding,
        ContentLanguage = blob.Properties.ContentLanguage,
        ContentDisposition = blob.Properties.ContentDisposition,
        CacheControl = blob.Properties.CacheControl,
    };

    private static string Told((long Blobs, long Bytes) counted) => $"{CopyStorage.Shown(counted.Blobs)} blobs with {CopyStorage.Shown(counted.Bytes)} bytes";

    private IAsyncEnumerable<string> NamesAsync(CancellationToken cancellationToken) =>
        from.GetBlobContainersAsync(cancellationToken: cancellationToken).Select(container => container.Name).Where(name => !CopyStorage.IsOfTheHost(name));
}
