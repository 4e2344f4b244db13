using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Tests;

/// <summary>A registry that sends mail, to its outbox, with a clock that a test moves; and what an owner does with it.</summary>
internal sealed class OwnersRegistry : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock;

    private OwnersRegistry(RegistryHost host, FakeTimeProvider clock)
    {
        Host = host;
        _clock = clock;
    }

    /// <summary>The registry.</summary>
    public RegistryHost Host { get; }

    /// <summary>Its clock, which stands still unless a test moves it.</summary>
    public TimeProvider Clock => _clock;

    public static OwnersRegistry Start(string account, params (string Name, string? Value)[] settings) => Start(account, _ => { }, settings);

    public static OwnersRegistry Start(string account, Action<IServiceCollection> configureServices, params (string Name, string? Value)[] settings) =>
        Start(account, configureServices, settings, hasTimers: false);

    /// <summary>Starts a registry whose timers run by themselves when a test moves the clock.</summary>
    public static OwnersRegistry StartWithTimers(string account) => Start(account, _ => { }, [], hasTimers: true);

    private static OwnersRegistry Start(
        string account, Action<IServiceCollection> configureServices, (string Name, string? Value)[] settings, bool hasTimers)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var all = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        all.TryAdd("Mailer", "outbox");
        return new OwnersRegistry(
            RegistryHost.Start(
                account,
                all,
                services =>
                {
                    services.AddSingleton<TimeProvider>(clock);
                    configureServices(services);
                },
                hasTimers),
            clock);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Registers, confirms as the mail says, and waits for the placard.</summary>
    public async Task<(string Id, string Token)> RegisterActiveAsync(JsonObject? form = null)
    {
        var owner = await Host.RegisterAsync(form);
        await ConfirmAsync(await LinkAsync(owner.Id));
        Assert.Equal("active", (await Host.SettledAsync(owner)).GetProperty("status").GetString());

        // The outbox is in the order of time.
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        return owner;
    }

    /// <summary>Every mail, oldest first, once none is under way.</summary>
    public async Task<IReadOnlyList<OutboxMail>> MailsAsync()
    {
        await Host.QuietAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/local/outbox");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var mails = await response.Content.ReadFromJsonAsync<OutboxMail[]>(JsonSerializerOptions.Web, TestContext.Current.CancellationToken);
        return [.. mails!.Reverse()];
    }

    /// <summary>The newest mail, which is the only one that has come since there were this many less one.</summary>
    public async Task<OutboxMail> MailAsync(int number)
    {
        var mails = await MailsAsync();
        Assert.Equal(number, mails.Count);
        return mails[^1];
    }

    /// <summary>The newest link to a page about a registration.</summary>
    public async Task<OwnerLink> LinkAsync(string id, string page = "confirm") => (await MailsAsync())
        .SelectMany(mail => mail.Links)
        .Select(OwnerLink.Read)
        .OfType<OwnerLink>()
        .Last(found => found.Id == id && found.Page == page);

    /// <summary>Does what the page of the link does.</summary>
    public async Task<HttpStatusCode> ConfirmAsync(OwnerLink link)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/api/registrations/{link.Id}/confirmation", link.Token);
        return response.StatusCode;
    }

    /// <summary>Sends a request as an owner.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, JsonNode? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null)
        {
            request.Headers.Add("X-Manage-Token", token);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The version of a registration as its owner gets it.</summary>
    public async Task<string> VersionAsync((string Id, string Token) owner)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", owner.Token);
        return response.Headers.ETag!.ToString();
    }

    /// <summary>Changes a registration, which must succeed, a second after whatever was before. What the change sets going may still go on.</summary>
    public async Task<JsonElement> ChangeAsync((string Id, string Token) owner, JsonObject form)
    {
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        using var response = await SendAsync(HttpMethod.Put, $"/api/registrations/{owner.Id}", owner.Token, form, await VersionAsync(owner));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets time go by, once nothing is under way: work in hand would otherwise find that it took days.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await Host.QuietAsync();
        _clock.Advance(time);
    }

    /// <summary>Lets time go by although work is in hand: for what must end when its time is up.</summary>
    public void Overtake(TimeSpan time) => _clock.Advance(time);

    /// <summary>Lets time go by, and runs what time does.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await AdvanceAsync(time);
        await RunUpkeepAsync();
    }

    /// <summary>Does what the timers of the upkeep do.</summary>
    public async Task RunUpkeepAsync()
    {
        await ActivatorUtilities.CreateInstance<AgeRegistrations>(Host.Services).RunAsync(new TimerInfo(), TestContext.Current.CancellationToken);
        await ActivatorUtilities.CreateInstance<ResumeStalledRegistrations>(Host.Services).RunAsync(new TimerInfo(), TestContext.Current.CancellationToken);
    }

    /// <summary>The ids of the cameras around a place, as officers find them.</summary>
    public async Task<IReadOnlyList<string>> CamerasAsync(double longitude = -87.6553, double latitude = 41.9484, double radius = 2000)
    {
        using var response = await Host.SearchAsync(new JsonObject
        {
            ["caseNumber"] = "JH123456",
            ["purpose"] = "Canvass",
            ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(longitude, latitude), ["radius"] = radius },
            ["limit"] = 1000,
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var found = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return [.. found.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("cameraId").GetString()!).Order()];
    }

    /// <summary>What anybody learns of a placard.</summary>
    public async Task<(bool Genuine, bool Current)> CheckPlacardAsync(string code)
    {
        using var response = await Host.Client.GetAsync(new Uri($"/api/placards/{code}", UriKind.Relative), TestContext.Current.CancellationToken);
        var check = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (check.GetProperty("genuine").GetBoolean(), check.GetProperty("current").GetBoolean());
    }
}

/// <summary>A mail in the outbox.</summary>
internal sealed record OutboxMail(string To, string Subject, string Text, string[] Links);

/// <summary>A link to one of the owners' pages.</summary>
internal sealed record OwnerLink(string Page, string Id, string Token)
{
    /// <returns>The link; <see langword="null"/> where the address is another page's.</returns>
    public static OwnerLink? Read(string address)
    {
        var uri = new Uri(address);
        var parts = HttpUtility.ParseQueryString(uri.Fragment.TrimStart('#'));
        return parts["id"] is { } id && parts["token"] is { } token && uri.Query.Length == 0
            ? new OwnerLink(uri.AbsolutePath.Trim('/'), id, token)
            : null;
    }
}
