using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Api;

/// <summary>What owners' functions answer to requests that no page of the registry sends.</summary>
[Collection(SharedApi.Name)]
public sealed class OwnerRequestTests(ApiFixture api)
{
    private const string TokenHeader = "X-Manage-Token";
    private const string Unknown = "0000000000";

    private static readonly string[] HostileIds =
    [
        Unknown, "nothing", "*", "-", "%20", "%F0%9F%93%B7", "%EF%BF%BE", "%27%20or%20PartitionKey%20ne%20%27", "%3Cscript%3E", "..%2F..%2Fregistrations",
        "7K3M9QX2TB%0D%0ASet-Cookie:%20a=b", "%2525", new string('A', 4_000),
    ];

    private static readonly string[] HostileTokens =
    [
        "' or '1'='1", "*", "null", "%00", "../registration", "é", "\U0001F4F7", "{\"$ne\":null}", new string('A', 43), new string('A', 200), new string('A', 201),
        new string('A', 10_000),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> OwnerOperations =>
        [.. OpenApiDocument.Instance.Operations.Where(operation => operation.Scheme == "manageToken").Select(operation => operation.Id)];

    /// <summary>What may stand in <c>If-Match</c>, with <c>TAG</c> for the ETag without its quotes, and what comes of it.</summary>
    public static TheoryData<string?, int> Versions => new()
    {
        { "\"TAG\"", 200 },
        { "\"another\", \"TAG\"", 200 },
        { "\"another\",,\"TAG\"", 200 },
        { "*", 200 },
        { null, 428 },
        { "", 428 },
        { "\"another\"", 412 },
        { "\"\"", 412 },
        { "\"*\"", 412 },
        { "\"TAGx\"", 412 },
        { "W/\"TAG\"", 412 },
        { "w/\"TAG\"", 412 },
        { "W/\"TAG\", \"another\"", 412 },
        { $"\"{new string('a', 10_000)}\"", 412 },
        { "TAG", 400 },
        { "'TAG'", 400 },
        { "\"TAG", 400 },
        { "\"", 400 },
        { ",", 400 },
        { "\"TAG\" \"TAG\"", 400 },
        { "\"TAG\"; q=1", 400 },
        { "*, \"TAG\"", 400 },
        { "\"TAG\", *", 400 },
        { "\"TAG\", TAG", 400 },
    };

    [Theory]
    [MemberData(nameof(OwnerOperations))]
    public async Task OwnerFunction_WithAHostileIdOrToken_AnswersAsForAnyOtherThatIsUnknown(string id)
    {
        var operation = OpenApiDocument.Instance.Operation(id);
        var (known, token) = await api.Host.RegisterAsync();
        using var client = ClientThatSendsAnything();
        var expected = await RefusalAsync(client, operation, Unknown, token);

        foreach (var hostile in HostileIds)
        {
            Assert.Equal(expected, await RefusalAsync(client, operation, hostile, token));
        }

        foreach (var hostile in HostileTokens.Append(ManageToken.Hash(token)).Append($"token-{ManageToken.Hash(token)}").Append($"{token}="))
        {
            Assert.Equal(expected, await RefusalAsync(client, operation, known, hostile));
        }
    }

    [Fact]
    public void Token_InTwoHeaders_IsNone()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[TokenHeader] = new[] { "one", "two" };
        Assert.Null(OwnerAccess.TokenOf(request));

        request.Headers[TokenHeader] = "one";
        Assert.Equal("one", OwnerAccess.TokenOf(request));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Put_ByWhatIfMatchSays_ChangesOnlyTheVersionThatIsMeant(string? ifMatch, int expected)
    {
        var (id, token, version) = await RegisterAtRestAsync();

        using var response = await PutAsync(id, token, ifMatch?.Replace("TAG", version.Trim('"'), StringComparison.Ordinal), "Side door");

        Assert.Equal(expected, (int)response.StatusCode);
        var now = await api.WithoutGeocoder.RegistrationAsync(id, token);
        Assert.Equal(expected == 200 ? "Side door" : "Front door", now.GetProperty("cameras")[0].GetProperty("label").GetString());
        Assert.Equal(expected == 200, version != await VersionAsync(id, token));
    }

    [Fact]
    public async Task Put_OfManyAtOnceForTheSameVersion_ChangesItOnce()
    {
        var (id, token, version) = await RegisterAtRestAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(1, 12).Select(async number =>
        {
            using var response = await PutAsync(id, token, version, $"Door {number}");
            return (Number: number, Status: response.StatusCode);
        }));

        var winner = Assert.Single(statuses, put => put.Status == HttpStatusCode.OK);
        Assert.All(statuses, put => Assert.True(put.Status is HttpStatusCode.OK or HttpStatusCode.PreconditionFailed));
        var now = await api.WithoutGeocoder.RegistrationAsync(id, token);
        Assert.Equal($"Door {winner.Number}", now.GetProperty("cameras")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task ETag_OfEachAnswer_IsTheOneThatGetGivesAfterwards()
    {
        var (id, token, first) = await RegisterAtRestAsync();

        using var same = await PutAsync(id, token, first, "Front door");
        using var changed = await PutAsync(id, token, first, "Side door");
        var afterwards = await VersionAsync(id, token);
        using var renewal = ApiFixture.Request("POST", $"/api/registrations/{id}/renewal", TokenHeader, token);
        using var renewed = await api.WithoutGeocoder.Client.SendAsync(renewal, Cancellation);

        Assert.Equal(first, same.Headers.ETag!.ToString());
        Assert.NotEqual(first, changed.Headers.ETag!.ToString());
        Assert.Equal(changed.Headers.ETag.ToString(), afterwards);
        Assert.NotEqual(afterwards, renewed.Headers.ETag!.ToString());
        Assert.Equal(renewed.Headers.ETag.ToString(), await VersionAsync(id, token));
        Assert.False(renewed.Headers.ETag.IsWeak);
    }

    [Fact]
    public async Task ManageLink_AskedFor_IsAnsweredTheSameWhateverIsKnown()
    {
        const string Known = "owner.request@example.com";
        var (id, _) = await api.RegisterWithMailAsync(Known);

        var answers = new List<string>();
        foreach (var (asked, email) in HostileIds.Select(hostile => (hostile, Known)).Append((id, Known)).Append((id, "somebody.else@example.com")))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/registrations/{asked}/manage-tokens");
            request.Content = JsonContent.Create(new JsonObject { ["email"] = email });
            using var response = await api.WithMail.Client.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            answers.Add(await WholeAsync(response));
        }

        Assert.Single(answers.Distinct());
    }

    /// <summary>Headers and body, apart from the time.</summary>
    private static async Task<string> WholeAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal);
        return $"{string.Join('\n', headers)}\n\n{await response.Content.ReadAsStringAsync(Cancellation)}";
    }

    /// <summary>Headers may hold any text, written as UTF-8.</summary>
    private HttpClient ClientThatSendsAnything()
    {
        var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        return new HttpClient(handler) { BaseAddress = api.Host.Client.BaseAddress };
    }

    /// <summary>The whole of an answer that must be 404, to a request that is otherwise right.</summary>
    private static async Task<string> RefusalAsync(HttpClient client, ApiOperation operation, string id, string token)
    {
        var path = operation.Path.Replace("{id}", id, StringComparison.Ordinal);
        using var request = ApiFixture.Request(operation.Method, path);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        request.Headers.TryAddWithoutValidation(TokenHeader, token);
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        return await WholeAsync(response);
    }

    /// <summary>A registration that nothing changes but the test.</summary>
    private async Task<(string Id, string Token, string Version)> RegisterAtRestAsync()
    {
        var (id, token) = await api.WithoutGeocoder.RegisterAsync();
        return (id, token, await VersionAsync(id, token));
    }

    private async Task<string> VersionAsync(string id, string token)
    {
        using var response = await api.WithoutGeocoder.GetAsOwnerAsync($"/api/registrations/{id}", token);
        return response.Headers.ETag!.ToString();
    }

    /// <summary>Gives the camera another label.</summary>
    private async Task<HttpResponseMessage> PutAsync(string id, string token, string? ifMatch, string label)
    {
        using var request = ApiFixture.Request("PUT", $"/api/registrations/{id}", TokenHeader, token);
        request.Content = JsonContent.Create(RegistryHost.Form(form => form["cameras"]![0]!["label"] = label));
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await api.WithoutGeocoder.Client.SendAsync(request, Cancellation);
    }
}
