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
    private const string Setting = "AzureWebJobsStorage";

    /// <summary>Adds a client for each service of the account that the Functions host uses too.</summary>
    /// <exception cref="OptionsValidationException">The account is not named, or not in a form that the clients understand.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var connectionString = configuration[Setting];
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw Invalid($"{Setting} is not set: it names the storage account, such as UseDevelopmentStorage=true.");
        }

        try
        {
            return services
                .AddSingleton(new TableServiceClient(connectionString, Patient(new TableClientOptions())))
                .AddSingleton(new BlobServiceClient(connectionString, Patient(new BlobClientOptions())))
                .AddSingleton(new QueueServiceClient(connectionString, Patient(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 })))
                .AddHostedService<StoragePreparation>();
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            throw Invalid($"{Setting} is not a connection string of a storage account.");
        }
    }

    /// <summary>Short waits, so that a request answers rather than hangs while the storage is away.</summary>
    private static TOptions Patient<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(15);
        return options;
    }

    private static OptionsValidationException Invalid(string sentence) => new(Setting, typeof(ClientOptions), [sentence]);
}
