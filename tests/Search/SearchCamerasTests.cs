using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

public sealed class SearchCamerasTests(AzuriteFixture azurite)
{
    private static readonly GeoPoint Center = new(-87.6553, 41.9484);

    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_WithoutAToken_Gives401WithAChallenge()
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.Client.PostAsJsonAsync("/api/cameras/search", Query(), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("Registry.Coordinator")]
    [InlineData("Registry.Auditor")]
    [InlineData("registry.officer.not")]
    public async Task Search_WithAnotherRole_Gives403(string role)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.SearchAsync(Query(), role);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("Bearer not-a-token")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJSZWdpc3RyeS5PZmZpY2VyIl19.")]
    [InlineData("Basic b2ZmaWNlcjpwYXNz")]
    public async Task Search_WithAForgedToken_Gives401(string authorization)
    {
        await using var host = RegistryHost.Start(_account);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/cameras/search") { Content = JsonContent.Create(Query()) };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);

        using var response = await host.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("caseNumber", null, "caseNumber")]
    [InlineData("purpose", "\" \"", "purpose")]
    [InlineData("area", "{\"type\":\"square\"}", "area.type")]
    [InlineData("area", "{\"type\":\"circle\",\"center\":[41.9484,-97.6553],\"radius\":250}", "area.center")]
    [InlineData("area", "{\"type\":\"circle\",\"center\":[-87.6553,41.9484],\"radius\":10001}", "area.radius")]
    [InlineData("incidentAt", "\"2026-11-20T22:15:00\"", "incidentAt")]
    [InlineData("incidentAt", "\"9999-12-31T00:00:00Z\"", "incidentAt")]
    [InlineData("limit", "1001", "limit")]
    [InlineData("continuation", "\"AAAA\"", "continuation")]
    [InlineData("radius", "5", "radius")]
    public async Task Search_WithAMistake_NamesItsPath(string field, string? value, string path)
    {
        await using var host = RegistryHost.Start(_account);
        var query = Query();
        query[field] = value is null ? null : JsonNode.Parse(value);

        using var response = await host.SearchAsync(query);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(path, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("""{ "area": { "type": "\ud800\ud800\ud800" } }""", "area.type")]
    [InlineData("""{ "incidentAt": "\ud800\ud800\ud800\ud800\ud800" }""", "incidentAt")]
    [InlineData("""{ "text": "\ud800" }""", "text")]
    public async Task Search_WithTextThatIsNoUnicode_NamesItsPath(string body, string path)
    {
        await using var host = RegistryHost.Start(_account);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/cameras/search")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await host.TokenAsync("Registry.Officer"));

        using var response = await host.Client.SendAsync(request, Cancellation);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(path, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Search_AroundARegisteredAddress_FindsItAndBesideItDoesNot()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        var registration = await host.SettledAsync(id, token);
        var position = registration.GetProperty("location").GetProperty("point").GetProperty("coordinates");
        var (longitude, latitude) = (position[0].GetDouble(), position[1].GetDouble());

        var around = await FoundAsync(host, Query(new GeoPoint(longitude, latitude), 20));
        var beside = await FoundAsync(host, Query(new GeoPoint(longitude + 0.01, latitude), 250));

        var camera = Assert.Single(around.GetProperty("features").EnumerateArray()).GetProperty("properties");
        Assert.Equal(id, camera.GetProperty("registrationId").GetString());
        Assert.Equal("Ruiz Hardware", camera.GetProperty("organization").GetString());
        Assert.Equal("Front door", camera.GetProperty("label").GetString());
        Assert.Equal(0, beside.GetProperty("matched").GetInt32());
        Assert.DoesNotContain("Ana Ruiz", around.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ana@example.com", around.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_AmongManyCameras_FindsExactlyThoseInTheCircleNearestFirst()
    {
        await using var host = RegistryHost.Start(_account);
        var random = new Random(3);
        var points = Enumerable.Range(0, 600)
            .Select(_ => new GeoPoint(Center.Longitude + ((random.NextDouble() - 0.5) * 0.06), Center.Latitude + ((random.NextDouble() - 0.5) * 0.04)))
            .ToList();
        await PutAsync(host, points);

        foreach (var radius in new[] { 60, 400, 1_500 })
        {
            var found = await FoundAsync(host, Query(Center, radius, limit: 1000));

            var distances = found.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("distance").GetDouble()).ToList();
            Assert.InRange(
                found.GetProperty("matched").GetInt32(),
                points.Count(point => Haversine(Center, point) <= radius * 0.995),
                points.Count(point => Haversine(Center, point) <= radius * 1.005));
            Assert.Equal(found.GetProperty("matched").GetInt32(), distances.Count);
            Assert.Equal(distances.Order(), distances);
        }
    }

    [Fact]
    public async Task Search_AfterARegistrationHasExpired_DoesNotFindIt()
    {
        await using var host = RegistryHost.Start(_account);
        await PutAsync(host, [Center], TimeProvider.System.GetUtcNow().AddMonths(-12).AddMinutes(-1));
        await PutAsync(host, [Center], TimeProvider.System.GetUtcNow().AddMonths(-12).AddMinutes(5));

        var found = await FoundAsync(host, Query(Center, 20));

        Assert.Equal(1, found.GetProperty("matched").GetInt32());
    }

    [Fact]
    public async Task Search_PageByPage_GivesEachCameraOnce()
    {
        await using var host = RegistryHost.Start(_account);
        await PutAsync(host, [.. Enumerable.Range(0, 25).Select(number => new GeoPoint(Center.Longitude + (number / 5 * 0.0001), Center.Latitude))]);
        var query = Query(Center, 1_000, limit: 10);

        var ids = new List<string?>();
        var pages = 0;
        for (string? continuation = null; pages == 0 || continuation is not null; pages++)
        {
            query["continuation"] = continuation;
            var page = await FoundAsync(host, query);
            ids.AddRange(page.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("cameraId").GetString()));
            continuation = page.GetProperty("continuation").GetString();
            Assert.Equal(25, page.GetProperty("matched").GetInt32());
        }

        Assert.Equal(3, pages);
        Assert.Equal(25, ids.Distinct().Count());
    }

    [Fact]
    public async Task Search_WithAPointAndATime_SaysWhatIsSeenAndWhetherFootageIsLikely()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        var registration = await host.SettledAsync(id, token);
        var position = registration.GetProperty("location").GetProperty("point").GetProperty("coordinates");
        var camera = new GeoPoint(position[0].GetDouble(), position[1].GetDouble());
        var query = Query(camera, 50);
        query["incidentAt"] = TimeProvider.System.GetUtcNow().AddDays(-3).ToString("O");

        query["seesPoint"] = new JsonArray(camera.Longitude + 0.0001, camera.Latitude);
        var toTheEast = (await FoundAsync(host, query)).GetProperty("features")[0].GetProperty("properties");
        query["seesPoint"] = new JsonArray(camera.Longitude - 0.0001, camera.Latitude);
        var toTheWest = (await FoundAsync(host, query)).GetProperty("features")[0].GetProperty("properties");

        Assert.True(toTheEast.GetProperty("seesPoint").GetBoolean());
        Assert.False(toTheWest.GetProperty("seesPoint").GetBoolean());
        Assert.True(toTheEast.GetProperty("footageLikely").GetBoolean());
        Assert.Equal(TimeProvider.System.GetUtcNow().AddDays(11), toTheEast.GetProperty("footageExpiresAt").GetDateTimeOffset(), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Search_AcceptingCsv_GivesAFilePageByPageAndNothingElseThatItDoesNotHave()
    {
        await using var host = RegistryHost.Start(_account);
        await PutAsync(host, [.. Enumerable.Range(0, 3).Select(number => new GeoPoint(Center.Longitude + (number * 0.0001), Center.Latitude))]);
        host.Client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        var query = Query(Center, 1_000, limit: 2);

        using var first = await host.SearchAsync(query);
        query["continuation"] = Assert.Single(first.Headers.GetValues("Search-Continuation"));
        using var last = await host.SearchAsync(query);
        host.Client.DefaultRequestHeaders.Accept.Clear();
        host.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var page = await host.SearchAsync(query);

        Assert.Equal("text/csv; header=present; charset=utf-8", first.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=\"cameras.csv\"", first.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal("3", Assert.Single(first.Headers.GetValues("Search-Matched")));
        Assert.Equal("Search-Matched, Search-Continuation", Assert.Single(first.Headers.GetValues("Access-Control-Expose-Headers")));
        Assert.False(last.Headers.Contains("Search-Continuation"));
        Assert.Equal(3, CameraCsvTests.Parse(await first.Content.ReadAsStringAsync(Cancellation)).Count);
        Assert.Equal(2, CameraCsvTests.Parse(await last.Content.ReadAsStringAsync(Cancellation)).Count);
        Assert.Equal(HttpStatusCode.NotAcceptable, page.StatusCode);
        Assert.Equal("application/problem+json", page.Content.Headers.ContentType?.MediaType);
    }

    private static JsonObject Query(GeoPoint? center = null, double radius = 250, int limit = 200) => new()
    {
        ["caseNumber"] = "JH123456",
        ["purpose"] = "Robbery canvass",
        ["area"] = new JsonObject
        {
            ["type"] = "circle",
            ["center"] = new JsonArray((center ?? Center).Longitude, (center ?? Center).Latitude),
            ["radius"] = radius,
        },
        ["limit"] = limit,
    };

    private static async Task<JsonElement> FoundAsync(RegistryHost host, JsonObject query)
    {
        using var response = await host.SearchAsync(query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Puts cameras straight on the map, where going through the whole pipeline for each would take minutes.</summary>
    private static async Task PutAsync(RegistryHost host, IReadOnlyList<GeoPoint> points, DateTimeOffset? submittedAt = null)
    {
        var map = host.Services.GetRequiredService<CameraMap>();
        var camera = new Camera("Front door", null, null, null, [], 14, false, false);
        await Parallel.ForEachAsync(points, Cancellation, async (point, cancellation) => await map.PutAsync(
            Registration.Receive(
                RegistrationId.Create(),
                new RegistrationForm(
                    new Owner(OwnerKind.Residence, "Ana Ruiz", null, "ana@example.com", null, "en"),
                    new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60613"),
                    [camera],
                    new Consent(true, "2026-11")),
                submittedAt ?? TimeProvider.System.GetUtcNow()),
            point,
            cancellation));
    }

    /// <summary>An independent formula, on the sphere: within half a percent of the geodesic.</summary>
    private static double Haversine(GeoPoint one, GeoPoint other)
    {
        var (first, second) = (double.DegreesToRadians(one.Latitude), double.DegreesToRadians(other.Latitude));
        var half = Math.Pow(Math.Sin((second - first) / 2), 2)
            + (Math.Cos(first) * Math.Cos(second) * Math.Pow(Math.Sin(double.DegreesToRadians(other.Longitude - one.Longitude) / 2), 2));
        return 2 * 6_371_009 * Math.Asin(Math.Sqrt(half));
    }
}
