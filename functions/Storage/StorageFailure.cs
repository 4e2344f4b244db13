using Azure;
using Azure.Identity;

namespace ServerlessRegistry.Storage;

/// <summary>Tells an outage of the storage from a defect.</summary>
internal static class StorageFailure
{
    /// <summary>
    /// Whether the exception says that the storage refused, did not answer (the clients put their attempts together), or
    /// could not be signed in to.
    /// </summary>
    public static bool Is(Exception exception) => exception is RequestFailedException or AggregateException or AuthenticationFailedException;
}
