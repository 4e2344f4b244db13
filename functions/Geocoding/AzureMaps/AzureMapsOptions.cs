namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// The settings below <c>AzureMaps</c>: which Azure Maps account geocodes, and how the registry proves who it is. Either
/// <see cref="SubscriptionKey"/> or <see cref="ClientId"/> is set. This is a class so that printing it shows no key.
/// </summary>
public sealed class AzureMapsOptions
{
    /// <summary>The public Azure cloud.</summary>
    public static Uri DefaultEndpoint { get; } = new("https://atlas.microsoft.com");

    /// <summary>Where the service answers; <c>http</c> only on this computer.</summary>
    public Uri Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>A shared key of the account: a secret.</summary>
    public string? SubscriptionKey { get; init; }

    /// <summary>The client id of the Azure Maps account (not of an identity), which a managed identity calls it by.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client id of a user-assigned managed identity; <see langword="null"/> for the app's own identity.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>How long one try may take; <see langword="null"/> for the default of <see cref="AzureMapsClientOptions"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Whether a key or a token may be sent there: over TLS, or within this computer; nothing but the address of a service.
    /// </summary>
    internal static bool IsSafe(Uri endpoint) =>
        endpoint.IsAbsoluteUri
        && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback))
        && endpoint.UserInfo.Length == 0
        && endpoint.Query.Length == 0
        && endpoint.Fragment.Length == 0;
}
