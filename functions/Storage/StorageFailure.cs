using Azure;
using Azure.Identity;
using Microsoft.AspNetCore.Http;

namespace ServerlessRegistry.Storage;

/// <summary>Tells an outage of the storage from a defect.</summary>
internal static class StorageFailure
{
    /// <summary>
    /// Whether the exception says that the storage refused, did not answer (the clients put their attempts together), or
    /// could not be signed in to.
    /// </summary>
    public static bool Is(Exception exception) => exception is RequestFailedException or AggregateException or AuthenticationFailedException;

    /// <summary>
    /// Whether the exception says that the storage is away, too busy, lets nobody in or is not ready, so that the same request may succeed
    /// later. A request that the storage understood and refused is a defect, and so is a row that is missing where one must be.
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        RequestFailedException failure => IsOutage(failure),
        AggregateException attempts => attempts.InnerExceptions.All(attempt => attempt is OperationCanceledException || IsOutage(attempt)),
        BadHttpRequestException => false,
        AuthenticationFailedException or HttpRequestException or IOException => true,
        _ => false,
    };

    private static bool IsOutage(RequestFailedException failure) => failure.Status switch
    {
        0 or StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
            or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests => true,
        StatusCodes.Status404NotFound => failure.ErrorCode is "TableNotFound" or "QueueNotFound" or "ContainerNotFound",
        var status => status >= StatusCodes.Status500InternalServerError,
    };
}
