using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Geocoding.AzureMaps;

namespace ServerlessRegistry.Geocoding;

/// <summary>
/// Which geocoder the registry uses: the setting <c>Geocoder</c>, and for Azure Maps the settings below <c>AzureMaps</c>.
/// </summary>
public sealed class GeocoderOptions
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>How to call Azure Maps; <see langword="null"/> where the street grid geocodes.</summary>
    public AzureMapsOptions? AzureMaps { get; private init; }

    /// <summary>Reads the settings. An empty setting counts as one that is not there.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong or missing; the message says which and what to put there.</exception>
    public static GeocoderOptions Read(IConfiguration configuration)
    {
        var geocoder = Setting(configuration, "Geocoder") ?? Default(configuration);
        if (geocoder.Equals("streetGrid", StringComparison.OrdinalIgnoreCase))
        {
            return new GeocoderOptions();
        }

        return geocoder.Equals("azureMaps", StringComparison.OrdinalIgnoreCase)
            ? new GeocoderOptions { AzureMaps = ReadAzureMaps(configuration) }
            : throw Invalid("Geocoder must be streetGrid or azureMaps.");
    }

    /// <summary>Whoever sets up Azure Maps and says nothing of the geocoder has most likely forgotten it.</summary>
    private static string Default(IConfiguration configuration) =>
        (Setting(configuration, "AzureMaps:ClientId") ?? Setting(configuration, "AzureMaps:SubscriptionKey")) is null
            ? "streetGrid"
            : throw Invalid("There is an account in AzureMaps, but Geocoder is not set: set it to azureMaps, or to streetGrid to do without the account.");

    private static AzureMapsOptions ReadAzureMaps(IConfiguration configuration)
    {
        var options = new AzureMapsOptions
        {
            Endpoint = ReadEndpoint(configuration),
            SubscriptionKey = ReadKey(configuration),
            ClientId = ReadClientId(configuration, "AzureMaps:ClientId", "the Azure Maps account"),
            ManagedIdentityClientId = ReadClientId(configuration, "AzureMaps:ManagedIdentityClientId", "the managed identity"),
            Timeout = ReadTimeout(configuration),
        };

        return (options.SubscriptionKey, options.ClientId) switch
        {
            (null, null) => throw Invalid(
                "Geocoder is azureMaps, so set AzureMaps:ClientId to the client id of the Azure Maps account "
                + "(to call it with a managed identity) or AzureMaps:SubscriptionKey to one of its keys."),
            (not null, not null) => throw Invalid(
                "Set either AzureMaps:SubscriptionKey or AzureMaps:ClientId, not both, "
                + "so that it is clear how the registry signs in to Azure Maps."),
            _ => options,
        };
    }

    private static Uri ReadEndpoint(IConfiguration configuration)
    {
        if (Setting(configuration, "AzureMaps:Endpoint") is not { } text)
        {
            return AzureMapsOptions.DefaultEndpoint;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && AzureMapsOptions.IsSafe(endpoint)
            ? endpoint
            : throw Invalid(
                $"AzureMaps:Endpoint must be an https address such as {AzureMapsOptions.DefaultEndpoint.OriginalString} "
                + "(http is allowed on this computer only).");
    }

    private static string? ReadKey(IConfiguration configuration)
    {
        var key = Setting(configuration, "AzureMaps:SubscriptionKey");
        return key is null || key.All(character => character is > ' ' and <= '~')
            ? key
            : throw Invalid(
                "AzureMaps:SubscriptionKey must be a key of the Azure Maps account exactly as the Azure portal shows it, without spaces.");
    }

    private static string? ReadClientId(IConfiguration configuration, string name, string owner)
    {
        var clientId = Setting(configuration, name);
        return clientId is null || Guid.TryParseExact(clientId, "D", out _)
            ? clientId
            : throw Invalid($"{name} must be the client id of {owner}, such as 01234567-89ab-cdef-0123-456789abcdef.");
    }

    private static TimeSpan? ReadTimeout(IConfiguration configuration)
    {
        if (Setting(configuration, "AzureMaps:Timeout") is not { } text)
        {
            return null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout)
            && timeout > TimeSpan.Zero
            && timeout <= LongestTimeout
            ? timeout
            : throw Invalid("AzureMaps:Timeout must be a time of up to one minute for each try, such as 00:00:05.");
    }

    private static string? Setting(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static OptionsValidationException Invalid(string sentence) =>
        new(nameof(GeocoderOptions), typeof(GeocoderOptions), [sentence]);
}
