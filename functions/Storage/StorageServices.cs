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
    /// <summary>Adds a client for each service of the account that the Functions host uses too.</summary>
    /// <exception cref="OptionsValidationException">The account is not named, or not in a form that the clients understand.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = StorageConnection.Read(configuration);
        try
        {
            return services
                .AddSingleton(connection.Connect(Impatient(new TableClientOptions())))
                .AddSingleton(connection.Connect(Impatient(new BlobClientOptions())))
                .AddSingleton(connection.Connect(Impatient(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 })))
                .AddHostedService<StoragePreparation>();
        }
        catch (Exception exception) when (StorageConnection.IsNoConnectionString(exception))
        {
            throw StorageConnection.NotAConnectionString();
        }
    }

    /// <summary>
    /// Few attempts and short waits, so that a request answers rather than hangs while the storage is away. Whatever runs in the background
    /// is tried again by its queue or its timer. What the registry reads and writes at once takes the storage milliseconds.
    /// </summary>
    private static TOptions Impatient<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(3);
        return options;
    }
}
