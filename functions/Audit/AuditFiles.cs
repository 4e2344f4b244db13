using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Audit;

/// <summary>The append blobs that the audit log lies in.</summary>
public sealed class AuditFiles(BlobServiceClient blobs)
{
    /// <summary>How much of a file's end is read at first to find its last line, in bytes.</summary>
    private const int LastPiece = 64 * 1024;

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
        if (await OpenAsync(file, position, cancellationToken) is not { } stream)
        {
            yield break;
        }

        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        try
        {
            var start = position;
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                while (TakeLine(ref buffer, result.IsCompleted) is { } line)
                {
                    yield return new AuditFileLine(start, line);
                    start += line.Length + 1;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>The last line of a file; <see langword="null"/> where it is not there or empty.</summary>
    internal async Task<AuditFileLine?> LastLineAsync(AuditFile file, CancellationToken cancellationToken)
    {
        if (await SizeAsync(file, cancellationToken) is not { Length: > 0 and var length })
        {
            return null;
        }

        for (long piece = LastPiece; ; piece *= 4)
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

    private static byte[]? TakeLine(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end).ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return line;
        }

        if (!isLast || buffer.IsEmpty)
        {
            return null;
        }

        var rest = buffer.ToArray();
        buffer = buffer.Slice(buffer.End);
        return rest;
    }

    private async Task<Stream?> OpenAsync(AuditFile file, long position, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = position > 0 ? new HttpRange(position) : default };
            var download = await _container.GetAppendBlobClient(file.Name).DownloadStreamingAsync(options, cancellationToken);
            return download.Value.Content;
        }
        catch (RequestFailedException exception) when (IsMissing(exception) || exception.Status == 416)
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
