using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Queues;

/// <summary>Makes a listener for each function with a queue trigger.</summary>
internal sealed class QueueListenerFactory(
    IConfiguration configuration,
    StorageAccounts accounts,
    QueueOptions options,
    LeaseOptions leases,
    FunctionRunner runner,
    OwnWrites ownWrites,
    IOptions<JsonSerializerOptions> json,
    ILoggerFactory loggers) : IListenerFactory
{
    public IEnumerable<IListener> Create(FunctionCatalog catalog) =>
        catalog.Of<QueueTriggerAttribute>().Select(pair => Create(pair.Function, pair.Trigger));

    private QueueListener Create(FunctionDescriptor function, QueueTriggerAttribute trigger)
    {
        // The Azure Functions host takes the name in any letter case.
        var name = SettingReferences.Resolve(configuration, function, trigger.QueueName).ToLowerInvariant();
        StorageNames.CheckQueue(function, name);
        var account = accounts.Queues(function, trigger.Connection);
        var queue = account.GetQueueClient(name);
        var handler = new MessageHandler(
            function,
            queue,
            PoisonQueue.Of(account, name),
            options,
            leases.MessageLease,
            runner,
            json.Value,
            loggers.CreateLogger<MessageHandler>());
        return new QueueListener(function, queue, handler, options, leases.MessageLease, ownWrites, loggers.CreateLogger<QueueListener>());
    }
}
