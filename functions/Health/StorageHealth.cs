using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Health;

/// <summary>Asks each part of the storage whether it answers.</summary>
public sealed class StorageHealth(TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Asks all parts at once, with one small read each.</summary>
    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(
            AnswersAsync(token => tables.GetTableClient(StorageNames.Registrations).GetEntityIfExistsAsync<TableEntity>("health", "health", ["PartitionKey"], token), cancellationToken),
            AnswersAsync(token => queues.GetQueueClient(StorageNames.GeocodeRequests).GetPropertiesAsync(token), cancellationToken),
            AnswersAsync(token => blobs.GetBlobContainerClient(StorageNames.Placards).GetPropertiesAsync(cancellationToken: token), cancellationToken));
        return new HealthReport(Array.TrueForAll(parts, part => part == PartState.Up) ? PartState.Up : PartState.Down, parts[0], parts[1], parts[2]);
    }

    private async Task<PartState> AnswersAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await ask(end.Token);
            return PartState.Up;
        }
        catch (Exception exception) when (StorageFailure.Is(exception) || exception is OperationCanceledException)
        {
            return PartState.Down;
        }
    }
}
