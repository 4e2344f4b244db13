using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Admin;

/// <summary>
/// Runs of functions that somebody asked for. A timer's schedule knows nothing of them, and they do not wait for one another. When the host
/// stops, they are asked to end and waited for, like all others.
/// </summary>
internal sealed class RunsByHand(
    FunctionCatalog catalog, FunctionRunner runner, IOptions<JsonSerializerOptions> json, IHostApplicationLifetime lifetime) : IHostedService
{
    private readonly ConcurrentDictionary<Guid, Task> _runs = new();

    /// <summary>Starts a function with a timer or queue trigger and returns at once; how the run ends is in the log.</summary>
    /// <param name="name">The function's name in any letter case.</param>
    /// <param name="input">The text of the message that a function with a queue trigger is given.</param>
    /// <returns>False where there is no such function.</returns>
    public bool TryStart(string name, string input)
    {
        if (catalog.Functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } function
            || BindingOf(function, input) is not { } bind)
        {
            return false;
        }

        var run = Guid.NewGuid();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs[run] = RunAsync(function, bind, run, started.Task);
        started.SetResult();
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(Task.WhenAll(_runs.Values), Task.Delay(Timeout.Infinite, cancellationToken));

    private async Task RunAsync(FunctionDescriptor function, Func<ParameterInfo, object?> bind, Guid run, Task started)
    {
        // The caller is answered before the function does anything.
        await started;
        await runner.RunAsync(function, bind, lifetime.ApplicationStopping);
        _runs.TryRemove(run, out _);
    }

    /// <returns><see langword="null"/> for a function that cannot be run by hand.</returns>
    private Func<ParameterInfo, object?>? BindingOf(FunctionDescriptor function, string input) => function.Trigger switch
    {
        TimerTriggerAttribute => _ => new TimerInfo(),
        QueueTriggerAttribute => parameter => TriggerContent.Read(input, parameter.ParameterType, json.Value),
        _ => null,
    };
}
