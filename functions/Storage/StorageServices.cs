using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Storage;

/// <summary>The clients of Azure Storage.</summary>
internal static class StorageServices
{
    /// <summary>
    /// Adds a client for each service of the account that the Functions host uses too. One that does not understand the connection string
    /// says so with an <see cref="OptionsValidationException"/> when it is made.
    /// </summary>
    /// <exception cref="OptionsValidationException">The account is not named, or its settings contradict each other.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = StorageConnection.Read(configuration);
        return services
            .AddSingleton(provider => connection.Connect(Configured(new TableClientOptions(), provider)))
            .AddSingleton(provider => connection.Connect(Configured(new BlobClientOptions(), provider)))
            .AddSingleton(provider => connection.Connect(Configured(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, provider)));
    }

    /// <summary>Has a host prepare the storage as it starts; until it has, calls of the clients wait. An operation without a host prepares nothing.</summary>
    public static IServiceCollection AddStoragePreparation(this IServiceCollection services) => services
        .AddSingleton<StorageGate>()
        .AddHostedService<StoragePreparation>();

    /// <summary>
    /// Few attempts and short waits, so that a request answers rather than hangs while the storage is away. Whatever runs in the background
    /// is tried again by its queue or its timer. What the registry reads and writes at once takes the storage milliseconds. An operation has
    /// nobody who waits for its answer, and reads much.
    /// </summary>
    private static TOptions Configured<TOptions>(TOptions options, IServiceProvider services)
        where TOptions : ClientOptions
    {
        var gate = services.GetService<StorageGate>();
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        options.Retry.NetworkTimeout = gate is null ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(3);
        if (gate is not null)
        {
            // Ahead of the attempts, so that a wait counts for none of them.
            options.AddPolicy(gate, HttpPipelinePosition.PerCall);
        }

        return options;
    }
}
