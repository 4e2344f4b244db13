using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>
/// Runs the listeners. They start when everything else in the host has started, so that a start which fails takes no work,
/// and stop as soon as the host begins to, before it waits for anything.
/// </summary>
internal sealed partial class TriggerService : IHostedService, IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<IListener> _listeners;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly TimeSpan _limit;
    private readonly Shutdown _shutdown = new();
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private IReadOnlyList<Task> _runs = [];

    /// <exception cref="StartException">A trigger attribute or a setting that it names is wrong.</exception>
    public TriggerService(
        FunctionCatalog catalog,
        IEnumerable<IListenerFactory> factories,
        IHostApplicationLifetime lifetime,
        IOptions<HostOptions> options,
        ILogger<TriggerService> logger)
    {
        _listeners = [.. factories.SelectMany(factory => factory.Create(catalog))];
        _lifetime = lifetime;
        _logger = logger;
        _limit = Limit(options.Value.ShutdownTimeout);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(_lifetime.ApplicationStarted.Register(Start));
        _registrations.Add(_lifetime.ApplicationStopping.Register(() => _shutdown.Request(_limit)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var hurry = cancellationToken.Register(_shutdown.GiveUp);
        try
        {
            await Task.WhenAll(_runs).WaitAsync(_shutdown.Overdue);
        }
        catch (OperationCanceledException) when (_shutdown.Overdue.IsCancellationRequested)
        {
            LogOverdue(_logger, _runs.Count(run => !run.IsCompleted));
        }
    }

    /// <summary>Where the start of the host failed, nobody stops its services before they are disposed.</summary>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _shutdown.GiveUp();
        _shutdown.Dispose();
    }

    /// <summary>
    /// What the host's shutdown timeout leaves for functions when something is set aside to end the rest: 25 of 30 seconds.
    /// </summary>
    private static TimeSpan Limit(TimeSpan shutdownTimeout)
    {
        if (shutdownTimeout == Timeout.InfiniteTimeSpan)
        {
            return shutdownTimeout;
        }

        var margin = shutdownTimeout / 5;
        return shutdownTimeout - (margin < LongestMargin ? margin : LongestMargin);
    }

    private void Start() => _runs = [.. _listeners.Select(listener => Task.Run(() => RunAsync(listener)))];

    private async Task RunAsync(IListener listener)
    {
        try
        {
            await listener.RunAsync(_shutdown);
        }
        catch (OperationCanceledException) when (_shutdown.Requested.IsCancellationRequested)
        {
            // It was waiting for work.
        }
        catch (Exception exception)
        {
            LogEnded(_logger, exception, listener.Function.Name);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The listener of function '{Function}' has ended by a defect: the function does not run until the host starts again.")]
    private static partial void LogEnded(ILogger logger, Exception exception, string function);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Runs of {Count} functions did not end in the time for the stop; their work runs again when its lease ends.")]
    private static partial void LogOverdue(ILogger logger, int count);
}
