using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Audit;

/// <summary>The append blobs that the audit log lies in.</summary>
public sealed class AuditFiles(BlobServiceClient blobs)
{
    /// <summary>
    /// How much of a file is fetched at first, in bytes: few readers want all of it. Whoever reads on gets twice as much each time, up to
    /// <see cref="LargestPiece"/>; not the rest at once, because Azurite opens a file of its own for each block of what it is asked for, and
    /// closes none that a reader leaves.
    /// </summary>
    private const int FirstPiece = 64 * 1024;
    private const int LargestPiece = 512 * 1024;
    private const byte LineFeed = (byte)'\n';

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.Audit);

    /// <summary>Every file, oldest first. A request lists 5,000 names, which are about 13 years.</summary>
    internal async Task<IReadOnlyList<AuditFile>> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<AuditFile>();
        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (AuditFile.TryParse(blob.Name, out var file))
            {
                files.Add(file);
            }
        }

        files.Sort();
        return files;
    }

    /// <summary>Makes an empty file, unless it is there.</summary>
    internal Task CreateAsync(AuditFile file, CancellationToken cancellationToken) => _container.GetAppendBlobClient(file.Name).CreateIfNotExistsAsync(
        new AppendBlobCreateOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/jsonl" } }, cancellationToken);

    /// <summary>Appends a block, if the file still ends where the tail says.</summary>
    /// <returns>How many blocks the file has now.</returns>
    /// <exception cref="RequestFailedException">412 where somebody else was first.</exception>
    internal async Task<int> AppendAsync(AuditTail tail, ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(block.ToArray(), writable: false);
        var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = tail.Position } };
        var appended = await _container.GetAppendBlobClient(tail.File.Name).AppendBlockAsync(content, options, cancellationToken);
        return appended.Value.BlobCommittedBlockCount;
    }

    /// <summary>How long a file is and how many blocks it has; <see langword="null"/> where it is not there.</summary>
    internal async Task<(long Length, int Blocks)?> SizeAsync(AuditFile file, CancellationToken cancellationToken)
    {
        try
        {
            var properties = await _container.GetAppendBlobClient(file.Name).GetPropertiesAsync(cancellationToken: cancellationToken);
            return (properties.Value.ContentLength, properties.Value.BlobCommittedBlockCount);
        }
        catch (RequestFailedException exception) when (IsMissing(exception))
        {
            return null;
        }
    }

    /// <summary>The lines of a file as it is now, one at a time.</summary>
    /// <param name="file">The file.</param>
    /// <param name="position">Where to start, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>No lines where the file is not there, or ends at the position or before it.</returns>
    internal async IAsyncEnumerable<AuditFileLine> ReadAsync(AuditFile file, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] rest = [];
        var (start, next, end) = (position, position, long.MaxValue);
        for (var size = FirstPiece; next < end; size = Math.Min(2 * size, LargestPiece))
        {
            if (await PieceAsync(file, new HttpRange(next, Math.Min(size, end - next)), cancellationToken) is not var (bytes, length))
            {
                yield break;
            }

            next += bytes.Length;
            end = Math.Min(end, length);
            byte[] buffer = [.. rest, .. bytes];
            var first = 0;
            for (int feed; (feed = Array.IndexOf(buffer, LineFeed, first)) >= 0; first = feed + 1)
            {
                yield return new AuditFileLine(start, buffer[first..feed]);
                start += feed - first + 1;
            }

            rest = buffer[first..];
        }

        if (rest is not [])
        {
            yield return new AuditFileLine(start, rest);
        }
    }

    /// <summary>The last line of a file; <see langword="null"/> where it is not there or empty.</summary>
    internal async Task<AuditFileLine?> LastLineAsync(AuditFile file, CancellationToken cancellationToken)
    {
        if (await SizeAsync(file, cancellationToken) is not { Length: > 0 and var length })
        {
            return null;
        }

        for (long piece = FirstPiece; ; piece *= 4)
        {
            var start = Math.Max(0, length - piece);
            AuditFileLine? last = null;
            await foreach (var line in ReadAsync(file, start, cancellationToken))
            {
                // A piece that starts in the middle of the file starts in the middle of a line.
                last = line.Start > start || start == 0 ? line : last;
            }

            if (last is not null || start == 0)
            {
                return last;
            }
        }
    }

    /// <summary>Whether a request failed because the file is not there, while the container is.</summary>
    internal static bool IsMissing(RequestFailedException exception) => exception.Status == 404 && exception.ErrorCode != BlobErrorCode.ContainerNotFound;

    /// <returns>The piece, and how long the file is; <see langword="null"/> where the file is not there, or ends before the piece.</returns>
    private async Task<(byte[] Bytes, long Length)?> PieceAsync(AuditFile file, HttpRange range, CancellationToken cancellationToken)
    {
        try
        {
            var download = await _container.GetAppendBlobClient(file.Name).DownloadContentAsync(new BlobDownloadOptions { Range = range }, cancellationToken);
            return (download.Value.Content.ToArray(), ContentRangeHeaderValue.Parse(download.Value.Details.ContentRange).Length!.Value);
        }
        catch (RequestFailedException exception) when (IsMissing(exception) || exception.Status == StatusCodes.Status416RangeNotSatisfiable)
        {
            return null;
        }
    }
}

/// <summary>A line as it lies in a file.</summary>
/// <param name="Start">Where it starts, in bytes.</param>
/// <param name="Bytes">What it says, without the line feed.</param>
internal sealed record AuditFileLine(long Start, byte[] Bytes)
{
    /// <summary>Where the next line starts, in bytes.</summary>
    public long End => Start + Bytes.Length + 1;
}
