using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>For a host inside another program: that program decides when it ends, and signals are the program's own.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
