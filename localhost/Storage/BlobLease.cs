using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>
/// The right to do something alone among all instances, for as long as this process lives: a lease on a blob, renewed
/// until it is disposed. It ends by itself soon after the process does.
/// </summary>
internal sealed class BlobLease : IAsyncDisposable
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);
    private readonly BlobLeaseClient _client;
    private readonly TimeSpan _duration;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended;
    private readonly Task _renewing;

    private BlobLease(BlobLeaseClient client, TimeSpan duration, CancellationToken noLonger)
    {
        _client = client;
        _duration = duration;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(noLonger);
        Lost = _lost.Token;
        _renewing = RenewAsync(_ended.Token);
    }

    /// <summary>What a write to the leased blob must carry.</summary>
    public BlobRequestConditions Condition => new() { LeaseId = _client.LeaseId };

    /// <summary>Cancelled when another instance may have the lease, such as after a long time without storage.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Takes the lease.</summary>
    /// <param name="blob">The blob, which exists.</param>
    /// <param name="duration">How long it lasts after the process died, 15 to 60 seconds.</param>
    /// <param name="version">The version of the blob that must still stand; any where it is <see langword="null"/>.</param>
    /// <param name="noLonger">Ends the renewal.</param>
    /// <returns><see langword="null"/> where somebody else has the lease or the blob has changed.</returns>
    public static async Task<BlobLease?> TryAcquireAsync(BlobClient blob, TimeSpan duration, ETag? version, CancellationToken noLonger)
    {
        var client = blob.GetBlobLeaseClient();
        try
        {
            await client.AcquireAsync(duration, new RequestConditions { IfMatch = version }, noLonger);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return null;
        }

        return new BlobLease(client, duration, noLonger);
    }

    /// <summary>Gives the lease back, so that another instance need not wait for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        if (!Lost.IsCancellationRequested)
        {
            await ReleaseAsync();
        }

        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(ReleaseLimit);
        try
        {
            await _client.ReleaseAsync(cancellationToken: limit.Token);
        }
        catch (Exception exception) when (StorageOutage.IsStorageError(exception))
        {
            // It ends by itself.
        }
    }

    private async Task RenewAsync(CancellationToken ended)
    {
        var clock = Stopwatch.StartNew();
        var renewed = TimeSpan.Zero;
        try
        {
            while (renewed + _duration - clock.Elapsed is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(_duration / 4, ended);

                // The lease is renewed at some moment before the answer, so it counts from the question.
                var asked = clock.Elapsed;
                renewed = await TryRenewAsync(left, ended) ? asked : renewed;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
        catch (RequestFailedException)
        {
            // Somebody broke or took it.
        }

        await _lost.CancelAsync();
    }

    /// <exception cref="RequestFailedException">The lease is no longer this instance's.</exception>
    private async Task<bool> TryRenewAsync(TimeSpan limit, CancellationToken ended)
    {
        using var call = CancellationTokenSource.CreateLinkedTokenSource(ended);
        call.CancelAfter(limit);
        try
        {
            await _client.RenewAsync(cancellationToken: call.Token);
            return true;
        }
        catch (Exception exception) when (StorageOutage.IsStorageError(exception) && !ended.IsCancellationRequested
            && exception is not RequestFailedException { Status: 404 or 409 or 412 })
        {
            return false;
        }
    }
}
