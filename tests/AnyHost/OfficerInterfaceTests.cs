using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessRegistry.Tests.Api;
using ServerlessRegistry.Tests.Search;

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>What members of the agency get from the registry, whatever host runs it and whatever else it holds.</summary>
[AnyHost]
[Collection(SharedApi.Name)]
public sealed class OfficerInterfaceTests(ApiFixture api)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AnyRegistry Registry => api.Registry;

    [Theory]
    [InlineData("circle")]
    [InlineData("address")]
    [InlineData("polygon")]
    [InlineData("corridor")]
    [InlineData("beat")]
    public async Task Search_InEachKindOfArea_FindsTheCamerasInIt(string kind)
    {
        var found = await FoundAsync(Search(Area(kind)));

        Assert.Equal(3, found.GetProperty("matched").GetInt32());
        Assert.All(Cameras(found), camera => Assert.Equal(api.Active.Id, camera.GetProperty("registrationId").GetString()));
        Assert.Equal([$"{api.Mark} 1", $"{api.Mark} 2", $"{api.Mark} 3"], Cameras(found).Select(camera => camera.GetProperty("label").GetString()).Order());
        Assert.DoesNotContain("Ana Ruiz", found.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_Elsewhere_FindsNone()
    {
        var (longitude, latitude) = OwnerInterfaceTests.Position(api.ActiveView);

        var found = await FoundAsync(Search(Circle(longitude + 0.01, latitude, 250)));

        Assert.Equal(0, found.GetProperty("matched").GetInt32());
    }

    [Fact]
    public async Task Search_PageByPage_GivesEachCameraOnce()
    {
        var search = Search(Area("circle"));
        search["limit"] = 2;

        var first = await FoundAsync(search);
        search["continuation"] = first.GetProperty("continuation").GetString();
        var last = await FoundAsync(search);

        Assert.Equal([2, 1], new[] { first, last }.Select(page => page.GetProperty("features").GetArrayLength()));
        Assert.Equal(3, Cameras(first).Concat(Cameras(last)).Select(camera => camera.GetProperty("cameraId").GetString()).Distinct().Count());
        Assert.Equal(JsonValueKind.Null, last.GetProperty("continuation").ValueKind);
    }

    [Theory]
    [InlineData("business", 3)]
    [InlineData("residence", 0)]
    public async Task Search_ForAKindOfOwner_LeavesOutTheOther(string kind, int expected)
    {
        var search = Search(Area("circle"));
        search["ownerKind"] = kind;

        Assert.Equal(expected, (await FoundAsync(search)).GetProperty("matched").GetInt32());
    }

    [Theory]
    [InlineData(0.0001, true)]
    [InlineData(-0.0001, false)]
    public async Task Search_WithAPointAndATime_SaysWhatIsSeenAndHowLongFootageIsKept(double east, bool isSeen)
    {
        var (longitude, latitude) = OwnerInterfaceTests.Position(api.ActiveView);
        var incident = TimeProvider.System.GetUtcNow().AddDays(-3);
        var search = Search(Area("circle"));
        search["seesPoint"] = new JsonArray(longitude + east, latitude);
        search["incidentAt"] = incident.ToString("O");

        var camera = Cameras(await FoundAsync(search))[0];

        Assert.Equal(isSeen, camera.GetProperty("seesPoint").GetBoolean());
        Assert.True(camera.GetProperty("footageLikely").GetBoolean());
        Assert.Equal(incident.AddDays(14), camera.GetProperty("footageExpiresAt").GetDateTimeOffset(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Search_AcceptingCsv_GivesAFile()
    {
        var officer = await Registry.MemberAsync("Registry.Officer");

        using var response = await Registry.SendAsync(HttpMethod.Post, "/api/cameras/search", Search(Area("circle")), officer, ("Accept", "text/csv"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("cameras.csv", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal("3", Assert.Single(response.Headers.GetValues("Search-Matched")));
        Assert.Equal(4, CameraCsvTests.Parse(await response.Content.ReadAsStringAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task Search_WithoutACaseOrAPurpose_NamesBoth()
    {
        var search = Search(Circle(-87.65, 41.95, 250));
        search.Remove("caseNumber");
        search["purpose"] = " ";

        using var response = await Registry.SearchAsync(search);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("errors");
        Assert.Equal(["caseNumber", "purpose"], errors.EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task SearchAndDisclosure_ForACase_AreOnRecordInAChainThatHolds()
    {
        var search = Search(Area("circle"));
        var reason = new JsonObject { ["caseNumber"] = search["caseNumber"]!.GetValue<string>(), ["purpose"] = "Canvass" };
        var auditor = await Registry.MemberAsync("Registry.Auditor");

        await FoundAsync(search);
        var contact = await Registry.JsonAsync(
            HttpMethod.Post, $"/api/registrations/{api.Active.Id}/contact-disclosures", reason, await Registry.MemberAsync("Registry.Officer"));
        var page = await Registry.JsonAsync(HttpMethod.Get, $"/api/audit?caseNumber={search["caseNumber"]}", null, auditor);
        var chain = await Registry.JsonAsync(HttpMethod.Get, "/api/audit/verification", null, auditor);

        Assert.Equal("Ana Ruiz", contact.GetProperty("owner").GetProperty("name").GetString());
        var entries = page.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["contactDisclosure", "search"], entries.Select(entry => entry.GetProperty("action").GetString()).Order());
        Assert.Single(entries.Select(entry => entry.GetProperty("objectId").GetString()).Distinct());
        Assert.True(chain.GetProperty("holds").GetBoolean(), chain.ToString());
        Assert.True(chain.GetProperty("entries").GetInt64() >= 2);
    }

    [Fact]
    public async Task Coordinator_OfARegistrationInReview_FindsItInTheListAndPutsItOnTheMap()
    {
        var mark = AnyRegistry.NewWord();
        var coordinator = await Registry.MemberAsync("Registry.Coordinator");
        var owner = await Registry.RegisterAsync(AnyRegistry.Form(form =>
        {
            form["address"]!["street"] = "3 Nowhere Lane";
            form["cameras"]![0]!["label"] = mark;
        }));
        AnyRegistry.Reached("needsReview", await Registry.AtRestAsync(owner));

        Assert.True(await IsInReviewAsync(owner.Id, coordinator));
        var point = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(-87.6442, 41.7797) };
        await Registry.JsonAsync(HttpMethod.Put, $"/api/registrations/{owner.Id}/location", new JsonObject { ["point"] = point }, coordinator);

        var placed = AnyRegistry.Reached("active", await Registry.AtRestAsync(owner));
        Assert.Equal("coordinator", placed.GetProperty("location").GetProperty("source").GetString());
        Assert.False(await IsInReviewAsync(owner.Id, coordinator));
        Assert.Equal(1, (await FoundAsync(Search(Circle(-87.6442, 41.7797, 20), mark))).GetProperty("matched").GetInt32());
    }

    private static List<JsonElement> Cameras(JsonElement found) =>
        [.. found.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties"))];

    private static JsonObject Circle(double longitude, double latitude, double radius) =>
        new() { ["type"] = "circle", ["center"] = new JsonArray(longitude, latitude), ["radius"] = radius };

    /// <summary>An area around the active registration.</summary>
    private JsonObject Area(string kind)
    {
        var (longitude, latitude) = OwnerInterfaceTests.Position(api.ActiveView);
        switch (kind)
        {
            case "circle":
                return Circle(longitude, latitude, 50);
            case "address":
                return new JsonObject { ["type"] = "address", ["address"] = "1060 W Addison St", ["radius"] = 250 };
            case "polygon":
                var corners = new[] { (-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1) };
                var ring = corners.Select(corner => new JsonArray(longitude + (corner.Item1 * 0.001), latitude + (corner.Item2 * 0.001)));
                return new JsonObject { ["type"] = "polygon", ["coordinates"] = new JsonArray(new JsonArray([.. ring])) };
            case "corridor":
                var line = new JsonArray(new JsonArray(longitude - 0.002, latitude), new JsonArray(longitude + 0.002, latitude));
                return new JsonObject { ["type"] = "corridor", ["line"] = line, ["width"] = 60 };
            default:
                var beat = api.ActiveView.GetProperty("beat").GetString();
                Assert.SkipWhen(beat is null && Registry.IsRemote, "This test needs a map of beats, and this registry has none for its address: see Beats:File and Beats:Blob.");
                return new JsonObject { ["type"] = "beat", ["beat"] = beat };
        }
    }

    /// <summary>A search, for a case of its own, for what is labelled with a word.</summary>
    private JsonObject Search(JsonObject area, string? word = null) => new()
    {
        ["caseNumber"] = AnyRegistry.NewWord(),
        ["purpose"] = "Canvass",
        ["area"] = area,
        ["text"] = word ?? api.Mark,
    };

    private async Task<JsonElement> FoundAsync(JsonObject search)
    {
        using var response = await Registry.SearchAsync(search);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Reads the list to its end, or to the registration.</summary>
    private async Task<bool> IsInReviewAsync(string id, (string Name, string Value) coordinator)
    {
        var path = "/api/registrations?status=needsReview&limit=100";
        for (string? continuation = ""; continuation is not null;)
        {
            var page = await Registry.JsonAsync(HttpMethod.Get, path + (continuation.Length == 0 ? "" : $"&continuation={continuation}"), null, coordinator);
            if (page.GetProperty("registrations").EnumerateArray().Any(item => item.GetProperty("id").GetString() == id))
            {
                return true;
            }

            continuation = page.GetProperty("continuation").GetString();
        }

        return false;
    }
}
