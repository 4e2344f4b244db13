using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>Clients of the storage accounts that triggers name by their settings.</summary>
internal sealed class StorageAccounts(IConfiguration configuration)
{
    private const string HostSetting = "AzureWebJobsStorage";

    /// <summary>The queues of a function's account.</summary>
    /// <param name="function">The function; a <see cref="StartException"/> names it.</param>
    /// <param name="connection">The setting with the connection string; <c>AzureWebJobsStorage</c> where it is <see langword="null"/>.</param>
    /// <exception cref="StartException">The setting is missing or not a connection string.</exception>
    public QueueServiceClient Queues(FunctionDescriptor function, string? connection) =>
        Connect(function, connection, connectionString => new QueueServiceClient(connectionString, Quick(new QueueClientOptions())));

    /// <summary>The blobs of a function's account.</summary>
    /// <inheritdoc cref="Queues" path="/param"/>
    /// <inheritdoc cref="Queues" path="/exception"/>
    public BlobServiceClient Blobs(FunctionDescriptor function, string? connection) =>
        Connect(function, connection, connectionString => new BlobServiceClient(connectionString, Quick(new BlobClientOptions())));

    /// <summary>Gives up a call soon, since a listener repeats it anyway and a stop must not wait for a storage that is away.</summary>
    private static TOptions Quick<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        return options;
    }

    private TClient Connect<TClient>(FunctionDescriptor function, string? connection, Func<string, TClient> connect)
    {
        var setting = string.IsNullOrEmpty(connection) ? HostSetting : connection;
        var connectionString = ConnectionString(setting)
            ?? throw new StartException(
                configuration.GetSection(setting).GetChildren().Any(part => !string.IsNullOrWhiteSpace(part.Value))
                    ? $"{setting} names an account to sign in to with an identity, which the Azure Functions host does: here, set it to a connection string."
                    : $"Function '{function.Name}' needs the setting '{setting}' with the connection string of a storage account.");
        try
        {
            return connect(connectionString);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new StartException(
                $"The setting '{setting}' of function '{function.Name}' is not the connection string of a storage account.");
        }
    }

    /// <summary>As in Azure, a setting may stand with or without the prefix <c>AzureWebJobs</c>, or among the connection strings.</summary>
    private string? ConnectionString(string setting) =>
        new[] { $"AzureWebJobs{setting}", setting, $"ConnectionStrings:{setting}" }
            .Select(key => configuration[key.Replace("__", ":", StringComparison.Ordinal)])
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
