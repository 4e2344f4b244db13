using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Faults;

/// <summary>What tells whether a registry is at rest.</summary>
/// <param name="Rows">The rows of the table <c>Registrations</c>, by registration.</param>
/// <param name="Registrations">The registrations that are not erased, by id.</param>
/// <param name="Queues">How many messages each queue holds, by its name.</param>
/// <param name="PlacardRequests">The requests for placards that are left.</param>
internal record UnderWay(
    ILookup<string, TableEntity> Rows,
    IReadOnlyDictionary<string, Registration> Registrations,
    IReadOnlyDictionary<string, int> Queues,
    IReadOnlyList<string> PlacardRequests)
{
    /// <summary>Reads it.</summary>
    public static async Task<UnderWay> ReadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var rows = (await services.GetRequiredService<TableServiceClient>().GetTableClient(StorageNames.Registrations)
            .QueryAsync<TableEntity>(cancellationToken: cancellationToken).ToListAsync(cancellationToken)).ToLookup(row => row.PartitionKey);
        return new UnderWay(
            rows,
            rows.Select(group => services.GetRequiredService<RegistrationRows>().Read([.. group]))
                .OfType<Registration>()
                .ToDictionary(registration => registration.Id.Value),
            await CountAsync(services.GetRequiredService<QueueServiceClient>(), cancellationToken),
            await NamesAsync(services, StorageNames.PlacardRequests, cancellationToken).ToListAsync(cancellationToken));
    }

    /// <summary>The names of the blobs in a container.</summary>
    protected static IAsyncEnumerable<string> NamesAsync(IServiceProvider services, string container, CancellationToken cancellationToken) =>
        services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container)
            .GetBlobsAsync(cancellationToken: cancellationToken).Select(blob => blob.Name);

    private static async Task<IReadOnlyDictionary<string, int>> CountAsync(QueueServiceClient queues, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>();
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: cancellationToken))
        {
            var properties = await queues.GetQueueClient(queue.Name).GetPropertiesAsync(cancellationToken);
            counts[queue.Name] = properties.Value.ApproximateMessagesCount;
        }

        return counts;
    }
}
