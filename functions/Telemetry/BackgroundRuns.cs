using System.Diagnostics;

namespace ServerlessRegistry.Telemetry;

/// <summary>Traces and counts the runs of functions that no caller waits for.</summary>
public sealed class BackgroundRuns(RegistryTraces traces, RegistryMetrics metrics, TimeProvider clock)
{
    /// <summary>Runs a function for a message, in the trace that the message carries.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="work">What the function does; what it throws is counted and thrown on, so that the host tries again.</param>
    internal async Task RunAsync(string function, TakenMessage message, Func<Task> work)
    {
        using var span = traces.StartTaking(message)?.SetTag("function", function);
        if (message.SentAt is { } sentAt)
        {
            metrics.Took(message.Queue, clock.GetUtcNow() - sentAt);
        }

        await RunAsync(function, span, work);
    }

    /// <summary>Runs a function on its schedule, in a trace of its own.</summary>
    internal async Task RunAsync(string function, Func<Task> work)
    {
        using var span = traces.StartTimer(function)?.SetTag("function", function);
        await RunAsync(function, span, work);
    }

    private async Task RunAsync(string function, Activity? span, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The app stops: the work is done later.
            span.EndAs("stopped");
            throw;
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            metrics.Failed(function, exception);
            throw;
        }
    }
}

/// <summary>A message that a function was run for.</summary>
/// <param name="Queue">The queue, or the container that serves as one.</param>
/// <param name="RegistrationId">The registration that it names.</param>
/// <param name="TraceParent">The trace that it carries.</param>
/// <param name="SentAt">Since when it could be taken.</param>
internal readonly record struct TakenMessage(string Queue, string? RegistrationId, string? TraceParent = null, DateTimeOffset? SentAt = null);
