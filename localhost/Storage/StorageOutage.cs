using Azure;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Localhost.Storage;

/// <summary>Logs once that a listener's storage is away, and once that it is back, however often the listener tries between.</summary>
/// <param name="listener">What the log calls the listener.</param>
/// <param name="logger">Where to.</param>
internal sealed partial class StorageOutage(string listener, ILogger logger)
{
    private bool _lasts;

    /// <summary>Whether this is what a client of Azure Storage throws when the service refuses, fails or is away.</summary>
    public static bool IsStorageError(Exception exception) =>
        exception is RequestFailedException or IOException or HttpRequestException or OperationCanceledException
        || (exception is AggregateException aggregate && aggregate.InnerExceptions.All(IsStorageError));

    /// <summary>A call failed.</summary>
    public void Note(Exception exception)
    {
        if (!_lasts)
        {
            _lasts = true;
            LogAway(logger, exception, listener);
        }
    }

    /// <summary>A call succeeded.</summary>
    public void NoteEnd()
    {
        if (_lasts)
        {
            _lasts = false;
            LogBack(logger, listener);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The storage of function '{Function}' does not answer as it should; its listener keeps trying.")]
    private static partial void LogAway(ILogger logger, Exception exception, string function);

    [LoggerMessage(Level = LogLevel.Information, Message = "The storage of function '{Function}' answers again.")]
    private static partial void LogBack(ILogger logger, string function);
}
