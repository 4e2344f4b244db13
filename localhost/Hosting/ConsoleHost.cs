using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>The host of a process of its own. A stop that is asked for while it still starts is an ordinary end, not a failure.</summary>
internal sealed class ConsoleHost(WebApplication app) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl-C: whoever waits for the end of the host sees that it has come.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    public void Dispose() => ((IDisposable)app).Dispose();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
