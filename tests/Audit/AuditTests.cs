using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Audit;

namespace ServerlessRegistry.Tests.Audit;

public sealed class AuditTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_ThatSucceeds_IsRecordedWithAllThatItDisclosed()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        var registration = await host.SettledAsync(id, token);
        var position = registration.GetProperty("location").GetProperty("point").GetProperty("coordinates");
        var before = TimeProvider.System.GetUtcNow();

        using var found = await host.SearchAsync(Query(position[0].GetDouble(), position[1].GetDouble()));

        var cameras = await found.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var entry = Assert.Single((await ReadAsync(host)).GetProperty("entries").EnumerateArray());
        Assert.Equal(2, entry.GetProperty("sequence").GetInt64());
        Assert.InRange(entry.GetProperty("at").GetDateTimeOffset(), before, TimeProvider.System.GetUtcNow());
        Assert.True(Guid.TryParse(entry.GetProperty("objectId").GetString(), out _));
        Assert.Equal("Test", entry.GetProperty("name").GetString());
        Assert.Equal("Registry.Officer", entry.GetProperty("role").GetString());
        Assert.Equal("search", entry.GetProperty("action").GetString());
        Assert.Equal("succeeded", entry.GetProperty("outcome").GetString());
        Assert.Equal(200, entry.GetProperty("status").GetInt32());
        Assert.Equal("JH123456", entry.GetProperty("caseNumber").GetString());
        Assert.Equal("Robbery canvass", entry.GetProperty("purpose").GetString());
        Assert.Equal(50, entry.GetProperty("target").GetProperty("area").GetProperty("radius").GetInt32());
        Assert.Equal("business", entry.GetProperty("target").GetProperty("ownerKind").GetString());
        Assert.Equal(1, entry.GetProperty("resultCount").GetInt32());
        Assert.Equal(
            cameras.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("cameraId").GetString()),
            entry.GetProperty("resultIds").EnumerateArray().Select(result => result.GetString()));
        Assert.Equal("127.0.0.1", entry.GetProperty("clientAddress").GetString());
        await AssertNamesNoOwnerAsync();
    }

    [Fact]
    public async Task Search_WithAnotherRole_IsRecordedAsRefused()
    {
        await using var host = RegistryHost.Start(_account);

        using var refused = await host.SearchAsync(Query(), "Registry.Coordinator");

        var entry = Assert.Single((await ReadAsync(host)).GetProperty("entries").EnumerateArray());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("refused", entry.GetProperty("outcome").GetString());
        Assert.Equal(403, entry.GetProperty("status").GetInt32());
        Assert.Equal("Registry.Coordinator", entry.GetProperty("role").GetString());
        Assert.Equal("Test", entry.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("resultIds").ValueKind);
    }

    [Theory]
    [InlineData("Registry.Officer")]
    [InlineData("Registry.Coordinator")]
    public async Task Search_WhenTheLogCannotBeWritten_DisclosesNothing(string role)
    {
        await using var working = RegistryHost.Start(_account);
        await working.SettledAsync(await working.RegisterAsync());
        using var nowhere = new ClosedPort();
        await using var host = RegistryHost.Start(nowhere.InsteadOf("Blob", _account), configureServices: services => services.AddSingleton(new AuditLimits()));
        var waited = Stopwatch.StartNew();

        using var response = await host.SearchAsync(Query(), role);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.DoesNotContain("features", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), $"The answer took {waited.Elapsed}.");
    }

    [Theory]
    [InlineData("/api/audit")]
    [InlineData("/api/audit/verification")]
    public async Task Audit_ForAnybodyButAuditors_IsClosed(string path)
    {
        await using var host = RegistryHost.Start(_account);

        using var nobody = await host.Client.GetAsync(path, Cancellation);
        using var officer = await GetAsync(host, path, "Registry.Officer");

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, officer.StatusCode);
        var entry = Assert.Single((await ReadAsync(host)).GetProperty("entries").EnumerateArray());
        Assert.Equal("refused", entry.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=2026-11-20T22:15:00", "to")]
    [InlineData("?from=2026-11-20T22:15:00Z&to=2026-11-20T22:15:00Z", "to")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?continuation=AAAA", "continuation")]
    [InlineData("?office=4", "office")]
    [InlineData("/verification?date=2026-13-01", "date")]
    [InlineData("/verification?from=2026-11-20&to=2026-11-19", "to")]
    public async Task Audit_WithAMistake_NamesIt(string query, string name)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await GetAsync(host, $"/api/audit{query}");

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([name], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Audit_WithFilters_GivesOnlyWhatIsAskedFor()
    {
        await using var host = RegistryHost.Start(_account);
        var log = host.Services.GetRequiredService<AuditLog>();
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        for (var number = 0; number < 6; number++)
        {
            var entry = AuditWorkshop.Entry(noon.AddDays(number / 2).AddHours(number), $"case {number % 3}");
            await log.AppendAsync(number % 2 == 0 ? entry : entry with { Name = "Officer Two", ObjectId = "2" }, Cancellation);
        }

        Assert.Equal([0, 3], await SequenceOffsetsAsync("?caseNumber=CASE%200"));
        Assert.Equal([1, 3, 5], await SequenceOffsetsAsync("?officer=officer%20two"));
        Assert.Equal([3], await SequenceOffsetsAsync("?officer=2&caseNumber=case%200"));
        Assert.Equal([2, 3], await SequenceOffsetsAsync("?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z"));
        Assert.Equal([1, 2], await SequenceOffsetsAsync("?from=2026-11-20T13:00:00Z&to=2026-11-21T15:00:00Z"));

        async Task<IReadOnlyList<int>> SequenceOffsetsAsync(string query)
        {
            var page = await ReadAsync(host, query);
            return [.. page.GetProperty("entries").EnumerateArray()
                .Select(entry => entry.GetProperty("at").GetDateTimeOffset())
                .Where(at => at <= noon.AddDays(3))
                .Select(at => Enumerable.Range(0, 6).Single(number => noon.AddDays(number / 2).AddHours(number) == at))];
        }
    }

    [Fact]
    public async Task Audit_PageByPage_GivesEachEntryOnceInOrder()
    {
        await using var host = RegistryHost.Start(_account);
        var log = host.Services.GetRequiredService<AuditLog>();
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        for (var number = 0; number < 25; number++)
        {
            await log.AppendAsync(AuditWorkshop.Entry(noon.AddHours(number)), Cancellation);
        }

        var times = new List<DateTimeOffset>();
        var pages = 0;
        for (string? continuation = null; pages == 0 || continuation is not null; pages++)
        {
            var page = await ReadAsync(host, $"?limit=10&to=2026-11-22T00:00:00Z&continuation={continuation}");
            times.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("at").GetDateTimeOffset()));
            continuation = page.GetProperty("continuation").GetString();
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(number => noon.AddHours(number)), times);
        Assert.InRange(pages, 3, 4);
    }

    [Fact]
    public async Task Audit_ThatIsRead_SaysSoItself()
    {
        await using var host = RegistryHost.Start(_account);

        await ReadAsync(host, "?caseNumber=JH1&officer=Test");
        var entry = Assert.Single((await ReadAsync(host)).GetProperty("entries").EnumerateArray());

        Assert.Equal("auditRead", entry.GetProperty("action").GetString());
        Assert.Equal("Registry.Auditor", entry.GetProperty("role").GetString());
        Assert.Equal("JH1", entry.GetProperty("caseNumber").GetString());
        Assert.Equal("Test", entry.GetProperty("target").GetProperty("officer").GetString());
        Assert.Equal(0, entry.GetProperty("resultCount").GetInt32());
    }

    [Fact]
    public async Task Audit_AsCsv_IsSafeForSpreadsheets()
    {
        await using var host = RegistryHost.Start(_account);
        var log = host.Services.GetRequiredService<AuditLog>();
        var entry = AuditWorkshop.Entry(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), "=HYPERLINK(\"http://example.com\")");
        await log.AppendAsync(entry with { Purpose = "Theft, \"quoted\"\nsecond line", ResultCount = 2, ResultIds = ["A", "B"] }, Cancellation);

        using var response = await GetAsync(host, "/api/audit", accept: "text/csv");

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        var csv = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.StartsWith("sequence,at,objectId,name,role,action,outcome,status,caseNumber,purpose,target,resultCount,resultIds,clientAddress\r\n", csv, StringComparison.Ordinal);
        Assert.Contains(
            "2,2026-11-20T12:00:00.0000000Z,4f1c2a6e-6f0c-4b56-9a5e-6f3b7f8f1b11,Officer One,Registry.Officer,search,succeeded,200,"
            + "\"'=HYPERLINK(\"\"http://example.com\"\")\",\"Theft, \"\"quoted\"\"\nsecond line\",,2,A B,\r\n",
            csv,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_ThroughTheDoor_TellsAWholeLogFromATamperedOne()
    {
        await using var host = RegistryHost.Start(_account);
        for (var number = 0; number < 3; number++)
        {
            using var found = await host.SearchAsync(Query());
        }

        var whole = await VerifyAsync(host);
        await using var workshop = await AuditWorkshop.OpenAsync(_account);
        var file = Assert.Single(await workshop.FilesAsync());
        await workshop.TamperAsync(file, lines => lines.Where((_, index) => index != 1));
        var broken = await VerifyAsync(host, $"?date={file[..10]}");
        var again = await VerifyAsync(host);

        Assert.True(whole.GetProperty("holds").GetBoolean(), whole.ToString());
        Assert.Equal(3, whole.GetProperty("entries").GetInt32());
        Assert.Equal(JsonValueKind.Null, whole.GetProperty("problem").ValueKind);
        Assert.False(broken.GetProperty("holds").GetBoolean());
        foreach (var finding in (JsonElement[])[broken, again])
        {
            var problem = finding.GetProperty("problem");
            Assert.Equal((file, 2, "removed"), (problem.GetProperty("file").GetString(), problem.GetProperty("line").GetInt32(), problem.GetProperty("kind").GetString()));
        }
    }

    [Fact]
    public async Task Searches_WhenTheDayChanges_GoOnInTheNextFile()
    {
        var clock = new MovedClock();
        await using var host = RegistryHost.Start(_account, configureServices: services => services
            .AddSingleton<TimeProvider>(clock)
            .PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options => options.TokenValidationParameters.ValidateLifetime = false));

        using var today = await host.SearchAsync(Query());
        clock.Ahead = TimeSpan.FromDays(1);
        using var tomorrow = await host.SearchAsync(Query());

        await using var workshop = await AuditWorkshop.OpenAsync(_account);
        var files = await workshop.FilesAsync();
        Assert.Equal(2, files.Count);
        Assert.True(DateOnly.ParseExact(files[0][..10], "yyyy-MM-dd") < DateOnly.ParseExact(files[1][..10], "yyyy-MM-dd"));
        var finding = await workshop.VerifyAsync();
        Assert.True(finding.Holds, finding.Problem?.ToString());
        Assert.Equal(2, finding.Entries);
    }

    [Fact]
    public async Task Searches_OfManyClientsOnTwoHosts_MakeOneUnbrokenChain()
    {
        const int Clients = 16;
        const int Count = 24 * Clients;
        await using var one = RegistryHost.Start(_account);
        await using var other = RegistryHost.Start(_account);
        RegistryHost[] hosts = [one, other];
        var tokens = await Task.WhenAll(hosts.Select(host => host.TokenAsync("Registry.Officer")));
        var body = Query().ToJsonString();
        var watch = Stopwatch.StartNew();

        await Parallel.ForAsync(0, Clients, new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = Cancellation }, async (client, cancellation) =>
        {
            for (var number = 0; number < Count / Clients; number++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/cameras/search") { Content = new StringContent(body, null, "application/json") };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[client % 2]);
                using var response = await hosts[client % 2].Client.SendAsync(request, cancellation);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        });

        output.WriteLine($"{Count / watch.Elapsed.TotalSeconds:F0} searches a second");
        await using var workshop = await AuditWorkshop.OpenAsync(_account);
        var finding = await workshop.VerifyAsync();
        Assert.True(finding.Holds, finding.Problem?.ToString());
        Assert.Equal(Count, finding.Entries);
        Assert.Equal(Count, (await workshop.EntriesAsync()).Select(line => (string)line["id"]!).Distinct().Count());
    }

    private static JsonObject Query(double longitude = -87.6553, double latitude = 41.9484) => new()
    {
        ["caseNumber"] = "JH123456",
        ["purpose"] = "Robbery canvass",
        ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(longitude, latitude), ["radius"] = 50 },
        ["ownerKind"] = "business",
    };

    private static async Task<HttpResponseMessage> GetAsync(RegistryHost host, string path, string role = "Registry.Auditor", string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await host.TokenAsync(role));
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        return await host.Client.SendAsync(request, Cancellation);
    }

    private static async Task<JsonElement> ReadAsync(RegistryHost host, string query = "")
    {
        using var response = await GetAsync(host, $"/api/audit{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static async Task<JsonElement> VerifyAsync(RegistryHost host, string query = "")
    {
        using var response = await GetAsync(host, $"/api/audit/verification{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>What <see cref="RegistryHost.Form"/> says of the owner.</summary>
    private async Task AssertNamesNoOwnerAsync()
    {
        var container = new BlobServiceClient(_account).GetBlobContainerClient("audit");
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancellation))
        {
            var text = (await container.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation)).Value.Content.ToString();
            Assert.All((string[])["Ruiz", "example.com", "555 0123", "5550123", "Addison"], secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
