using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Queues;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Blobs;

/// <summary>Makes a listener for each function with a blob trigger.</summary>
internal sealed class BlobListenerFactory(
    IConfiguration configuration,
    IHostEnvironment environment,
    StorageAccounts accounts,
    BlobOptions options,
    LeaseOptions leases,
    FunctionRunner runner,
    OwnWrites ownWrites,
    IOptions<JsonSerializerOptions> json,
    ILoggerFactory loggers) : IListenerFactory, IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.MaxDegreeOfParallelism);

    public IEnumerable<IListener> Create(FunctionCatalog catalog) =>
        catalog.Of<BlobTriggerAttribute>().Select(pair => Create(pair.Function, pair.Trigger));

    public void Dispose() => _slots.Dispose();

    private BlobListener Create(FunctionDescriptor function, BlobTriggerAttribute trigger)
    {
        var pattern = BlobPattern.Parse(function, SettingReferences.Resolve(configuration, function, trigger.BlobPath));
        var container = accounts.Blobs(function, trigger.Connection).GetBlobContainerClient(pattern.Container);
        var hostStorage = HostStorage.Of(function, accounts, configuration, environment);
        var poison = new PoisonBlobs(new PoisonQueue(accounts.Queues(function, connection: null).GetQueueClient(PoisonBlobs.QueueName)));
        var handler = new BlobHandler(
            function,
            container,
            new BlobReceipts(hostStorage, function.Id, leases.BlobLease),
            poison,
            options,
            _slots,
            runner,
            json.Value,
            loggers.CreateLogger<BlobHandler>());
        return new BlobListener(function, pattern, container, handler, _slots, ownWrites, loggers.CreateLogger<BlobListener>());
    }
}
