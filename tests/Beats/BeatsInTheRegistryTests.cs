using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Beats;
using ServerlessRegistry.Tests.Search;

namespace ServerlessRegistry.Tests.Beats;

/// <summary>The map of beats in a whole registry.</summary>
public sealed class BeatsInTheRegistryTests(AzuriteFixture azurite) : IDisposable
{
    private const string Beats =
        """
        {"type":"FeatureCollection","features":[
          {"type":"Feature","properties":{"beat":1923},"geometry":{"type":"Polygon","coordinates":[[[-87.67,41.94],[-87.64,41.94],[-87.64,41.95],[-87.67,41.95],[-87.67,41.94]]]}},
          {"type":"Feature","properties":{"beat":"1924"},"geometry":{"type":"Polygon","coordinates":[[[-87.64,41.94],[-87.63,41.94],[-87.63,41.95],[-87.64,41.95],[-87.64,41.94]]]}}]}
        """;

    private readonly string _account = azurite.NewAccount();
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Registration_InABeat_SaysSoAndIsFoundThere()
    {
        await File.WriteAllTextAsync(_file, Beats, Cancellation);
        await using var host = RegistryHost.Start(_account, new Dictionary<string, string?> { ["Beats:File"] = _file });

        var registered = await host.RegisterAsync();
        var registration = await host.SettledAsync(registered);

        Assert.Equal("1923", registration.GetProperty("beat").GetString());
        Assert.Equal(registered.Id, Assert.Single(await FoundAsync(host, """{"type":"beat","beat":"1923"}""")));
        Assert.Empty(await FoundAsync(host, """{"type":"beat","beat":"1924"}"""));
        Assert.Equal(registered.Id, Assert.Single(await FoundAsync(host, """{"type":"address","address":"1060 W Addison St","radius":50}""")));
    }

    [Fact]
    public async Task Blob_OfTheRegistrysStorage_IsRead()
    {
        var container = new BlobContainerClient(_account, "settings");
        await container.CreateAsync(cancellationToken: Cancellation);
        await container.UploadBlobAsync("city/beats.geojson", new BinaryData(Beats), Cancellation);

        await using var host = RegistryHost.Start(_account, new Dictionary<string, string?> { ["Beats:Blob"] = "settings/city/beats.geojson" });

        Assert.Empty(await FoundAsync(host, """{"type":"beat","beat":"1924"}"""));
    }

    [Theory]
    [InlineData("File", "missing.geojson", "The map of beats, missing.geojson (setting Beats:File), is not there.")]
    [InlineData("Blob", "settings/missing.geojson", "The map of beats, the blob settings/missing.geojson (setting Beats:Blob), is not there.")]
    [InlineData("Blob", "missing.geojson", "Beats:Blob must be a container and a name, such as settings/beats.geojson.")]
    public async Task Host_WithoutTheMapThatItsSettingsName_DoesNotStart(string setting, string value, string sentence)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(setting, value));

        Assert.Equal(sentence, exception.Message);
    }

    [Fact]
    public async Task Host_WithABrokenMap_DoesNotStart()
    {
        await File.WriteAllTextAsync(_file, Beats[..100], Cancellation);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("File", _file));

        Assert.Equal($"The map of beats, {_file} (setting Beats:File), is not JSON: look at line 2.", exception.Message);
    }

    private async Task StartAsync(string setting, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration[$"Beats:{setting}"] = value;
        builder.Services.AddLogging().AddSingleton(new BlobServiceClient(_account)).AddBeats(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
    }

    private static async Task<List<string?>> FoundAsync(RegistryHost host, string area)
    {
        using var response = await host.SearchAsync(SearchBody.For(area));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var found = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        return [.. found["features"]!.AsArray().Select(feature => feature!["properties"]!["registrationId"]!.GetValue<string>())];
    }
}
