using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Tests.Api;

namespace ServerlessRegistry.Tests.Requests;

/// <summary>A call that succeeds where the storage answers.</summary>
/// <param name="Function">The function that it is for.</param>
/// <param name="Request">Makes the request; each time anew.</param>
internal sealed record Call(string Function, Func<HttpRequestMessage> Request);

/// <summary>A registry whose storage can be made to fail, and whose deadlines come when the test says so.</summary>
public sealed class FaultyRegistry(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly Dictionary<string, Func<Prepared, HttpRequestMessage>> Requests = new()
    {
        ["SubmitRegistration"] = _ => Submission("steady"),
        ["GetRegistration"] = with => AsOwner(HttpMethod.Get, with.Kept),
        ["ExportRegistration"] = with => AsOwner(HttpMethod.Get, with.Kept, "/export"),
        ["GetPlacard"] = with => AsOwner(HttpMethod.Get, with.Kept, "/placard"),
        ["RenewRegistration"] = with => AsOwner(HttpMethod.Post, with.Renewed, "/renewal"),
        ["ChangeRegistration"] = with => With(
            AsOwner(HttpMethod.Put, with.Changed, body: Form("changed", form => form["cameras"]![0]!["label"] = "Back door")), "If-Match", "*"),
        ["WithdrawRegistration"] = with => AsOwner(HttpMethod.Delete, with.Withdrawn),
        ["ConfirmRegistration"] = with => AsOwner(HttpMethod.Post, (with.Link.Id, with.Link.Token), "/confirmation"),
        ["SendManageLink"] = with => new HttpRequestMessage(HttpMethod.Post, $"/api/registrations/{with.Kept.Id}/manage-tokens")
        {
            Content = JsonContent.Create(new JsonObject { ["email"] = "nobody@example.com" }),
        },
        ["CheckPlacard"] = with => new HttpRequestMessage(HttpMethod.Get, $"/api/placards/{with.Code}"),
        ["SearchCameras"] = with => AsMember(with.Officer, HttpMethod.Post, "/api/cameras/search", new JsonObject
        {
            ["caseNumber"] = "JH123456",
            ["purpose"] = "Canvass",
            ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(-87.6553, 41.9484), ["radius"] = 100 },
        }),
        ["DiscloseContact"] = with => AsMember(with.Officer, HttpMethod.Post, $"/api/registrations/{with.Kept.Id}/contact-disclosures", new JsonObject
        {
            ["caseNumber"] = "JH123456",
            ["purpose"] = "Canvass",
        }),
        ["ListRegistrations"] = with => AsMember(with.Coordinator, HttpMethod.Get, "/api/registrations?status=needsReview"),
        ["SetLocation"] = with => AsMember(with.Coordinator, HttpMethod.Put, $"/api/registrations/{with.Moved.Id}/location", new JsonObject
        {
            ["point"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(-87.65, 41.95) },
        }),
        ["ReadAudit"] = with => With(AsMember(with.Auditor, HttpMethod.Get, "/api/audit"), "Accept", "text/csv"),
        ["VerifyAudit"] = with => AsMember(with.Auditor, HttpMethod.Get, "/api/audit/verification"),
        ["GetHealth"] = _ => new HttpRequestMessage(HttpMethod.Get, "/api/health"),
    };

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private HttpClient? _client;
    private OwnersRegistry? _registry;
    private Prepared? _prepared;

    /// <summary>The functions that are called.</summary>
    internal static IEnumerable<string> Functions => Requests.Keys;

    /// <summary>What stands between the registry and its storage.</summary>
    internal FaultProxy Proxy { get; private set; } = null!;

    private OwnersRegistry Registry => _registry!;

    public async ValueTask InitializeAsync()
    {
        Proxy = await FaultProxy.StartAsync(azurite.NewAccount(), TestContext.Current.CancellationToken);
        _registry = OwnersRegistry.Start(
            Proxy.ConnectionString,
            services => services.AddSingleton(new RequestLimits()),
            ("Limits:DisclosuresPerMinute", "100000"));
        _client = new HttpClient(new ContractHandler(OpenApiDocument.Instance, new SocketsHttpHandler())) { BaseAddress = Registry.Host.Client.BaseAddress };
        var kept = await Registry.RegisterActiveAsync(Form("kept"));
        var settled = await Registry.Host.RegistrationAsync(kept.Id, kept.Token);
        var waiting = await Registry.Host.RegisterAsync(Form("waiting"));
        _prepared = new Prepared(
            kept,
            await Registry.RegisterActiveAsync(Form("renewed")),
            await Registry.RegisterActiveAsync(Form("changed")),
            await Registry.RegisterActiveAsync(Form("moved")),
            default,
            await Registry.LinkAsync(waiting.Id),
            settled.GetProperty("placard").GetProperty("code").GetString()!,
            await Registry.Host.TokenAsync("Registry.Officer"),
            await Registry.Host.TokenAsync("Registry.Coordinator"),
            await Registry.Host.TokenAsync("Registry.Auditor"));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_registry?.DisposeAsync() ?? default);
        await Proxy.DisposeAsync();
    }

    /// <summary>A form that is registered once, with the key of the same name.</summary>
    internal static HttpRequestMessage Submission(string name) => With(
        new HttpRequestMessage(HttpMethod.Post, "/api/registrations") { Content = JsonContent.Create(Form(name)) }, "Idempotency-Key", name);

    /// <summary>A call to every function, each on a registration that the others leave alone.</summary>
    internal async Task<IReadOnlyList<Call>> CallsAsync()
    {
        // A test that failed may have left a fault.
        Proxy.Heal();
        var prepared = _prepared! with { Withdrawn = await Registry.Host.RegisterAsync(Form("withdrawn")) };
        return [.. Requests.Select(request => new Call(request.Key, () => request.Value(prepared)))];
    }

    /// <summary>Waits for what ends only when its time is up, and lets it be up.</summary>
    internal Task<TResult> RunOutOfTimeAsync<TResult>(Task<TResult> waiting) => WaitAsync(waiting, new RequestLimits().Deadline);

    /// <summary>Waits while the time goes by as it does, or slower on a machine with a lot to do.</summary>
    internal Task<TResult> InTimeAsync<TResult>(Task<TResult> waiting) => WaitAsync(waiting, Tick);

    /// <summary>Sends a request and holds the answer to the API's description.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            return await _client!.SendAsync(request, cancellationToken);
        }
    }

    private async Task<TResult> WaitAsync<TResult>(Task<TResult> waiting, TimeSpan step)
    {
        while (!waiting.IsCompleted)
        {
            Registry.Overtake(step);
            await Task.WhenAny(waiting, Task.Delay(Tick, TestContext.Current.CancellationToken));
        }

        return await waiting;
    }

    private static JsonObject Form(string name, Action<JsonObject>? change = null) => RegistryHost.Form(form =>
    {
        form["owner"]!["email"] = $"{name}@example.com";
        change?.Invoke(form);
    });

    private static HttpRequestMessage AsOwner(HttpMethod method, (string Id, string Token) owner, string path = "", JsonObject? body = null) => With(
        new HttpRequestMessage(method, $"/api/registrations/{owner.Id}{path}") { Content = body is null ? null : JsonContent.Create(body) },
        "X-Manage-Token",
        owner.Token);

    private static HttpRequestMessage AsMember(string token, HttpMethod method, string path, JsonObject? body = null) => new(method, path)
    {
        Content = body is null ? null : JsonContent.Create(body),
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private static HttpRequestMessage With(HttpRequestMessage request, string name, string value)
    {
        request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>What the calls are about.</summary>
    private sealed record Prepared(
        (string Id, string Token) Kept,
        (string Id, string Token) Renewed,
        (string Id, string Token) Changed,
        (string Id, string Token) Moved,
        (string Id, string Token) Withdrawn,
        OwnerLink Link,
        string Code,
        string Officer,
        string Coordinator,
        string Auditor);
}
