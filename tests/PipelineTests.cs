using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Tests.Telemetry;
using ServerlessRegistry.Upkeep;
using UglyToad.PdfPig;

namespace ServerlessRegistry.Tests;

/// <summary>A registration's way from the post to the placard, and what becomes of it when something on the way fails.</summary>
public sealed class PipelineTests(AzuriteFixture azurite)
{
    private static readonly GeocodeResult.Located Found = new(new GeoPoint(-87.6553, 41.9484), LocationPrecision.Street);

    /// <summary>Retries at once, and gives up soon.</summary>
    private static readonly Dictionary<string, string?> Impatient = new()
    {
        ["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "00:00:00",
        ["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "3",
    };

    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registration_OfAKnownAddress_BecomesActiveWithAPlacardThatCanBeFetchedAndChecked()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();

        var registration = await host.SettledAsync(id, token);

        var placard = registration.GetProperty("placard");
        var code = placard.GetProperty("code").GetString()!;
        Assert.Equal("active", registration.GetProperty("status").GetString());
        Assert.Equal("streetGrid", registration.GetProperty("location").GetProperty("source").GetString());
        Assert.Equal("Point", registration.GetProperty("location").GetProperty("point").GetProperty("type").GetString());
        Assert.Equal($"http://localhost:7071/p/{code}", placard.GetProperty("url").GetString());

        using var pdf = await host.GetAsOwnerAsync($"/api/registrations/{id}/placard?format=pdf", token);
        using var png = await host.GetAsOwnerAsync($"/api/registrations/{id}/placard?format=png", token);
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType?.MediaType);
        Assert.Equal("image/png", png.Content.Headers.ContentType?.MediaType);
        using var document = PdfDocument.Open(await pdf.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Contains(code, document.GetPage(1).Text, StringComparison.Ordinal);
        Assert.Equal("PNG"u8.ToArray(), (await png.Content.ReadAsByteArrayAsync(Cancellation))[1..4]);

        var check = await host.Client.GetFromJsonAsync<JsonElement>($"/api/placards/{code.ToLowerInvariant()}", Cancellation);
        Assert.Equal(["code", "genuine", "current", "validUntil"], check.EnumerateObject().Select(property => property.Name));
        Assert.True(check.GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task Registration_OnAnIdleMachine_IsActiveWithinTwoSecondsMostly()
    {
        await using var host = RegistryHost.Start(_account);
        await host.SettledAsync(await host.RegisterAsync());
        var times = new List<TimeSpan>();

        for (var number = 0; number < 7; number++)
        {
            var registered = await host.RegisterAsync();
            var clock = Stopwatch.StartNew();
            await host.EndedAsync(registered.Id, registered.Token);
            times.Add(clock.Elapsed);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"From 202 to active: median {times.Order().ElementAt(3).TotalMilliseconds:0} ms");
        Assert.InRange(times.Order().ElementAt(3), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Placard_BeforeItIsReady_Gives409WithRetryAfter()
    {
        var gate = new TaskCompletionSource<GeocodeResult>();
        await using var host = Start(geocoder => geocoder.Setup(Geocode).Returns(gate.Task));
        var (id, token) = await host.RegisterAsync();

        using var early = await host.GetAsOwnerAsync($"/api/registrations/{id}/placard", token);
        gate.SetResult(Found);
        await host.SettledAsync((id, token));
        using var ready = await host.GetAsOwnerAsync($"/api/registrations/{id}/placard", token);

        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.NotNull(early.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Theory]
    [InlineData("placard?format=gif", HttpStatusCode.BadRequest)]
    [InlineData("placard?format=1", HttpStatusCode.BadRequest)]
    [InlineData("placard", HttpStatusCode.NotFound)]
    public async Task Placard_AskedForWrongly_IsRefused(string path, HttpStatusCode expected)
    {
        await using var host = RegistryHost.Start(_account);
        var (id, _) = await host.RegisterAsync();

        using var response = await host.GetAsOwnerAsync($"/api/registrations/{id}/{path}", "not-the-token");

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("0000-0000-0000")]
    [InlineData("nonsense")]
    [InlineData("0000-0000-0000-0000-0000-0000")]
    public async Task PlacardCode_ThatWasNeverIssued_IsNotGenuine(string code)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.Client.GetAsync($"/api/placards/{code}", Cancellation);

        var check = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False(check.GetProperty("genuine").GetBoolean());
    }

    [Fact]
    public async Task Registration_OfAnAddressThatIsNotFound_NeedsReviewWithTheReason()
    {
        await using var host = RegistryHost.Start(_account);

        var registration = await host.SettledAsync(await host.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = "63rd & Halsted")));

        Assert.Equal("needsReview", registration.GetProperty("status").GetString());
        Assert.NotEmpty(registration.GetProperty("statusReason").GetString()!);
        Assert.Equal(JsonValueKind.Null, registration.GetProperty("placard").ValueKind);
    }

    [Fact]
    public async Task Registration_WhileTheGeocoderIsAway_GoesOnWhenItIsBack()
    {
        await using var host = Start(geocoder => geocoder.SetupSequence(Geocode)
            .ThrowsAsync(new GeocoderUnavailableException("away")).ReturnsAsync(Found));

        var registration = await host.SettledAsync(await host.RegisterAsync());

        Assert.Equal("active", registration.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Registration_WhenTheGeocoderStaysAway_NeedsReviewWithAReason()
    {
        await using var host = Start(geocoder => geocoder.Setup(Geocode).ThrowsAsync(new GeocoderUnavailableException("away")));

        var registration = await host.SettledAsync(await host.RegisterAsync());

        Assert.Equal("needsReview", registration.GetProperty("status").GetString());
        Assert.Contains("coordinator", registration.GetProperty("statusReason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_WhosePlacardRequestEndsInThePoisonQueue_IsTriedOnceMoreAndGoesOn()
    {
        var gate = new TaskCompletionSource<GeocodeResult>();
        await using var host = Start(geocoder => geocoder.Setup(Geocode).Returns(gate.Task));
        var (id, token) = await host.RegisterAsync();
        var poison = new QueueClient(_account, "webjobs-blobtrigger-poison", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await poison.CreateIfNotExistsAsync(cancellationToken: Cancellation);

        await poison.SendMessageAsync(
            $$"""{ "Type": "BlobTrigger", "FunctionId": "Host.Functions.RenderPlacard", "BlobType": "BlockBlob", "ContainerName": "placard-requests", "BlobName": "{{id}}.json", "ETag": "\"0x1\"" }""",
            Cancellation);

        await Eventually.Equal(
            0, async () => (await poison.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount, TimeSpan.FromSeconds(60));
        Assert.Equal("received", (await host.RegistrationAsync(id, token)).GetProperty("status").GetString());
        gate.SetResult(Found);
        Assert.Equal("active", (await host.SettledAsync(id, token)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("""{ "registrationId": "../x" }""")]
    public async Task Queue_WithAMessageThatIsNoRequest_LetsItGoAfterItsAttemptsAndGoesOn(string message)
    {
        await using var host = RegistryHost.Start(_account, Impatient);
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        string[] queues = ["geocode-requests", "geocode-requests-poison", "webjobs-blobtrigger-poison"];

        foreach (var queue in queues)
        {
            var client = new QueueClient(_account, queue, options);
            await client.CreateIfNotExistsAsync(cancellationToken: Cancellation);
            await client.SendMessageAsync(message, Cancellation);
        }

        var registration = await host.SettledAsync(await host.RegisterAsync());
        Assert.Equal("active", registration.GetProperty("status").GetString());
        foreach (var queue in queues)
        {
            await Eventually.Equal(0, async () => (await new QueueClient(_account, queue).GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
        }
    }

    [Fact]
    public async Task Queue_WithAMessageThatIsNotBase64_KeepsItAsideAsItIs()
    {
        await using var host = RegistryHost.Start(_account, Impatient);
        await new QueueClient(_account, "geocode-requests").SendMessageAsync("not base64 %", Cancellation);

        var registration = await host.SettledAsync(await host.RegisterAsync());

        var aside = new QueueClient(_account, "geocode-requests-poison");
        await Eventually.Equal(1, async () => (await aside.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
        Assert.Equal("active", registration.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Messages_AndRequestBlobs_CarryTheIdTheTraceAndTheTimeOnly()
    {
        var id = RegistrationId.Create();
        var queues = new QueueServiceClient(_account, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var blobs = new BlobServiceClient(_account);
        await queues.CreateQueueAsync("geocode-requests", cancellationToken: Cancellation);
        await blobs.CreateBlobContainerAsync("placard-requests", cancellationToken: Cancellation);

        await new GeocodeRequests(queues, NoTelemetry.Traces, TimeProvider.System).SendAsync(id, Cancellation);
        await new PlacardRequests(blobs, NoTelemetry.Traces, TimeProvider.System).SendAsync(id, Cancellation);

        var message = await queues.GetQueueClient("geocode-requests").PeekMessageAsync(Cancellation);
        var blob = await blobs.GetBlobContainerClient("placard-requests").GetBlobClient($"{id}.json").DownloadContentAsync(Cancellation);
        Assert.All([message.Value.Body, blob.Value.Content], content =>
        {
            // Other tests of the process may listen to traces, so that there is one to carry.
            Assert.Matches($$"""^\{"registrationId":"{{id}}"(,"traceParent":"[0-9a-f-]{55}")?,"sentAt":"[0-9T:.+-]+"\}$""", content.ToString());
        });
    }

    [Fact]
    public async Task Step_DoneTwice_ChangesNothing()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        var before = await host.SettledAsync((id, token));

        await host.Services.GetRequiredService<GeocodeRequests>().SendAsync(RegistrationId.Parse(id), Cancellation);
        await host.Services.GetRequiredService<PlacardRequests>().SendAsync(RegistrationId.Parse(id), Cancellation);
        await host.QuietAsync();

        var after = await host.RegistrationAsync(id, token);
        Assert.Equal(before.ToString(), after.ToString());
        Assert.Single(await RowsAsync("CameraMap"));
        Assert.Single(await RowsAsync("PlacardCodes"));
    }

    [Fact]
    public async Task Registration_WhoseMessageWasLost_IsSentOnItsWayAgain()
    {
        await using var host = RegistryHost.Start(_account);
        var token = ManageToken.Create();
        var id = RegistrationId.Create();
        var form = new RegistrationForm(
            new Owner(OwnerKind.Residence, "Ana Ruiz", null, "ana@example.com", null, "en"),
            new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60613"),
            [new Camera("Door", null, null, null, [], 14, false, false)],
            new Consent(true, "2026-11"));
        await host.Services.GetRequiredService<RegistrationStore>().TryAddAsync(
            Registration.Receive(id, form, TimeProvider.System.GetUtcNow().AddHours(-1)), token, Cancellation);

        await ActivatorUtilities.CreateInstance<ResumeStalledRegistrations>(host.Services).RunAsync(new TimerInfo(), Cancellation);

        var registration = await host.SettledAsync((id.Value, token.Value));
        Assert.Equal("active", registration.GetProperty("status").GetString());
    }

    private static readonly System.Linq.Expressions.Expression<Func<IGeocoder, Task<GeocodeResult>>> Geocode =
        geocoder => geocoder.GeocodeAsync(It.IsAny<PostalAddress>(), It.IsAny<CancellationToken>());

    private RegistryHost Start(Action<Mock<IGeocoder>> setup)
    {
        var geocoder = new Mock<IGeocoder>();
        setup(geocoder);
        return RegistryHost.Start(_account, Impatient, services => services.AddSingleton(geocoder.Object));
    }

    private async Task<List<TableEntity>> RowsAsync(string table) =>
        await new TableServiceClient(_account).GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation);
}
