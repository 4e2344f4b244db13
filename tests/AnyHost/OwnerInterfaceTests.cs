using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessRegistry.Tests.Api;

namespace ServerlessRegistry.Tests.AnyHost;

/// <summary>What owners and anybody else get from the registry, whatever host runs it.</summary>
[AnyHost]
[Collection(SharedApi.Name)]
public sealed class OwnerInterfaceTests(ApiFixture api)
{
    private const string Path = "/api/registrations";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AnyRegistry Registry => api.Registry;

    [Fact]
    public async Task Post_ValidForm_Gives202WithIdTokenAndLocation()
    {
        using var response = await Registry.SendAsync(HttpMethod.Post, Path, AnyRegistry.Form());

        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{10}$", receipt.GetProperty("id").GetString());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", receipt.GetProperty("manageToken").GetString());
        Assert.Equal("received", receipt.GetProperty("status").GetString());
        Assert.EndsWith($"{Path}/{receipt.GetProperty("id")}", response.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Post_RepeatedWithOneKey_GivesTheSameIdAndTokensThatWork()
    {
        var key = ("Idempotency-Key", AnyRegistry.NewWord());
        var form = AnyRegistry.Form();

        var first = await Registry.JsonAsync(HttpMethod.Post, Path, form, key);
        var second = await Registry.JsonAsync(HttpMethod.Post, Path, form, key);
        using var another = await Registry.SendAsync(HttpMethod.Post, Path, AnyRegistry.Form(), key);

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        foreach (var receipt in new[] { first, second })
        {
            await Registry.RegistrationAsync((receipt.GetProperty("id").GetString()!, receipt.GetProperty("manageToken").GetString()!));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, another.StatusCode);
    }

    [Fact]
    public async Task Post_WithManyMistakes_NamesEachByItsPath()
    {
        var form = AnyRegistry.Form(form =>
        {
            form["owner"]!["kind"] = "shop";
            form["address"]!["postalCode"] = "6061";
            form["cameras"]![0]!["retentionDays"] = 0;
            form["cameras"]![0]!["colour"] = "red";
            form["extra"] = 1;
        });

        using var response = await Registry.SendAsync(HttpMethod.Post, Path, form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("errors");
        Assert.Equal(
            ["address.postalCode", "cameras[0].colour", "cameras[0].retentionDays", "extra", "owner.kind"],
            errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal("must be a whole number between 1 and 3650", errors.GetProperty("cameras[0].retentionDays")[0].GetString());
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_BodyThatIsNoForm_IsRefusedAsAProblem(string? mediaType, string body, HttpStatusCode expected)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);

        using var response = await Registry.Client.PostAsync(Path, content, Cancellation);

        await RefusedAsync(response, expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_BodyOver64KiB_Gives413(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent($"{{\"owner\":\"{new string('a', 64 * 1024)}\"}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await Registry.Client.SendAsync(request, Cancellation);

        await RefusedAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("/api/registrations/ID/")]
    [InlineData("/API/Registrations/ID")]
    [InlineData("/Api/REGISTRATIONS/ID/")]
    public async Task Route_InAnotherCaseOrWithASlashAtItsEnd_IsTheSame(string path)
    {
        using var request = ApiFixture.Request("GET", path.Replace("ID", api.Known.Id, StringComparison.Ordinal), "X-Manage-Token", api.Known.Token);

        using var response = await Registry.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(api.Known.Id, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/api/registrations/0000000000/nothing")]
    [InlineData("PATCH", "/api/registrations/0000000000")]
    [InlineData("GET", "/api/cameras/search")]
    [InlineData("DELETE", "/api/health")]
    [InlineData("HEAD", "/api/health")]
    [InlineData("OPTIONS", "/api/health")]
    public async Task Route_UnknownOrWithAnotherMethod_Gives404WithoutABody(string method, string path)
    {
        using var response = await api.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Get_WithAWrongTokenOrAnUnknownId_Gives404AlikeAndNoHint()
    {
        var (id, token) = api.Known;
        var wrong = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');

        using var wrongToken = await Registry.SendAsync(HttpMethod.Get, $"{Path}/{id}", null, AnyRegistry.Owner((id, wrong)));
        using var unknownId = await Registry.SendAsync(HttpMethod.Get, $"{Path}/0000000000", null, AnyRegistry.Owner((id, token)));
        using var noToken = await Registry.SendAsync(HttpMethod.Get, $"{Path}/{id}", null);

        var problems = new List<string>();
        foreach (var response in new[] { wrongToken, unknownId, noToken })
        {
            problems.Add(await RefusedAsync(response, HttpStatusCode.NotFound));
        }

        Assert.Single(problems.Distinct());
    }

    [Fact]
    public async Task Put_OfTheVersionThatIsMeant_ChangesItAndOfAnotherDoesNot()
    {
        var form = AnyRegistry.Form();
        var owner = await Registry.RegisterAsync(form);
        await Registry.AtRestAsync(owner);
        var version = await Registry.VersionAsync(owner);
        form["cameras"]![0]!["label"] = "Side door";

        using var unnamed = await PutAsync(owner, form, null);
        using var another = await PutAsync(owner, form, "\"another\"");
        using var changed = await PutAsync(owner, form, version);
        using var stale = await PutAsync(owner, form, version);

        Assert.Equal(HttpStatusCode.PreconditionRequired, unnamed.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, another.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.NotEqual(version, changed.Headers.ETag?.ToString());
        var now = await Registry.RegistrationAsync(owner);
        Assert.Equal("Side door", now.GetProperty("cameras")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task Registration_OfAnAddressThatIsKnown_IsActiveWithItsPlaceAndItsPlacard()
    {
        var registration = api.ActiveView;

        Assert.True(registration.GetProperty("location").GetProperty("source").GetString() is "streetGrid" or "azureMaps");
        var (longitude, latitude) = Position(registration);
        Assert.InRange(longitude, -87.66, -87.65);
        Assert.InRange(latitude, 41.94, 41.955);

        using var check = await Registry.SendAsync(HttpMethod.Get, $"/api/placards/{api.PlacardCode}", null);
        var placard = await check.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(placard.GetProperty("genuine").GetBoolean());
        Assert.True(placard.GetProperty("current").GetBoolean());
        Assert.DoesNotContain("Addison", placard.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_OfAnAddressThatNobodyKnows_NeedsReviewAndSaysWhy()
    {
        var registration = await Registry.RegistrationAsync(api.InReview);

        Assert.NotEmpty(registration.GetProperty("statusReason").GetString()!);
        using var placard = await Registry.SendAsync(HttpMethod.Get, $"{Path}/{api.InReview.Id}/placard", null, AnyRegistry.Owner(api.InReview));
        Assert.Equal(HttpStatusCode.Conflict, placard.StatusCode);
        Assert.True(placard.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Placard_AsPdf_IsAPdf()
    {
        var file = await PlacardAsync("pdf");

        Assert.StartsWith("%PDF-1.", Encoding.ASCII.GetString(file, 0, 8), StringComparison.Ordinal);
        Assert.Contains("%%EOF", Encoding.ASCII.GetString(file, file.Length - 16, 16), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placard_AsPng_IsAPictureOfALetterPage()
    {
        var file = await PlacardAsync("png");

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal(1836, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)));
        Assert.Equal(2376, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
    }

    [Fact]
    public async Task Owner_OfAnActiveRegistration_RenewsCopiesAndWithdrawsIt()
    {
        var owner = await Registry.RegisterAsync(AnyRegistry.Form(form => form["owner"]!["name"] = "Eva Diaz"));
        var code = AnyRegistry.Reached("active", await Registry.AtRestAsync(owner)).GetProperty("placard").GetProperty("code").GetString();

        var renewed = await Registry.JsonAsync(HttpMethod.Post, $"{Path}/{owner.Id}/renewal", null, AnyRegistry.Owner(owner));
        var export = await Registry.JsonAsync(HttpMethod.Get, $"{Path}/{owner.Id}/export", null, AnyRegistry.Owner(owner));
        using var withdrawn = await Registry.SendAsync(HttpMethod.Delete, $"{Path}/{owner.Id}", null, AnyRegistry.Owner(owner));
        using var gone = await Registry.SendAsync(HttpMethod.Get, $"{Path}/{owner.Id}", null, AnyRegistry.Owner(owner));
        var placard = await Registry.JsonAsync(HttpMethod.Get, $"/api/placards/{code}", null);

        Assert.Equal("active", renewed.GetProperty("status").GetString());
        Assert.Equal("Eva Diaz", export.GetProperty("registration").GetProperty("owner").GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.True(placard.GetProperty("genuine").GetBoolean());
        Assert.False(placard.GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task Health_OfARegistryThatWorks_IsUp()
    {
        var health = await Registry.JsonAsync(HttpMethod.Get, "/api/health", null);

        Assert.All(health.EnumerateObject(), part => Assert.Equal("up", part.Value.GetString()));
    }

    /// <summary>The longitude and latitude of a registration.</summary>
    internal static (double Longitude, double Latitude) Position(JsonElement registration)
    {
        var position = registration.GetProperty("location").GetProperty("point").GetProperty("coordinates");
        return (position[0].GetDouble(), position[1].GetDouble());
    }

    private static async Task<string> RefusedAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem.ToString();
    }

    private Task<HttpResponseMessage> PutAsync((string Id, string Token) owner, JsonObject form, string? version) => Registry.SendAsync(
        HttpMethod.Put, $"{Path}/{owner.Id}", form, [AnyRegistry.Owner(owner), .. version is null ? [] : new[] { ("If-Match", version) }]);

    private async Task<byte[]> PlacardAsync(string format)
    {
        using var response = await Registry.SendAsync(HttpMethod.Get, $"{Path}/{api.Active.Id}/placard?format={format}", null, AnyRegistry.Owner(api.Active));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(Cancellation);
    }
}
