using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>Runs the functions of a class on a free port; they need no storage.</summary>
internal static class HttpTestHost
{
    public static Task<InProcessFunctionsHost> StartAsync<TFunctions>(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null) =>
        StartAsync(typeof(TFunctions), settings, services);

    public static Task<InProcessFunctionsHost> StartAsync(
        Type functions, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null) =>
        InProcessFunctionsHost.StartAsync(
            new()
            {
                FunctionClasses = [functions],
                Settings = settings ?? new Dictionary<string, string?>(),
                ConfigureServices = services,
            },
            TestContext.Current.CancellationToken);
}
