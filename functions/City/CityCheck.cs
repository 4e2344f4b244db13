using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.City;

/// <summary>
/// Checks the city's program when the host starts its services. <c>ValidateOnStart</c> would do so before the host listens, and to load the
/// typeface that placards are checked with takes a while.
/// </summary>
internal sealed class CityCheck(IOptions<CityProgram> program) : IHostedService
{
    /// <exception cref="OptionsValidationException">A setting is missing, or no placard can carry it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = program.Value;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
