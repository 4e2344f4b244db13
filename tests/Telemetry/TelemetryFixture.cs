using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessRegistry.Tests.Geocoding;
using ServerlessRegistry.Tests.Localhost;

namespace ServerlessRegistry.Tests.Telemetry;

/// <summary>
/// A registry in a process of its own, so that nothing else is in what it sends: to a collector and to Azure Monitor. Some people have gone
/// through it.
/// </summary>
public sealed class TelemetryFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>A key that stands in the address of requests.</summary>
    internal const string FunctionKey = "function-key-marker";

    /// <summary>The idempotency key of the registration that became active.</summary>
    internal const string Key = "the active one";

    private readonly StartFolder _folder = new();
    private AzureMapsServer _maps = null!;
    private StartedApp _app = null!;

    /// <summary>What is nobody's business: the owner's words, the officer's, and keys.</summary>
    internal static IReadOnlyList<string> Secrets { get; } =
    [
        "Quackenbush", "telemetry.marker", "5550187", "555 0187", "1060 W Addison", "Markerstone", "Penthouse Zebra", "JH-MARKER", "Marker canvass",
        FunctionKey, AzureMapsServer.SubscriptionKey,
    ];

    /// <summary>The storage account that it works on.</summary>
    internal string Account { get; } = azurite.NewAccount();

    /// <summary>Where its telemetry goes.</summary>
    internal Collector Collector { get; private set; } = null!;

    /// <summary>Calls it.</summary>
    internal HttpClient Client { get; private set; } = null!;

    /// <summary>The registration that became active.</summary>
    internal (string Id, string Token) Active { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Collector = await Collector.StartAsync();
        _maps = await AzureMapsServer.StartAsync();
        _app = StartedApp.Start(_folder, environment: new Dictionary<string, string>(Collector.OtlpSettings)
        {
            ["AzureWebJobsStorage"] = Account,
            ["Mailer"] = "outbox",
            ["Confirmation"] = "off",
            ["Geocoder"] = "azureMaps",
            ["AzureMaps__Endpoint"] = _maps.Endpoint.AbsoluteUri,
            ["AzureMaps__SubscriptionKey"] = AzureMapsServer.SubscriptionKey,
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={Collector.Address}/",
            ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
        });
        Client = new HttpClient { BaseAddress = await _app.RunningAsync() };
        await LiveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_maps?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Collector?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    /// <summary>A form with an owner whom no telemetry may know.</summary>
    internal static JsonObject Form(string street = "1060 W Addison St") => RegistryHost.Form(form =>
    {
        form["owner"]!["name"] = "Wilhelmina Quackenbush";
        form["owner"]!["organization"] = "Quackenbush Condominium";
        form["owner"]!["email"] = "telemetry.marker@example.org";
        form["owner"]!["phone"] = "+1 312 555 0187";
        form["address"]!["street"] = street;
        form["address"]!["unit"] = "Penthouse Zebra 9";
    });

    /// <summary>Posts a form.</summary>
    internal async Task<(string Id, string Token)> RegisterAsync(JsonObject form, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/registrations?code={FunctionKey}") { Content = JsonContent.Create(form) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (receipt.GetProperty("id").GetString()!, receipt.GetProperty("manageToken").GetString()!);
    }

    /// <summary>Searches around the place as an officer.</summary>
    internal Task<HttpStatusCode> SearchAsync() => SendAsync("/api/cameras/search", new JsonObject
    {
        ["caseNumber"] = "JH-MARKER",
        ["purpose"] = "Marker canvass",
        ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(-87.6553, 41.9484), ["radius"] = 500 },
    });

    private async Task LiveAsync()
    {
        Active = await RegisterAsync(Form(), Key);
        await StatusAsync(Active, "active");
        await RegisterAsync(Form());
        _maps.Answer(AzureMapsServer.Found());
        await StatusAsync(await RegisterAsync(Form("77713 Markerstone Parkway")), "needsReview");
        using var refused = await Client.PostAsJsonAsync("/api/registrations", new JsonObject { ["owner"] = "Quackenbush" }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await SearchAsync());
        Assert.Equal(HttpStatusCode.OK, await SendAsync($"/api/registrations/{Active.Id}/contact-disclosures", new JsonObject { ["caseNumber"] = "JH-MARKER", ["purpose"] = "Marker canvass" }));
    }

    private async Task StatusAsync((string Id, string Token) owner, string expected) => await Eventually.Equal(expected, async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/registrations/{owner.Id}");
        request.Headers.Add("X-Manage-Token", owner.Token);
        using var response = await Client.SendAsync(request, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("status").GetString();
    });

    private async Task<HttpStatusCode> SendAsync(string path, JsonObject body)
    {
        var token = await Client.GetFromJsonAsync<JsonElement>("/local/token?role=Registry.Officer&name=Test", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("token").GetString());
        using var response = await Client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
