using System.Diagnostics;
using System.Threading.Channels;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>
/// Finds the new versions of the blobs that match a pattern: by listing the container, and by watching this process write.
/// </summary>
internal sealed class BlobListener(
    FunctionDescriptor function,
    BlobPattern pattern,
    BlobContainerClient container,
    BlobHandler handler,
    SemaphoreSlim slots,
    OwnWrites ownWrites,
    ILogger<BlobListener> logger) : IListener
{
    /// <summary>A listing never takes more than a tenth of the time.</summary>
    private const int RestPerScan = 9;

    private const int WrittenLimit = 10_000;
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);

    /// <summary>What this process has just written; a listing finds what does not fit.</summary>
    private readonly Channel<BlobVersion> _written = Channel.CreateBounded<BlobVersion>(
        new BoundedChannelOptions(WrittenLimit) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly WakeSignal _wake = new();
    private readonly SeenVersions _seen = new();
    private readonly PollingBackoff _backoff = new(LongestPoll);
    private readonly StorageOutage _outage = new(function.Name, logger);
    private readonly List<Task> _running = [];
    private volatile bool _hasHandledAny;

    public FunctionDescriptor Function => function;

    public async Task RunAsync(Shutdown shutdown)
    {
        using var watch = ownWrites.WatchFor(HttpMethod.Put, new Uri($"{container.Uri.GetLeftPart(UriPartial.Path)}/"), NoteWrite);
        try
        {
            while (!shutdown.Requested.IsCancellationRequested)
            {
                await ScanAndRestAsync(shutdown);
            }
        }
        catch (OperationCanceledException) when (shutdown.Requested.IsCancellationRequested)
        {
            // It was listing, or waiting for a slot.
        }

        await Task.WhenAll(_running);
    }

    private async Task ScanAndRestAsync(Shutdown shutdown)
    {
        var clock = Stopwatch.StartNew();
        await ScanAsync(shutdown);
        if (_hasHandledAny)
        {
            _hasHandledAny = false;
            _backoff.Reset();
        }

        var rest = TimeSpan.FromTicks(Math.Max(_backoff.Next().Ticks, clock.Elapsed.Ticks * RestPerScan));
        clock.Restart();
        while (rest - clock.Elapsed is var left && left > TimeSpan.Zero && !shutdown.Requested.IsCancellationRequested)
        {
            if (await _wake.WaitAsync(left, shutdown.Requested))
            {
                await StartWrittenAsync(shutdown);
            }
        }
    }

    private void NoteWrite(OwnWrite write)
    {
        // A block is not yet a version; a lease makes none.
        if (write.ETag is null
            || write.Name.Length == 0
            || write.Query.Contains("comp=block&", StringComparison.Ordinal)
            || write.Query.Contains("comp=lease", StringComparison.Ordinal))
        {
            return;
        }

        _written.Writer.TryWrite(new BlobVersion(pattern.Container, write.Name, BlobVersion.Unquote(write.ETag)));
        _wake.Set();
    }

    private async Task StartWrittenAsync(Shutdown shutdown)
    {
        while (_written.Reader.TryRead(out var version))
        {
            await StartIfNewAsync(version, shutdown);
        }
    }

    private async Task ScanAsync(Shutdown shutdown)
    {
        try
        {
            _seen.BeginScan();
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, pattern.Prefix, shutdown.Requested))
            {
                if (blob.Properties.ETag is { } etag)
                {
                    await StartIfNewAsync(new BlobVersion(pattern.Container, blob.Name, BlobVersion.Unquote(etag.ToString())), shutdown);
                }
            }

            _seen.EndScan();
            _outage.NoteEnd();
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await CreateAsync(shutdown);
        }
        catch (Exception exception) when (StorageOutage.IsStorageError(exception) && !shutdown.Requested.IsCancellationRequested)
        {
            _outage.Note(exception);
        }
    }

    private async Task CreateAsync(Shutdown shutdown)
    {
        try
        {
            await container.CreateIfNotExistsAsync(cancellationToken: shutdown.Requested);
        }
        catch (Exception exception) when (StorageOutage.IsStorageError(exception) && !shutdown.Requested.IsCancellationRequested)
        {
            _outage.Note(exception);
        }
    }

    private async Task StartIfNewAsync(BlobVersion version, Shutdown shutdown)
    {
        if (!pattern.TryMatch(version.Name, out var values) || !_seen.Add(version.Name, version.ETag))
        {
            return;
        }

        await slots.WaitAsync(shutdown.Requested);
        _running.RemoveAll(run => run.IsCompleted);
        _running.Add(Task.Run(() => HandleAsync(version, values, shutdown)));
    }

    private async Task HandleAsync(BlobVersion version, IReadOnlyDictionary<string, string> values, Shutdown shutdown)
    {
        try
        {
            if (await handler.HandleAsync(version, values, shutdown))
            {
                _hasHandledAny = true;
            }
            else
            {
                _seen.Forget(version.Name, version.ETag);
            }
        }
        finally
        {
            slots.Release();
        }
    }
}
