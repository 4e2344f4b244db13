using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Requests;

/// <summary>
/// How every HTTP function answers: in time, and with 503 and <c>Retry-After</c> where the storage is away, slow or refuses. There is no
/// middleware that both builds of the app have, so each function calls this itself.
/// </summary>
public sealed partial class TimelyAnswers(RequestLimits limits, TimeProvider clock, ILogger<TimelyAnswers> logger)
{
    private const string Detail = "The storage of the registry does not answer, or not in time. Try again soon.";

    /// <summary>Runs the body of a function.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">
    /// The body. It may be cut off anywhere, and must leave the storage such that a repeat, or the upkeep, finishes what it began.
    /// </param>
    /// <param name="cancellationToken">The function's own: the caller has gone away, or the host stops.</param>
    /// <exception cref="OperationCanceledException">The caller has gone away, so that there is nobody to answer.</exception>
    internal async Task<IResult> InTimeAsync(
        HttpRequest request, Func<RequestTime, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limits.Deadline, clock);
        using var awaited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await answer(new RequestTime(awaited.Token, deadline.Token));
        }
        catch (Exception exception) when (IsOutage(exception, request.HttpContext))
        {
            return Unavailable(exception, request);
        }
    }

    /// <summary>
    /// Answers with lines of text, however many there are. The first are read before the answer begins, so that it can still be 503;
    /// where the storage goes away later, the connection is cut, so that nobody takes a part for the whole.
    /// </summary>
    /// <param name="lines">The lines, each with its line end.</param>
    /// <param name="contentType">The media type.</param>
    /// <param name="time">The time of the request.</param>
    internal async Task<IResult> StreamAsync(IAsyncEnumerable<string> lines, string contentType, RequestTime time)
    {
        var text = new StreamedText(lines, contentType, limits.Deadline, clock, exception => LogCutOff(logger, exception));
        try
        {
            await text.BeginAsync(time.WhileAwaited);
            return text;
        }
        catch
        {
            await text.DisposeAsync();
            throw;
        }
    }

    /// <summary>An answer of a function's own that the caller may ask for again.</summary>
    internal IResult Later(IResult answer) => Problems.RetryAfter(limits.RetryAfter, answer);

    /// <summary>A wait that ends although the caller still waits has run into the deadline, a limit of a client, or a stop of the host.</summary>
    private static bool IsOutage(Exception exception, HttpContext context) =>
        StorageFailure.IsOutage(exception) || (exception is OperationCanceledException && !context.RequestAborted.IsCancellationRequested);

    private IResult Unavailable(Exception exception, HttpRequest request)
    {
        LogUnavailable(logger, exception, request.Method);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Problems.Unavailable(Detail, limits.RetryAfter);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Method} request is answered with 503: the storage does not answer, or not in time.")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer is cut off in the middle: the storage does not answer, or not in time.")]
    private static partial void LogCutOff(ILogger logger, Exception exception);
}
