using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Timers;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Tests.Audit;

namespace ServerlessRegistry.Tests;

/// <summary>The whole registry in this process: its own Program.cs, the Functions host, Kestrel on a free port, a real Azurite.</summary>
internal sealed class RegistryHost : WebApplicationFactory<Program>
{
    /// <summary>The app's files without the settings of a developer's machine.</summary>
    private static readonly Lazy<string> AppFolder = new(() =>
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "app"));
        File.Copy(Path.Combine(AzuriteFixture.RepositoryRoot, "host.json"), Path.Combine(folder.FullName, "host.json"), overwrite: true);
        var web = Path.Combine(folder.FullName, "web");
        if (!Directory.Exists(web))
        {
            Directory.CreateSymbolicLink(web, Path.Combine(AzuriteFixture.RepositoryRoot, "web"));
        }

        return folder.FullName;
    });

    /// <summary>The keys of every registry in this process, so that a registry that is started again reads what was written before.</summary>
    private static readonly KeyValuePair<string, string?>[] Keys =
    [
        new("Encryption:CurrentKey", "tests"),
        new("Encryption:Keys:tests", NewKey()),
        new("Encryption:IndexKey", NewKey()),
    ];

    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _configureServices;
    private readonly bool _hasTimers;
    private readonly StartFailure _startFailure = new();

    private RegistryHost(string connectionString, IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? configureServices, bool hasTimers)
    {
        _settings = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["AzureWebJobsStorage"] = connectionString,
            ["AzureWebJobsScriptRoot"] = AppFolder.Value,

            // Not as an argument of UseKestrel, which would set it while Program.cs may have started the server.
            ["urls"] = "http://127.0.0.1:0",
        };
        _settings.TryAdd("Limits:SearchesPerMinute", "1000000");

        // Without mail nobody has to confirm anything, and nobody is told that an address is registered twice.
        _settings.TryAdd("Mailer", "none");
        if (!_settings.Keys.Any(name => name.StartsWith("Encryption:", StringComparison.OrdinalIgnoreCase)))
        {
            Array.ForEach(Keys, key => _settings.Add(key.Key, key.Value));
        }

        _configureServices = configureServices;
        _hasTimers = hasTimers;
        UseKestrel();
    }

    /// <summary>A client that calls the registry over HTTP.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>
    /// Starts a registry. Its timers run only where a test asks for them: the others run what they need by hand, at a moment that they
    /// know, and not whenever the clock of the machine comes to a quarter of an hour.
    /// </summary>
    public static RegistryHost Start(
        string connectionString,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configureServices = null,
        bool hasTimers = false)
    {
        var host = new RegistryHost(connectionString, settings, configureServices, hasTimers);
        host.StartServer();
        host.Client = new HttpClient { BaseAddress = host.ClientOptions.BaseAddress };
        return host;
    }

    /// <summary>A key as the settings hold it.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A registration that the street grid can place, with the changes a test needs.</summary>
    public static JsonObject Form(Action<JsonObject>? change = null)
    {
        var form = JsonNode.Parse(
            """
            {
              "owner": { "kind": "business", "name": "Ana Ruiz", "organization": "Ruiz Hardware", "email": "ana@example.com", "phone": "+1 312 555 0123", "language": "en" },
              "address": { "street": "1060 W Addison St", "unit": null, "city": "Chicago", "state": "IL", "postalCode": "60613" },
              "cameras": [ { "label": "Front door", "facing": 90, "fieldOfView": 110, "range": 25, "covers": ["street", "sidewalk"], "retentionDays": 14, "recordsAudio": false, "nightVision": true } ],
              "consent": { "accepted": true, "termsVersion": "2026-11" }
            }
            """)!.AsObject();
        change?.Invoke(form);
        return form;
    }

    /// <summary>Posts a form that must be accepted.</summary>
    public async Task<(string Id, string Token)> RegisterAsync(JsonObject? form = null)
    {
        using var response = await Client.PostAsJsonAsync("/api/registrations", form ?? Form(), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (receipt.GetProperty("id").GetString()!, receipt.GetProperty("manageToken").GetString()!);
    }

    /// <summary>Sends a request with the owner's token.</summary>
    public async Task<HttpResponseMessage> GetAsOwnerAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Manage-Token", token);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The registration as its owner sees it.</summary>
    public async Task<JsonElement> RegistrationAsync(string id, string token)
    {
        using var response = await GetAsOwnerAsync($"/api/registrations/{id}", token);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>The registration once it has come to an end of the pipeline, active or in need of review, and nothing is under way any more.</summary>
    public async Task<JsonElement> SettledAsync(string id, string token)
    {
        await EndedAsync(id, token);
        await QuietAsync();
        return await RegistrationAsync(id, token);
    }

    /// <inheritdoc cref="SettledAsync(string, string)"/>
    public Task<JsonElement> SettledAsync((string Id, string Token) registered) => SettledAsync(registered.Id, registered.Token);

    /// <summary>
    /// The registration once its owner is told of an end of the pipeline. The step that brought it there may still be at its last
    /// lines, and its request may be waiting to be cleared away.
    /// </summary>
    public async Task<JsonElement> EndedAsync(string id, string token)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (true)
        {
            var registration = await RegistrationAsync(id, token);
            if (registration.GetProperty("status").GetString() is "active" or "needsReview")
            {
                return registration;
            }

            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"After a minute the registration is still '{registration.GetProperty("status")}'.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// Waits until nothing is under way. A request for work counts for as long as it exists, and each step removes its own when all
    /// that it does is done; so a test may look for what must not have happened, or move the clock.
    /// </summary>
    public async Task QuietAsync()
    {
        // Mail may send a registration on its way, and placing it asks for its placard; nothing leads back.
        var queues = Services.GetRequiredService<QueueServiceClient>();
        await Eventually.Equal(0, () => MessagesAsync(queues, "mail-requests"));
        await Eventually.Equal(0, () => MessagesAsync(queues, "geocode-requests"));
        var placardRequests = Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient("placard-requests");
        await Eventually.True(async () => !await placardRequests.GetBlobsAsync(cancellationToken: TestContext.Current.CancellationToken).AnyAsync());
    }

    /// <summary>A bearer token of the local host.</summary>
    public async Task<string> TokenAsync(string role)
    {
        var answer = await Client.GetFromJsonAsync<JsonElement>($"/local/token?role={role}&name=Test", TestContext.Current.CancellationToken);
        return answer.GetProperty("token").GetString()!;
    }

    /// <summary>Sends a request as a member of the agency.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string role, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(role));
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Searches as an officer.</summary>
    public Task<HttpResponseMessage> SearchAsync(JsonObject body, string role = "Registry.Officer") =>
        SendAsync(HttpMethod.Post, "/api/cameras/search", role, body);

    /// <summary>How many messages a queue has, those included that a step has in hand.</summary>
    private static async Task<int> MessagesAsync(QueueServiceClient queues, string name) =>
        (await queues.GetQueueClient(name).GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount;

    protected override IHost CreateHost(IHostBuilder builder)
    {
        // As host configuration the settings reach Program.cs on its command line, before it adds its services.
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(_settings));
        try
        {
            return base.CreateHost(builder);
        }
        catch (ObjectDisposedException) when (_startFailure.Exception is { } failure)
        {
            // Program.cs had ended, and its host with it, before anybody here could ask how the start went.
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureServices(services =>
        {
            if (!_hasTimers)
            {
                services.Remove(services.Single(service => service.ImplementationType == typeof(TimerListenerFactory)));
            }

            services.AddLogging(logging => logging
                .AddProvider(_startFailure)
                .AddFilter<StartFailure>(null, LogLevel.None)
                .AddFilter<StartFailure>(StartFailure.Category, LogLevel.Error));
            // A machine with much else to do may need longer than anybody would wait.
            services.AddSingleton(AuditWorkshop.Patient);
            services.AddSingleton(new RequestLimits { Deadline = TimeSpan.FromMinutes(2) });
            _configureServices?.Invoke(services);
        });
    }
}
