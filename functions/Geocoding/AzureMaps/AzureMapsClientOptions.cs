using Azure.Core;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// How the Azure Maps Search service is called. <see cref="ClientOptions.Retry"/> holds the number of retries, the delays
/// between them, and the time that one try may take (<see cref="RetryOptions.NetworkTimeout"/>). With the values set here
/// a call that fails every time ends within about 20 seconds, or about a minute if the service asks to be left alone.
/// </summary>
public sealed class AzureMapsClientOptions : ClientOptions
{
    /// <summary>Three retries after 0.5 to 5 seconds, 5 seconds for each try, and no query value in the log but the API version.</summary>
    public AzureMapsClientOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 3;
        Retry.Delay = TimeSpan.FromSeconds(0.5);
        Retry.MaxDelay = TimeSpan.FromSeconds(5);
        Retry.NetworkTimeout = TimeSpan.FromSeconds(5);

        // The query holds the address, and an answer repeats it.
        Diagnostics.IsLoggingContentEnabled = false;
        Diagnostics.LoggedQueryParameters.Clear();
        Diagnostics.LoggedQueryParameters.Add("api-version");
    }

    /// <summary>
    /// The longest <c>Retry-After</c> that is waited for. Where the service asks for more, the call fails at once and
    /// leaves the wait to the queue.
    /// </summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromSeconds(15);
}
