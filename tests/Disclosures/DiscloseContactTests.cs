using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Tests.Disclosures;

public sealed class DiscloseContactTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disclosure_OfARegistrationOnTheMap_GivesItsContactDetailsAndIsOnRecordWithoutThem()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();
        await host.SettledAsync(id, token);

        using var response = await AskAsync(host, id);

        var contact = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("Ana Ruiz", contact.GetProperty("owner").GetProperty("name").GetString());
        Assert.Equal("ana@example.com", contact.GetProperty("owner").GetProperty("email").GetString());
        Assert.Equal("1060 W Addison St", contact.GetProperty("address").GetProperty("street").GetString());
        var entry = Assert.Single(await AuditAsync(host, "contactDisclosure"));
        Assert.Equal("JH123456", entry.GetProperty("caseNumber").GetString());
        Assert.Equal("Robbery canvass", entry.GetProperty("purpose").GetString());
        Assert.Equal(id, entry.GetProperty("resultIds")[0].GetString());
        Assert.Equal("succeeded", entry.GetProperty("outcome").GetString());
        Assert.DoesNotContain("ana@example.com", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disclosure_OfARegistrationThatMovesMeanwhile_DisclosesNothingAndKeepsEarlierNotes()
    {
        var afterNote = new AfterNote();
        await using var host = RegistryHost.Start(_account, configureServices: services => services.AddSingleton(afterNote.Tables(_account)));
        var (id, token) = await host.RegisterAsync();
        await host.SettledAsync(id, token);
        using var earlier = await AskAsync(host, id);
        afterNote.Act = () => MoveAsync(host, id, token);

        using var response = await AskAsync(host, id);

        Assert.Equal(HttpStatusCode.OK, earlier.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using var export = await host.GetAsOwnerAsync($"/api/registrations/{id}/export", token);
        var disclosures = (await export.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("disclosures");
        Assert.Equal(1, disclosures.GetArrayLength());
    }

    [Theory]
    [InlineData("0000000000")]
    [InlineData("nonsense")]
    public async Task Disclosure_OfWhatIsNotOnTheMap_Gives404AndIsOnRecord(string id)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await AskAsync(host, id);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var entry = Assert.Single(await AuditAsync(host, "contactDisclosure"));
        Assert.Equal("failed", entry.GetProperty("outcome").GetString());
        Assert.Equal(404, entry.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Disclosure_WithoutCaseNumberOrPurpose_IsRefusedByName()
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.SendAsync(HttpMethod.Post, "/api/registrations/0000000000/contact-disclosures", "Registry.Officer", []);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["caseNumber", "purpose"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("Registry.Coordinator")]
    [InlineData("Registry.Auditor")]
    public async Task Disclosure_ToAnotherRole_IsRefusedAndOnRecord(string role)
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await AskAsync(host, "0000000000", role);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("refused", Assert.Single(await AuditAsync(host, "contactDisclosure")).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Disclosures_AboveTheLimitOfAMinute_Give429WithRetryAfterAndAreOnRecord()
    {
        await using var host = RegistryHost.Start(_account, new Dictionary<string, string?> { ["Limits:DisclosuresPerMinute"] = "2" });

        var answers = new List<HttpStatusCode>();
        for (var number = 0; number < 3; number++)
        {
            using var response = await AskAsync(host, "0000000000");
            answers.Add(response.StatusCode);
            Assert.Equal(number == 2, response.Headers.RetryAfter?.Delta is { TotalSeconds: > 0 and <= 60 });
        }

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(429, (await AuditAsync(host, "contactDisclosure"))[^1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Searches_AboveTheLimitOfAMinute_Give429()
    {
        await using var host = RegistryHost.Start(_account, new Dictionary<string, string?> { ["Limits:SearchesPerMinute"] = "1" });
        var query = JsonNode.Parse(
            """{ "caseNumber": "JH123456", "purpose": "Robbery canvass", "area": { "type": "circle", "center": [-87.65, 41.95], "radius": 250 } }""")!.AsObject();

        using var first = await host.SearchAsync(query.DeepClone().AsObject());
        using var second = await host.SearchAsync(query.DeepClone().AsObject());

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(RegistryHost host, string id, string role = "Registry.Officer") => host.SendAsync(
        HttpMethod.Post,
        $"/api/registrations/{id}/contact-disclosures",
        role,
        new JsonObject { ["caseNumber"] = "JH123456", ["purpose"] = "Robbery canvass" });

    private static async Task<List<JsonElement>> AuditAsync(RegistryHost host, string action)
    {
        using var response = await host.SendAsync(HttpMethod.Get, "/api/audit", "Registry.Auditor");
        var page = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return [.. page.GetProperty("entries").EnumerateArray().Where(entry => entry.GetProperty("action").GetString() == action)];
    }

    /// <summary>The owner's new address is not placed before somebody looks at it.</summary>
    private static async Task MoveAsync(RegistryHost host, string id, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/registrations/{id}")
        {
            Content = JsonContent.Create(RegistryHost.Form(form => form["address"]!["street"] = "1 Nowhere Blvd")),
            Headers = { { "X-Manage-Token", token }, { "If-Match", "*" } },
        };
        using var response = await host.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Has something done once, as soon as the next note of a disclosure is written.</summary>
    private sealed class AfterNote : HttpPipelinePolicy
    {
        public Func<Task>? Act { get; set; }

        public TableServiceClient Tables(string account)
        {
            var options = new TableClientOptions();
            options.AddPolicy(this, HttpPipelinePosition.PerCall);
            return new TableServiceClient(account, options);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (Act is { } act && message.Request.Method != RequestMethod.Get && message.Request.Uri.Path.Contains(StorageNames.Disclosures, StringComparison.Ordinal))
            {
                Act = null;
                await act();
            }
        }
    }
}
