using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary>Runs functions that no caller waits for, and logs how each run ended.</summary>
internal sealed partial class FunctionRunner(FunctionInvoker invoker, FunctionTimeout timeout, ILogger<FunctionRunner> logger)
{
    /// <summary>Runs the function once. Whatever it throws is logged and told by the outcome.</summary>
    /// <param name="function">The function.</param>
    /// <param name="bind">Gives the value of a parameter; what it throws is a failure of the run.</param>
    /// <param name="stop">Asks the run to end early.</param>
    public async Task<RunOutcome> RunAsync(FunctionDescriptor function, Func<ParameterInfo, object?> bind, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout.Limit);
        try
        {
            await invoker.InvokeAsync(function, bind, limit.Token);
            LogSucceeded(logger, function.Name, clock.ElapsedMilliseconds);
            return RunOutcome.Succeeded;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped(logger, function.Name, clock.ElapsedMilliseconds);
            return RunOutcome.Stopped;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogTimedOut(logger, function.Name, timeout.Limit);
            return RunOutcome.Failed;
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, function.Name, clock.ElapsedMilliseconds);
            return RunOutcome.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Executed '{Function}' (Succeeded, {Milliseconds} ms)")]
    private static partial void LogSucceeded(ILogger logger, string function, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executed '{Function}' (Stopped, {Milliseconds} ms)")]
    private static partial void LogStopped(ILogger logger, string function, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Executed '{Function}' (Failed, it took longer than functionTimeout in host.json, {Limit})")]
    private static partial void LogTimedOut(ILogger logger, string function, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Error, Message = "Executed '{Function}' (Failed, {Milliseconds} ms)")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, long milliseconds);
}

/// <summary>How a run of a function ended.</summary>
internal enum RunOutcome
{
    /// <summary>It returned.</summary>
    Succeeded,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>It gave up because it was asked to. That is no failure: the work is to be done later.</summary>
    Stopped,
}
