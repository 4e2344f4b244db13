using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessRegistry.Localhost.Storage;
using BlobLease = ServerlessRegistry.Localhost.Storage.BlobLease;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>
/// A receipt stands for a version of a blob and a function: a small blob whose lease says who works on the version, and
/// whose metadata says how often that was tried and whether it is done.
/// </summary>
internal sealed class BlobReceipts(HostStorage storage, string functionId, TimeSpan lease)
{
    /// <summary>Takes a version, so that nobody else works on it.</summary>
    /// <returns>
    /// The receipt to work under, and whether the version is done already. Without either, another instance has it.
    /// </returns>
    public async Task<(BlobReceipt? Receipt, bool IsDone)> TryTakeAsync(BlobVersion version, CancellationToken cancellationToken)
    {
        var blob = storage.Receipt(functionId, version);
        var etag = await storage.TryCreateAsync(blob, cancellationToken);
        var attempts = 0;
        if (etag is null)
        {
            var existing = await PropertiesAsync(blob, cancellationToken);
            if (existing is null || existing.Metadata.ContainsKey(BlobReceipt.Completed))
            {
                return (null, IsDone: existing is not null);
            }

            etag = existing.ETag;
            attempts = BlobReceipt.AttemptsOf(existing.Metadata);
        }

        // Only if nobody has touched it since: between the look and the lease another instance may have done the work.
        var held = await BlobLease.TryAcquireAsync(blob, lease, etag, cancellationToken);
        return (held is null ? null : new BlobReceipt(blob, held, attempts), IsDone: false);
    }

    private static async Task<BlobProperties?> PropertiesAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }
}

/// <summary>A receipt that this process holds.</summary>
internal sealed class BlobReceipt(BlobClient blob, BlobLease lease, int attempts) : IAsyncDisposable
{
    /// <summary>The metadata key of a version that is done.</summary>
    public const string Completed = "Completed";

    private const string AttemptsKey = "Attempts";

    /// <summary>How many runs of the version have begun, in this process and others.</summary>
    public int Attempts { get; private set; } = attempts;

    /// <summary>Cancelled when another instance may work on the version.</summary>
    public CancellationToken Lost => lease.Lost;

    /// <summary>The attempts that a receipt's metadata tells of.</summary>
    public static int AttemptsOf(IDictionary<string, string> metadata) =>
        int.TryParse(metadata.TryGetValue(AttemptsKey, out var text) ? text : "", CultureInfo.InvariantCulture, out var attempts) ? attempts : 0;

    /// <summary>Counts a run before it begins, so that one which ends the process is counted too.</summary>
    public Task BeginAttemptAsync(CancellationToken cancellationToken) => WriteAsync(++Attempts, isDone: false, cancellationToken);

    /// <summary>Takes the last count back: the run was asked to end.</summary>
    public Task WithdrawAttemptAsync(CancellationToken cancellationToken) => WriteAsync(--Attempts, isDone: false, cancellationToken);

    /// <summary>The version never runs again.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => WriteAsync(Attempts, isDone: true, cancellationToken);

    /// <summary>Leaves the version to whoever takes it next.</summary>
    public ValueTask DisposeAsync() => lease.DisposeAsync();

    private async Task WriteAsync(int count, bool isDone, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { [AttemptsKey] = count.ToString(CultureInfo.InvariantCulture) };
        if (isDone)
        {
            metadata[Completed] = "True";
        }

        await blob.SetMetadataAsync(metadata, lease.Condition, cancellationToken);
    }
}
