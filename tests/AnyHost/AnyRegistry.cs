using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessRegistry.Tests.Api;

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>
/// A registry as its clients see it: one that the tests have started, or one that is already running, of which nothing is
/// known but what it answers. It may hold other data, ask owners to confirm their address, and limit what officers look up.
/// </summary>
internal sealed class AnyRegistry : IDisposable
{
    /// <summary>How long a registration may take to its placard: the Functions host polls what is idle only now and then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Func<string[], Task<string>> _tokenOf;

    private AnyRegistry(Uri address, bool isRemote, Func<string[], Task<string>> tokenOf)
    {
        Address = address;
        IsRemote = isRemote;
        _tokenOf = tokenOf;
        Client = new HttpClient(NewHandler()) { BaseAddress = address };
        Held = new HttpClient(new ContractHandler(OpenApiDocument.Instance, NewHandler())) { BaseAddress = address };
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>Whether it was running already, so that tests cannot look or reach inside.</summary>
    public bool IsRemote { get; }

    /// <summary>Sends what a test gives.</summary>
    public HttpClient Client { get; }

    /// <summary>Sends what a test gives, and fails the test whose answer the interface's document does not have. For one request at a time.</summary>
    public HttpClient Held { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A registry that the tests have started.</summary>
    public static AnyRegistry In(RegistryHost host) =>
        new(host.Client.BaseAddress!, isRemote: false, roles => host.TokenAsync(string.Join("&role=", roles)));

    /// <summary>A registry that is already running.</summary>
    public static AnyRegistry At(RemoteRegistry remote) => new(remote.Address, isRemote: true, roles =>
    {
        var given = roles.FirstOrDefault(remote.Tokens.ContainsKey);
        Assert.SkipWhen(given is null, $"This test needs an access token: {RemoteRegistry.TokenVariables.GetValueOrDefault(roles[0], roles[0])} is not set.");
        return Task.FromResult(remote.Tokens[given]);
    });

    /// <summary>A word that nothing else in the registry has.</summary>
    public static string NewWord() => $"T{RandomNumberGenerator.GetHexString(12)}";

    /// <summary>A registration of somebody who has none yet.</summary>
    public static JsonObject Form(Action<JsonObject>? change = null) => RegistryHost.Form(form =>
    {
        form["owner"]!["email"] = $"{NewWord()}@example.com";
        change?.Invoke(form);
    });

    /// <summary>Skips the test where owners must confirm their e-mail address first, and fails it where the registration has come to another end.</summary>
    /// <returns>The registration.</returns>
    public static JsonElement Reached(string status, JsonElement registration)
    {
        Assert.SkipUnless(
            registration.GetProperty("emailConfirmed").GetBoolean(),
            $"This test needs a registration that is '{status}', and this registry asks owners to confirm their e-mail address first. It runs where Confirmation is off.");
        Assert.Equal(status, registration.GetProperty("status").GetString());
        return registration;
    }

    /// <summary>What sends requests: to a registry with limits of its own, again once it says that it may.</summary>
    public HttpMessageHandler NewHandler() => IsRemote ? new PatientHandler() : new SocketsHttpHandler();

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        Held.Dispose();
    }

    /// <summary>A bearer token with the roles. Of a registry that is already running it has one of them; where there is none, the test is skipped.</summary>
    public Task<string> TokenAsync(params string[] roles) => _tokenOf(roles);

    /// <summary>The header of a member of the agency.</summary>
    public async Task<(string Name, string Value)> MemberAsync(string role) => ("Authorization", $"Bearer {await TokenAsync(role)}");

    /// <summary>The header of an owner.</summary>
    public static (string Name, string Value) Owner((string Id, string Token) owner) => ("X-Manage-Token", owner.Token);

    /// <summary>Sends a request, and holds the answer to the interface's document.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Held.SendAsync(request, Cancellation);
    }

    /// <summary>Sends a request that must succeed with JSON.</summary>
    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, JsonNode? body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, body, headers);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} answered {(int)response.StatusCode}.");
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Searches as an officer.</summary>
    public async Task<HttpResponseMessage> SearchAsync(JsonObject body) =>
        await SendAsync(HttpMethod.Post, "/api/cameras/search", body, await MemberAsync("Registry.Officer"));

    /// <summary>Posts a form that must be accepted.</summary>
    public async Task<(string Id, string Token)> RegisterAsync(JsonObject? form = null)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/registrations", form ?? Form());
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (receipt.GetProperty("id").GetString()!, receipt.GetProperty("manageToken").GetString()!);
    }

    /// <summary>The registration as its owner sees it.</summary>
    public Task<JsonElement> RegistrationAsync((string Id, string Token) owner) =>
        JsonAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", null, Owner(owner));

    /// <summary>The ETag of a registration.</summary>
    public async Task<string> VersionAsync((string Id, string Token) owner)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", null, Owner(owner));
        return response.Headers.ETag!.ToString();
    }

    /// <summary>The registration once the registry does nothing more to it by itself: it is active, needs review, or waits for its owner.</summary>
    public async Task<JsonElement> AtRestAsync((string Id, string Token) owner)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var registration = await RegistrationAsync(owner);
            if (registration.GetProperty("status").GetString() is "active" or "needsReview" || !registration.GetProperty("emailConfirmed").GetBoolean())
            {
                return registration;
            }

            Assert.True(clock.Elapsed < Patience, $"After {Patience} the registration is still '{registration.GetProperty("status")}'.");
            await Task.Delay(IsRemote ? 250 : 50, Cancellation);
        }
    }
}
