using Azure;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Geocoding.AzureMaps;
using ServerlessRegistry.Geocoding.StreetGrid;

namespace ServerlessRegistry.Geocoding;

/// <summary>Registers the geocoder that the configuration chooses.</summary>
public static class GeocoderServices
{
    /// <summary>Registers the <see cref="IGeocoder"/>.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="configuration">What chooses it; see <see cref="GeocoderOptions"/>.</param>
    /// <exception cref="OptionsValidationException">A setting is wrong or missing, so the registry must not start.</exception>
    public static IServiceCollection AddGeocoder(this IServiceCollection services, IConfiguration configuration)
    {
        var options = GeocoderOptions.Read(configuration);
        return options.AzureMaps is { } azureMaps
            ? services.AddSingleton<IGeocoder>(_ => CreateAzureMaps(azureMaps))
            : services.AddSingleton<IGeocoder, StreetGridGeocoder>();
    }

    private static AzureMapsGeocoder CreateAzureMaps(AzureMapsOptions options)
    {
        var clientOptions = new AzureMapsClientOptions();
        clientOptions.Retry.NetworkTimeout = options.Timeout ?? clientOptions.Retry.NetworkTimeout;
        return options.SubscriptionKey is { } key
            ? new AzureMapsGeocoder(options.Endpoint, new AzureKeyCredential(key), clientOptions)
            : new AzureMapsGeocoder(options.Endpoint, CreateCredential(options), options.ClientId!, clientOptions);
    }

    /// <summary>Without an identity of its own, a developer's computer signs in with what <c>az login</c> has left there.</summary>
    private static TokenCredential CreateCredential(AzureMapsOptions options) =>
        options.ManagedIdentityClientId is { } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new DefaultAzureCredential();
}
