using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// Retries with exponential back-off and after the time that the service asks for, unless that is longer than anybody
/// should wait here: then the answer at hand is the last one.
/// </summary>
internal sealed class BoundedRetryPolicy(AzureMapsClientOptions options) : RetryPolicy(
    options.Retry.MaxRetries,
    DelayStrategy.CreateExponentialDelayStrategy(options.Retry.Delay, options.Retry.MaxDelay))
{
    /// <summary>With no delay of its own, it gives the one in the headers of a response, or none.</summary>
    private readonly DelayStrategy _askedFor = DelayStrategy.CreateFixedDelayStrategy(TimeSpan.Zero);

    private readonly TimeSpan _longestRetryAfter = options.LongestRetryAfter;

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception)
    {
        if (exception is null && _askedFor.GetNextDelay(message.Response, message.ProcessingContext.RetryNumber + 1) > _longestRetryAfter)
        {
            return false;
        }

        return await base.ShouldRetryAsync(message, exception);
    }
}
