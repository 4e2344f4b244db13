using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Geocoding;

public sealed class GeocoderSelectionTests
{
    private const string AccountClientId = AzureMapsServer.AccountClientId;

    private static readonly PostalAddress Address = new("1060 W Addison St", null, "Chicago", "IL", "60613");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("streetGrid")]
    [InlineData("STREETGRID")]
    public void Geocoder_StreetGridOrNothingChosen_IsTheStreetGrid(string? choice) =>
        Assert.Equal(LocationSource.StreetGrid, Choose(("Geocoder", choice), ("AzureMaps:Endpoint", "not read")).Source);

    [Theory]
    [InlineData("azureMaps")]
    [InlineData("AzureMaps")]
    [InlineData(" AZUREMAPS ")]
    public void Geocoder_AzureMapsChosen_IsAzureMaps(string choice) =>
        Assert.Equal(LocationSource.AzureMaps, Choose(("Geocoder", choice), ("AzureMaps:SubscriptionKey", "key")).Source);

    [Theory]
    [InlineData(null)]
    [InlineData("76543210-1111-2222-3333-444455556666")]
    public void Geocoder_AzureMapsWithAManagedIdentity_IsAzureMaps(string? managedIdentity)
    {
        var geocoder = Choose(
            ("Geocoder", "azureMaps"),
            ("AzureMaps:SubscriptionKey", ""),
            ("AzureMaps:ClientId", AccountClientId),
            ("AzureMaps:ManagedIdentityClientId", managedIdentity));

        Assert.Equal(LocationSource.AzureMaps, geocoder.Source);
    }

    [Fact]
    public async Task Geocoder_FromSettings_CallsTheEndpointWithTheKeyAndTheTimeout()
    {
        await using var server = await AzureMapsServer.StartAsync();
        var settings = new (string, string?)[]
        {
            ("Geocoder", "azureMaps"),
            ("AzureMaps:Endpoint", server.Endpoint.OriginalString),
            ("AzureMaps:SubscriptionKey", $"{AzureMapsServer.SubscriptionKey}\n"),
            ("AzureMaps:Timeout", "00:00:07"),
        };

        var result = await Choose(settings).GeocodeAsync(Address, TestContext.Current.CancellationToken);

        Assert.IsType<GeocodeResult.Located>(result);
        Assert.Equal(TimeSpan.FromSeconds(7), GeocoderOptions.Read(Configure(settings)).AzureMaps?.Timeout);
    }

    [Fact]
    public void Settings_AzureMapsWithoutAnEndpoint_AreThoseOfThePublicCloud()
    {
        var options = GeocoderOptions.Read(Configure(("Geocoder", "azureMaps"), ("AzureMaps:SubscriptionKey", "key"))).AzureMaps;

        Assert.Equal(new Uri("https://atlas.microsoft.com"), options?.Endpoint);
        Assert.Null(options?.Timeout);
        Assert.Null(options?.ClientId);
    }

    [Theory]
    [InlineData("Geocoder", "nominatim", "streetGrid or azureMaps")]
    [InlineData("Geocoder", "1", "streetGrid or azureMaps")]
    [InlineData("AzureMaps:SubscriptionKey", null, "AzureMaps:ClientId")]
    [InlineData("AzureMaps:SubscriptionKey", "  ", "AzureMaps:ClientId")]
    [InlineData("AzureMaps:SubscriptionKey", "secret key", "exactly as the Azure portal shows it")]
    [InlineData("AzureMaps:SubscriptionKey", "secret-kéy", "exactly as the Azure portal shows it")]
    [InlineData("AzureMaps:ClientId", AccountClientId, "not both")]
    [InlineData("AzureMaps:ClientId", "secret-name", "client id of the Azure Maps account")]
    [InlineData("AzureMaps:ManagedIdentityClientId", "secret-name", "client id of the managed identity")]
    [InlineData("AzureMaps:Endpoint", "atlas.microsoft.com", "https address")]
    [InlineData("AzureMaps:Endpoint", "http://atlas.microsoft.com", "https address")]
    [InlineData("AzureMaps:Endpoint", "http://10.0.0.1", "https address")]
    [InlineData("AzureMaps:Endpoint", "file:///tmp", "https address")]
    [InlineData("AzureMaps:Endpoint", "https://atlas.microsoft.com/?subscription-key=secret", "https address")]
    [InlineData("AzureMaps:Timeout", "5", "00:00:05")]
    [InlineData("AzureMaps:Timeout", "00:00:00", "00:00:05")]
    [InlineData("AzureMaps:Timeout", "-00:00:05", "00:00:05")]
    [InlineData("AzureMaps:Timeout", "soon", "00:00:05")]
    public void Geocoder_WrongSetting_StopsTheStartWithASentenceThatNamesItAndShowsNoSecret(string name, string? value, string advice)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Geocoder"] = "azureMaps",
            ["AzureMaps:SubscriptionKey"] = "secret-key",
            [name] = value,
        };

        var exception = Assert.Throws<OptionsValidationException>(
            () => new ServiceCollection().AddGeocoder(Configure([.. settings.Select(setting => (setting.Key, setting.Value))])));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    private static IGeocoder Choose(params (string Name, string? Value)[] settings) =>
        new ServiceCollection().AddGeocoder(Configure(settings)).BuildServiceProvider().GetRequiredService<IGeocoder>();

    private static IConfiguration Configure(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
}
