using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Demo;

/// <summary>Registers what fills a registry on one machine with made-up owners.</summary>
internal static class DemoServices
{
    /// <summary>Adds the made-up owners, where the settings ask for them.</summary>
    /// <exception cref="OptionsValidationException">They ask for them wrongly, or for a real registry.</exception>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration) =>
        DemoOptions.Read(configuration, StorageConnection.Read(configuration).IsOnThisMachine) is { } options
            ? services.AddSingleton(options).AddSingleton<DemoOwners>().AddHostedService<DemoRegistrations>().AddSilence(new DemoSilence())
            : services;

    /// <summary>Each owner has the registry log a dozen lines, in which nobody would find how far the owners have come.</summary>
    private static IServiceCollection AddSilence(this IServiceCollection services, DemoSilence silence) => services
        .AddSingleton(silence)
        .AddLogging(logging => logging
            .AddFilter(nameof(ServerlessRegistry), level => level >= LogLevel.Warning || !silence.IsKept)
            .AddFilter(typeof(DemoServices).Namespace, LogLevel.Information));
}
