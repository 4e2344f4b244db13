using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>
/// A service of the app or of this host that is made, and started, once the web server listens: the site is there at once, as it is in
/// Azure, where it does not wait for the functions either. Until every service has started, the host has not.
/// </summary>
/// <param name="make">Makes the service.</param>
internal sealed class LateService(Func<IHostedService> make) : IHostedLifecycleService, IAsyncDisposable
{
    private IHostedService? _service;

    /// <summary>Has all services that were added so far start late, in the order in which they were added.</summary>
    public static void StartAllLate(IServiceCollection services)
    {
        foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && !service.IsKeyedService).ToList())
        {
            services[services.IndexOf(service)] = ServiceDescriptor.Singleton<IHostedService>(provider => new LateService(() => Make(service, provider)));
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _service = make();
        await OfLifecycle(service => service.StartingAsync(cancellationToken));
        await _service.StartAsync(cancellationToken);
        await OfLifecycle(service => service.StartedAsync(cancellationToken));
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => OfLifecycle(service => service.StoppingAsync(cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => _service?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => OfLifecycle(service => service.StoppedAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        switch (_service)
        {
            case IAsyncDisposable service:
                await service.DisposeAsync();
                break;
            case IDisposable service:
                service.Dispose();
                break;
        }
    }

    private static IHostedService Make(ServiceDescriptor service, IServiceProvider provider) => (IHostedService)(
        service.ImplementationInstance
        ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));

    private Task OfLifecycle(Func<IHostedLifecycleService, Task> step) => _service is IHostedLifecycleService service ? step(service) : Task.CompletedTask;
}
