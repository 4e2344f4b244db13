using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Checks;
using ServerlessRegistry.City;

namespace ServerlessRegistry.Tests.Checks;

/// <summary>The storage of a registry that has worked and has stopped, with a registration of each kind, and the checker over it.</summary>
public sealed class CheckedRegistry(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _account = azurite.NewAccount();
    private ServiceProvider? _services;

    /// <summary>An active business, looked up once by an officer.</summary>
    internal string Shop { get; private set; } = "";

    /// <summary>An active residence.</summary>
    internal string Home { get; private set; } = "";

    /// <summary>One that needs review.</summary>
    internal string Waiting { get; private set; } = "";

    /// <summary>One that was withdrawn and erased.</summary>
    internal string Gone { get; private set; } = "";

    internal TableServiceClient Tables => new(_account);

    internal BlobServiceClient Blobs => new(_account);

    internal QueueServiceClient Queues => new(_account, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>The settings that the registry had.</summary>
    internal IConfiguration Configuration { get; private set; } = new ConfigurationBuilder().Build();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = Settings();
        Configuration = ConfigurationOf(settings, _account);
        _services = ServicesOf(Configuration);
        await using var host = RegistryHost.Start(_account, settings);
        var shop = await host.RegisterAsync(FormOf("ana@example.com"));
        var home = await host.RegisterAsync(FormOf("maria.lopez@example.com", form =>
        {
            form["owner"]!["kind"] = "residence";
            form["owner"]!["name"] = "Maria Lopez";
            form["owner"]!["organization"] = "Wilton Court Condominium";
            form["address"]!["street"] = "3300 N Halsted St";
        }));
        var waiting = await host.RegisterAsync(FormOf("review@example.com", form => form["address"]!["street"] = "1 Nowhere Lane"));
        var gone = await host.RegisterAsync(FormOf("gone@example.com", form => form["address"]!["street"] = "1200 W Madison St"));
        (Shop, Home, Waiting, Gone) = (shop.Id, home.Id, waiting.Id, gone.Id);
        foreach (var owner in new[] { shop, home, waiting, gone })
        {
            await host.SettledAsync(owner);
        }

        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/registrations/{gone.Id}");
        request.Headers.Add("X-Manage-Token", gone.Token);
        using var withdrawn = await host.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        using var disclosed = await host.SendAsync(
            HttpMethod.Post,
            $"/api/registrations/{shop.Id}/contact-disclosures",
            "Registry.Officer",
            new JsonObject { ["caseNumber"] = "JH123456", ["purpose"] = "Canvass" });
        Assert.Equal(HttpStatusCode.OK, disclosed.StatusCode);

        // The next line of the audit log has the hash of the one before.
        using var listed = await host.SendAsync(HttpMethod.Get, "/api/registrations?status=needsReview", "Registry.Coordinator");
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        await SettleAsync(_services);
    }

    public async ValueTask DisposeAsync() => await (_services?.DisposeAsync() ?? default);

    /// <summary>The settings of a registry that mails and asks nobody to confirm, with keys of its own.</summary>
    internal static Dictionary<string, string?> Settings() => new()
    {
        ["Mailer"] = "outbox",
        ["Confirmation"] = "off",
        ["Encryption:CurrentKey"] = "tests",
        ["Encryption:Keys:tests"] = RegistryHost.NewKey(),
        ["Encryption:IndexKey"] = RegistryHost.NewKey(),
    };

    /// <summary>The settings as an operation reads them.</summary>
    internal static IConfiguration ConfigurationOf(IReadOnlyDictionary<string, string?> settings, string account)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings).AddInMemoryCollection([new("AzureWebJobsStorage", account)]);
        configuration.AddCitySample();
        return configuration;
    }

    /// <summary>The checker's services.</summary>
    internal static ServiceProvider ServicesOf(IConfiguration configuration) =>
        CheckStorage.AddServices(new ServiceCollection().AddSingleton(configuration).AddLogging(), configuration).BuildServiceProvider();

    /// <summary>A form of an owner.</summary>
    internal static JsonObject FormOf(string email, Action<JsonObject>? change = null) => RegistryHost.Form(form =>
    {
        form["owner"]!["email"] = email;
        change?.Invoke(form);
    });

    /// <summary>What a check finds.</summary>
    internal static async Task<List<Breach>> FindAsync(IServiceProvider services, CheckSettings settings)
    {
        var found = new List<Breach>();
        await services.GetRequiredService<Checker>().RunAsync(settings, found.Add, Cancellation);
        return found;
    }

    /// <summary>Waits until nothing is in progress, and holds that nothing else was found on the way there.</summary>
    internal static Task SettleAsync(IServiceProvider services) => Eventually.True(async () =>
    {
        var found = await FindAsync(services, new CheckSettings(TimeSpan.Zero, Settled: true, TimeSpan.Zero));
        return found.Count == 0;
    });

    /// <summary>The breaches that a check finds in what has stopped, each as its kind and id.</summary>
    internal Task<string[]> FindAsync(bool settled = false) => FindAsync(new CheckSettings(TimeSpan.Zero, settled, TimeSpan.Zero));

    /// <summary>The same, as strictly as the settings say.</summary>
    internal async Task<string[]> FindAsync(CheckSettings settings) =>
        [.. (await FindAsync(_services!, settings)).Select(breach => $"{breach.Kind} {breach.Id}").Order(StringComparer.Ordinal)];
}
