using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost.Admin;
using ServerlessRegistry.Localhost.Blobs;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Queues;
using ServerlessRegistry.Localhost.Storage;
using ServerlessRegistry.Localhost.Timers;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>The services that run functions without a request.</summary>
internal static class Triggers
{
    /// <summary>Adds the listeners of queues, blobs and timers, each with its options from host.json.</summary>
    /// <exception cref="StartException">An option of host.json is wrong.</exception>
    public static void AddTriggers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(QueueOptions.Read(configuration));
        services.AddSingleton(BlobOptions.Read(configuration));
        services.AddSingleton(LeaseOptions.Read(configuration));
        services.AddSingleton(FunctionTimeout.Read(configuration));

        services.AddSingleton<StorageAccounts>();
        services.AddSingleton<OwnWrites>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<IListenerFactory, QueueListenerFactory>();
        services.AddSingleton<IListenerFactory, BlobListenerFactory>();
        services.AddSingleton<IListenerFactory, TimerListenerFactory>();

        // As in the worker: an app may configure how the JSON of messages and blobs is read, and names match whatever their case.
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.AddHostedService<TriggerService>();
        services.AddSingleton<RunsByHand>();
        services.AddHostedService(provider => provider.GetRequiredService<RunsByHand>());
    }
}
