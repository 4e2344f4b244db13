using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Azurite;
using ServerlessRegistry.Tests.Telemetry;

namespace ServerlessRegistry.Tests;

/// <summary>
/// Sends people through everything that a registry does, and then looks for them in all that it leaves behind: the files of its
/// storage, its logs, its traces, and what it sends of them.
/// </summary>
[Collection(HttpDiagnostics.OfTheProcess)]
public sealed class PrivacyTests
{
    /// <summary>What is nobody's business, in the words of the owner.</summary>
    private static readonly string[] Secrets =
    [
        "Wilhelmina Quackenbush", "Quackenbush", "wquackenbush.marker@example.org", "second.marker@example.org", "+1 312 555 0187", "3125550187",
        "Quackenbush Condominium", "77713 Markerstone Parkway", "Markerstone", "Penthouse Zebra 9", "lost.marker@example.org",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owners_WhoWentThroughEverything_AreNotToBeReadInStorageLogsAndTraces()
    {
        var folder = Directory.CreateTempSubdirectory("privacy-");
        var texts = new ConcurrentQueue<string>();
        using var traces = Listen(texts);
        await using var collector = await Collector.StartAsync();
        var azurite = Options(folder.FullName);
        await using (await AzuriteProcess.StartAsync(azurite, Cancellation))
        {
            await using var registry = OwnersRegistry.Start(
                azurite.ConnectionString,
                services => services.AddLogging(logging => logging
                    .ClearProviders()
                    .SetMinimumLevel(LogLevel.Trace)
                    .AddProvider(new Recorder(texts))),
                [.. collector.OtlpSettings.Select(setting => (setting.Key, (string?)setting.Value))]);
            await LiveAsync(registry);
        }

        Assert.Contains(texts, text => text.Contains("Registration ", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("trace ", StringComparison.Ordinal));
        Assert.Empty(texts.SelectMany(text => SecretsIn(Encoding.UTF8.GetBytes(text)).Select(secret => $"{secret}: {text}")));
        Assert.Contains(collector.Received, request => request.Path == "/v1/traces");
        Assert.Empty(collector.Received.SelectMany(request => SecretsIn(request.Body).Select(secret => $"{secret}: {request.Path}")));
        var files = folder.EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        Assert.NotInRange(files.Sum(file => file.Length), 0, 100_000);
        Assert.Empty(files.SelectMany(file => SecretsIn(File.ReadAllBytes(file.FullName)).Select(secret => $"{secret}: {file.FullName}")));
        folder.Delete(recursive: true);
    }

    /// <summary>The search finds what it looks for, however it is written.</summary>
    [Theory]
    [InlineData("{\"name\":\"Wilhelmina Quackenbush\"}")]
    [InlineData("x=wquackenbush.marker%40example.org&y")]
    [InlineData("WILHELMINA QUACKENBUSH")]
    public void Secret_InPlainSight_IsFound(string text)
    {
        Assert.NotEmpty(SecretsIn(Encoding.UTF8.GetBytes(text)));
        Assert.NotEmpty(SecretsIn(Encoding.Unicode.GetBytes(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("12")]
    public void Secret_InBase64_IsFound(string before) => Assert.NotEmpty(
        SecretsIn(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}Wilhelmina Quackenbush and more")))));

    private static async Task LiveAsync(OwnersRegistry registry)
    {
        var owner = await registry.RegisterActiveAsync(Form("1060 W Addison St"));
        var nowhere = await registry.Host.RegisterAsync(Form("77713 Markerstone Parkway"));
        await registry.ConfirmAsync(await registry.LinkAsync(nowhere.Id));
        Assert.Equal("needsReview", (await registry.Host.SettledAsync(nowhere)).GetProperty("status").GetString());
        await registry.Host.RegisterAsync(Form("1060 West Addison Street"));

        Assert.NotEmpty(await registry.CamerasAsync());
        await SendAsync(registry, HttpMethod.Post, $"/api/registrations/{owner.Id}/contact-disclosures", "Registry.Officer", new JsonObject { ["caseNumber"] = "JH1", ["purpose"] = "Canvass" });
        await SendAsync(registry, HttpMethod.Get, "/api/registrations?status=needsReview", "Registry.Coordinator");
        await SendAsync(registry, HttpMethod.Put, $"/api/registrations/{nowhere.Id}/location", "Registry.Coordinator", new JsonObject
        {
            ["point"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(-87.6, 41.8) },
        });
        await registry.Host.SettledAsync(nowhere);

        await registry.ChangeAsync(owner, Form("1100 W Addison St", "second.marker@example.org"));
        await registry.Host.SettledAsync(owner);
        await OwnerAsync(registry, HttpMethod.Post, $"/api/registrations/{owner.Id}/renewal", owner.Token);
        await OwnerAsync(registry, HttpMethod.Get, $"/api/registrations/{owner.Id}/export", owner.Token);
        foreach (var email in new[] { "wquackenbush.marker@example.org", "lost.marker@example.org" })
        {
            using var asked = await registry.SendAsync(HttpMethod.Post, $"/api/registrations/{owner.Id}/manage-tokens", null, new JsonObject { ["email"] = email });
        }

        foreach (var wrong in new[] { "kind", "email", "phone" })
        {
            using var refused = await registry.SendAsync(HttpMethod.Post, "/api/registrations", null, Form("77713 Markerstone Parkway", change: form => form["owner"]![wrong] = "Quackenbush"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        await registry.PassAsync(TimeSpan.FromDays(350));
        await registry.PassAsync(TimeSpan.FromDays(30));
        await OwnerAsync(registry, HttpMethod.Delete, $"/api/registrations/{nowhere.Id}", nowhere.Token);
    }

    private static JsonObject Form(string street, string email = "wquackenbush.marker@example.org", Action<JsonObject>? change = null) => RegistryHost.Form(form =>
    {
        form["owner"] = new JsonObject
        {
            ["kind"] = "residence",
            ["name"] = "Wilhelmina Quackenbush",
            ["organization"] = "Quackenbush Condominium",
            ["email"] = email,
            ["phone"] = "+1 312 555 0187",
            ["language"] = "pl",
        };
        form["address"]!["street"] = street;
        form["address"]!["unit"] = "Penthouse Zebra 9";
        change?.Invoke(form);
    });

    private static async Task SendAsync(OwnersRegistry registry, HttpMethod method, string path, string role, JsonObject? body = null)
    {
        using var response = await registry.Host.SendAsync(method, path, role, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task OwnerAsync(OwnersRegistry registry, HttpMethod method, string path, string token)
    {
        using var response = await registry.SendAsync(method, path, token);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode}");
    }

    private static AzuriteOptions Options(string folder)
    {
        var ports = AzuriteFixture.FreePorts(3);
        return new AzuriteOptions
        {
            NodeModules = Path.Combine(AzuriteFixture.RepositoryRoot, "node_modules"),
            Location = folder,
            BlobPort = ports[0],
            QueuePort = ports[1],
            TablePort = ports[2],
        };
    }

    /// <summary>Which secrets bytes hold, in any letter case, as UTF-8 or UTF-16, percent-encoded, or in base64 at any place.</summary>
    private static IEnumerable<string> SecretsIn(byte[] bytes)
    {
        var texts = new[] { Encoding.Latin1.GetString(bytes), Encoding.Unicode.GetString(bytes) };
        return Secrets.Where(secret => Spellings(secret).Any(spelling => texts.Any(text => text.Contains(spelling, StringComparison.OrdinalIgnoreCase))));
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        for (var offset = 0; offset < 3; offset++)
        {
            // The characters at both ends depend on what stands beside the secret.
            var base64 = Convert.ToBase64String([.. new byte[offset], .. Encoding.UTF8.GetBytes(secret)]).TrimEnd('=');
            yield return base64[(offset == 0 ? 0 : offset + 1)..^2];
        }
    }

    private static ActivityListener Listen(ConcurrentQueue<string> texts)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => texts.Enqueue(string.Create(
                CultureInfo.InvariantCulture,
                $"trace {activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(item => item.Tags))}")),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Recorder(ConcurrentQueue<string> texts) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            texts.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            texts.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
