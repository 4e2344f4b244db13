using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>
/// The host of a process of its own. A stop that is asked for while it still starts is an ordinary end, not a failure, and a
/// terminal that is closed asks for one, as Ctrl-C does.
/// </summary>
internal sealed class ConsoleHost : IHost, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PosixSignalRegistration _terminalClosed;

    public ConsoleHost(WebApplication app)
    {
        _app = app;
        _terminalClosed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            app.Lifetime.StopApplication();
        });
    }

    public IServiceProvider Services => _app.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (_app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Whoever waits for the end of the host sees that it has come.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public void Dispose()
    {
        _terminalClosed.Dispose();
        ((IDisposable)_app).Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _terminalClosed.Dispose();
        return _app.DisposeAsync();
    }
}
