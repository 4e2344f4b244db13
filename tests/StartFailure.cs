using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Tests;

/// <summary>
/// Keeps why a host did not start, which the host logs before it is disposed. Whoever started it may come too late to be told otherwise.
/// </summary>
internal sealed class StartFailure : ILoggerProvider, ILogger
{
    /// <summary>Under which name a host tells of itself.</summary>
    public const string Category = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile Exception? _exception;

    /// <summary>What went wrong; <see langword="null"/> where nothing did.</summary>
    public Exception? Exception => _exception;

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _exception ??= exception;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
