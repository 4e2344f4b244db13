using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Tests.Review;

public sealed class ReviewTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfWhatNeedsReview_HasAddressAndReasonButNoOwner()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await UnplacedAsync(host);

        var (status, page) = await ListAsync(host, "?status=needsReview");

        var item = Assert.Single(page.GetProperty("registrations").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(id, item.GetProperty("id").GetString());
        Assert.Equal("63rd & Halsted", item.GetProperty("address").GetProperty("street").GetString());
        Assert.Equal((await host.RegistrationAsync(id, token)).GetProperty("statusReason").GetString(), item.GetProperty("statusReason").GetString());
        Assert.DoesNotContain("Ana", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PageByPage_NamesEachOnceTheLongestWaitingFirst()
    {
        await using var host = RegistryHost.Start(_account);
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add((await UnplacedAsync(host)).Id);
        }

        var listed = new List<string>();
        var continuation = "";
        do
        {
            var (_, page) = await ListAsync(host, $"?status=needsReview&limit=2{continuation}");
            listed.AddRange(page.GetProperty("registrations").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            continuation = page.GetProperty("continuation").GetString() is { } next ? $"&continuation={next}" : null;
        }
        while (continuation is not null);

        Assert.Equal(ids, listed);
    }

    [Theory]
    [InlineData("", "status")]
    [InlineData("?status=active", "status")]
    [InlineData("?status=needsReview&limit=0", "limit")]
    [InlineData("?status=needsReview&limit=101", "limit")]
    [InlineData("?status=needsReview&continuation=%27%20or%20true", "continuation")]
    public async Task List_AskedForWrongly_NamesWhat(string query, string name)
    {
        await using var host = RegistryHost.Start(_account);

        var (status, problem) = await ListAsync(host, query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(name, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("GET", "/api/registrations?status=needsReview")]
    [InlineData("PUT", "/api/registrations/0000000000/location")]
    public async Task Review_ByAnOfficer_IsRefused(string method, string path)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.SendAsync(new HttpMethod(method), path, "Registry.Officer", method == "PUT" ? Point(-87.64, 41.88) : null);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Location_SetOfOneThatNeedsReview_PutsItOnTheMapWithAPlacardAndOffTheList()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await UnplacedAsync(host);

        using var response = await PlaceAsync(host, id, -87.6442, 41.7797);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var registration = await host.SettledAsync(id, token);
        Assert.Equal("active", registration.GetProperty("status").GetString());
        Assert.Equal("coordinator", registration.GetProperty("location").GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, registration.GetProperty("statusReason").ValueKind);
        Assert.Equal(1, await MatchedAsync(host, -87.6442, 41.7797));
        Assert.Empty((await ListAsync(host, "?status=needsReview")).Body.GetProperty("registrations").EnumerateArray());
    }

    [Fact]
    public async Task Location_SetOfOneOnTheMap_MovesItAtOnceAndLeavesNothingBehind()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        var before = (await host.SettledAsync(id, token)).GetProperty("location").GetProperty("point").GetProperty("coordinates");

        using var response = await PlaceAsync(host, id, -87.6442, 41.7797);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, await MatchedAsync(host, before[0].GetDouble(), before[1].GetDouble()));
        Assert.Equal(1, await MatchedAsync(host, -87.6442, 41.7797));
        Assert.Single(await RowsAsync("CameraMap"));
        Assert.Equal("active", (await host.RegistrationAsync(id, token)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Location_MovedAgainAndAgain_StandsOnTheMapOnce()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync(RegistryHost.Form(form => form["cameras"]!.AsArray().Add(form["cameras"]![0]!.DeepClone())));
        await host.SettledAsync(id, token);

        for (var step = 0; step < 5; step++)
        {
            using var response = await PlaceAsync(host, id, -87.7 + (step * 0.02), 41.8);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await host.QuietAsync();
        Assert.Equal(2, (await RowsAsync("CameraMap")).Count);
        Assert.Equal(2, await MatchedAsync(host, -87.62, 41.8));
    }

    [Fact]
    public async Task Location_OfAMoveThatWasCutOff_IsSettledByTheUpkeep()
    {
        await using var host = RegistryHost.Start(_account);
        var registered = await host.RegisterAsync();
        await host.SettledAsync(registered);
        var id = RegistrationId.Parse(registered.Id);
        await host.Services.GetRequiredService<RegistrationStore>().UpdateAsync(
            id,
            current => current with
            {
                LeftPoint = current.Location!.Point,
                Location = current.Location with { Point = new GeoPoint(-87.6442, 41.7797) },
                UpdatedAt = current.UpdatedAt.AddHours(-1),
            },
            Cancellation);

        await ActivatorUtilities.CreateInstance<ResumeStalledRegistrations>(host.Services).RunAsync(new TimerInfo(), Cancellation);

        await host.QuietAsync();
        Assert.Equal(1, await MatchedAsync(host, -87.6442, 41.7797));
        Assert.Single(await RowsAsync("CameraMap"));
    }

    [Fact]
    public async Task Location_SetTwiceAtOnce_StandsOnTheMapOnce()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        await host.SettledAsync(id, token);

        for (var round = 0; round < 5; round++)
        {
            using var one = await PlaceAsync(host, id, -87.70 - (round * 0.01), 41.80);
            var answers = await Task.WhenAll(
                PlaceAsync(host, id, -87.60 - (round * 0.01), 41.90), PlaceAsync(host, id, -87.60 - (round * 0.01), 41.70));
            Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
        }

        await host.QuietAsync();
        Assert.Single(await RowsAsync("CameraMap"));
    }

    [Fact]
    public async Task Location_SetOfOneOnItsWay_Gives409()
    {
        var gate = new TaskCompletionSource<GeocodeResult>();
        var geocoder = new Mock<IGeocoder>();
        geocoder.Setup(found => found.GeocodeAsync(It.IsAny<PostalAddress>(), It.IsAny<CancellationToken>())).Returns(gate.Task);
        await using var host = RegistryHost.Start(_account, configureServices: services => services.AddSingleton(geocoder.Object));
        var (id, _) = await host.RegisterAsync();

        using var response = await PlaceAsync(host, id, -87.6442, 41.7797);
        gate.SetResult(new GeocodeResult.NeedsReview("Later."));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task List_OfOneTakenBackWhileItsAddressWasLookedUp_DoesNotNameIt()
    {
        var asked = new TaskCompletionSource();
        var gate = new TaskCompletionSource<GeocodeResult>();
        var geocoder = new Mock<IGeocoder>();
        geocoder.Setup(found => found.GeocodeAsync(It.IsAny<PostalAddress>(), It.IsAny<CancellationToken>())).Callback(() => asked.TrySetResult()).Returns(gate.Task);
        await using var host = RegistryHost.Start(_account, configureServices: services => services.AddSingleton(geocoder.Object));
        var (id, token) = await host.RegisterAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/registrations/{id}") { Headers = { { "X-Manage-Token", token } } };
        using var response = await host.Client.SendAsync(request, Cancellation);
        gate.SetResult(new GeocodeResult.NeedsReview("There is no such street."));
        await host.QuietAsync();

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await RowsAsync("Reviews"));
    }

    [Theory]
    [InlineData("""{ "point": { "type": "Point", "coordinates": [41.88, -187.6] } }""", "point.coordinates")]
    [InlineData("""{ "point": { "type": "Point", "coordinates": [41.8, -87.6] } }""", "point.coordinates")]
    [InlineData("""{ "point": { "type": "Polygon", "coordinates": [-87.6, 41.88] } }""", "point.type")]
    [InlineData("""{ "point": { "coordinates": [-87.6, 41.88] } }""", "point.type")]
    [InlineData("""{ }""", "point")]
    public async Task Location_ThatIsNoPoint_IsRefusedByItsPath(string body, string path)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.SendAsync(
            HttpMethod.Put, "/api/registrations/0000000000/location", "Registry.Coordinator", JsonNode.Parse(body)!.AsObject());

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(path, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Location_OfAnUnknownRegistration_Gives404()
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await PlaceAsync(host, "0000000000", -87.6442, 41.7797);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<(string Id, string Token)> UnplacedAsync(RegistryHost host)
    {
        var registered = await host.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = "63rd & Halsted"));
        await host.SettledAsync(registered);
        return registered;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ListAsync(RegistryHost host, string query)
    {
        using var response = await host.SendAsync(HttpMethod.Get, $"/api/registrations{query}", "Registry.Coordinator");
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private static Task<HttpResponseMessage> PlaceAsync(RegistryHost host, string id, double longitude, double latitude) =>
        host.SendAsync(HttpMethod.Put, $"/api/registrations/{id}/location", "Registry.Coordinator", Point(longitude, latitude));

    private static JsonObject Point(double longitude, double latitude) => new()
    {
        ["point"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(longitude, latitude) },
    };

    private static async Task<int> MatchedAsync(RegistryHost host, double longitude, double latitude)
    {
        using var response = await host.SearchAsync(new JsonObject
        {
            ["caseNumber"] = "JH123456",
            ["purpose"] = "Robbery canvass",
            ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(longitude, latitude), ["radius"] = 50 },
        });
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("matched").GetInt32();
    }

    private async Task<List<TableEntity>> RowsAsync(string table) =>
        await new TableServiceClient(_account).GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation);
}
