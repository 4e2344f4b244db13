using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;

namespace ServerlessRegistry.Tests.Registrations;

public sealed class SubmitRegistrationTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_ValidForm_Gives202WithIdTokenAndLocation()
    {
        await using var host = RegistryHost.Start(_account);

        using var response = await host.Client.PostAsJsonAsync("/api/registrations", RegistryHost.Form(), Cancellation);

        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{10}$", receipt.GetProperty("id").GetString());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", receipt.GetProperty("manageToken").GetString());
        Assert.Equal("received", receipt.GetProperty("status").GetString());
        Assert.Equal($"/api/registrations/{receipt.GetProperty("id")}", response.Headers.Location?.OriginalString);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Post_ValidForm_StoresOneRowForTheRegistrationAndOneForEachCameraAndNoToken()
    {
        await using var host = RegistryHost.Start(_account);
        var form = RegistryHost.Form(form => form["cameras"]!.AsArray().Add(form["cameras"]![0]!.DeepClone()));

        var (id, token) = await host.RegisterAsync(form);

        var rows = await new TableServiceClient(_account).GetTableClient("Registrations")
            .QueryAsync<TableEntity>(row => row.PartitionKey == id, cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["camera-01", "camera-02", "registration"], rows.Select(row => row.RowKey).Where(key => !key.StartsWith("token-", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(rows.SelectMany(row => row.Select(column => column.Value)).OfType<string>(), value => value.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_HundredCameras_AreAllStoredAndShownInOrder()
    {
        await using var host = RegistryHost.Start(_account);
        var form = RegistryHost.Form(form => form["cameras"] = new JsonArray(
            [.. Enumerable.Range(1, 100).Select(number => WithLabel(form["cameras"]![0]!.DeepClone(), $"Camera {number}"))]));

        var (id, token) = await host.RegisterAsync(form);

        var registration = await host.SettledAsync(id, token);
        Assert.Equal("active", registration.GetProperty("status").GetString());
        Assert.Equal(
            Enumerable.Range(1, 100).Select(number => $"Camera {number}"),
            registration.GetProperty("cameras").EnumerateArray().Select(camera => camera.GetProperty("label").GetString()));

        static JsonNode WithLabel(JsonNode camera, string label)
        {
            camera["label"] = label;
            return camera;
        }
    }

    [Fact]
    public async Task Post_WithManyMistakes_NamesEachByItsPath()
    {
        await using var host = RegistryHost.Start(_account);
        var form = JsonNode.Parse(
            """
            {
              "owner": { "kind": "shop", "name": "  ", "email": "ana@example", "phone": "123", "language": "english please" },
              "address": { "street": "1060 W Addison St", "city": 5, "state": "ZZ", "postalCode": "6061" },
              "cameras": [ { "label": "Door\u0007", "facing": 400, "fieldOfView": 0, "range": "far", "covers": "street", "retentionDays": 0, "nightVision": true, "colour": "red" } ],
              "consent": { "accepted": false, "termsVersion": "2026-11" },
              "extra": 1
            }
            """)!;

        using var response = await host.Client.PostAsJsonAsync("/api/registrations", form, Cancellation);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(
            [
                "address.city", "address.postalCode", "address.state", "cameras[0].colour", "cameras[0].covers", "cameras[0].facing",
                "cameras[0].fieldOfView", "cameras[0].label", "cameras[0].range", "cameras[0].recordsAudio", "cameras[0].retentionDays",
                "consent.accepted", "extra", "owner.email", "owner.kind", "owner.language", "owner.name", "owner.phone",
            ],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal("must be a whole number between 1 and 3650", problem.GetProperty("errors").GetProperty("cameras[0].retentionDays")[0].GetString());
    }

    [Theory]
    [InlineData("owner.organization", null, "is required for a business")]
    [InlineData("owner.name", "\"\"", "is required")]
    [InlineData("owner.email", "\"Ana <ana@example.com>\"", "must be an e-mail address, such as ana@example.com")]
    [InlineData("owner.email", "\"ana@@example.com\"", "must be an e-mail address, such as ana@example.com")]
    [InlineData("owner.phone", "\"call me\"", "must be a phone number with its area code, such as +1 312 555 0123")]
    [InlineData("address.postalCode", "\"60613-12\"", "must be a ZIP code, such as 60613 or 60613-1234")]
    [InlineData("cameras", "[]", "must be a list of 1 to 100")]
    [InlineData("cameras", "{}", "must be a list of 1 to 100")]
    [InlineData("consent.accepted", "\"yes\"", "must be true or false")]
    [InlineData("owner", "\"Ana\"", "must be an object")]
    [InlineData("owner.name", "\"\\ud800\"", "must be valid Unicode: it has half of a surrogate pair")]
    [InlineData("owner.kind", "\"\\ud800\"", "must be 'residence' or 'business'")]
    [InlineData("owner.kind", "\"\\ud800\\ud800\\ud800\"", "must be 'residence' or 'business'")]
    [InlineData("owner.name", "\"Ana\\u202EzuR\"", "must not have the control character U+202E")]
    public async Task Post_WithOneMistake_SaysWhatToDo(string path, string? value, string message)
    {
        await using var host = RegistryHost.Start(_account);
        var names = path.Split('.');
        var form = RegistryHost.Form().ToJsonString();
        var body = JsonNode.Parse(form)!;
        var parent = names.Length == 1 ? body : body[names[0]]!;
        parent[names[^1]] = "(placeholder)";
        var text = body.ToJsonString().Replace("\"(placeholder)\"", value ?? "null", StringComparison.Ordinal);

        using var response = await host.Client.PostAsync("/api/registrations", new StringContent(text, Encoding.UTF8, "application/json"), Cancellation);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(message, problem.GetProperty("errors").GetProperty(path).EnumerateArray().Select(error => error.GetString()));
    }

    [Theory]
    [InlineData("Ünïcødé Ñame")]
    [InlineData("王小明")]
    [InlineData("أحمد")]
    [InlineData("O'Brien \"Bo\" <b>")]
    [InlineData("Ана 👩‍👧")]
    public async Task Post_NameInAnyScript_ComesBackTrimmedAndNormalized(string name)
    {
        await using var host = RegistryHost.Start(_account);

        var (id, token) = await host.RegisterAsync(
            RegistryHost.Form(form => form["owner"]!["name"] = $"  {name.Normalize(NormalizationForm.FormD)} "));

        var registration = await host.RegistrationAsync(id, token);
        Assert.Equal(name, registration.GetProperty("owner").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"owner\":{},\"owner\":{}}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"\\ud800\":1}", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=utf-16", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_BodyThatIsNoForm_IsRefusedAsAProblem(string? mediaType, string body, HttpStatusCode expected)
    {
        await using var host = RegistryHost.Start(_account);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);

        using var response = await host.Client.PostAsync("/api/registrations", content, Cancellation);

        await ProblemAsync(response, expected);
    }

    [Fact]
    public async Task Post_HostileBodies_AreRefusedAndTheServiceGoesOn()
    {
        await using var host = RegistryHost.Start(_account);
        byte[][] bodies =
        [
            [0xFF, 0xFE, 0x00],
            [.. "{\"owner\":\""u8, 0xC3, 0x28, .. "\"}"u8],
            Encoding.UTF8.GetBytes(new string('[', 60_000)),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5_000))),
        ];

        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await host.Client.PostAsync("/api/registrations", content, Cancellation);
            await ProblemAsync(response, HttpStatusCode.BadRequest);
        }

        await host.RegisterAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_BodyOver64KiB_Gives413(bool chunked)
    {
        await using var host = RegistryHost.Start(_account);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/registrations")
        {
            Content = new StringContent($"{{\"owner\":\"{new string('a', 64 * 1024)}\"}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await host.Client.SendAsync(request, Cancellation);

        await ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_RepeatedWithOneKey_GivesTheSameIdAndATokenThatWorks()
    {
        await using var host = RegistryHost.Start(_account);

        var first = await PostWithKeyAsync(host, "key-1", RegistryHost.Form());
        var second = await PostWithKeyAsync(host, "key-1", RegistryHost.Form());

        Assert.Equal(HttpStatusCode.Accepted, second.Status);
        Assert.Equal(first.Body.GetProperty("id").GetString(), second.Body.GetProperty("id").GetString());
        await host.RegistrationAsync(first.Body.GetProperty("id").GetString()!, first.Body.GetProperty("manageToken").GetString()!);
        await host.RegistrationAsync(second.Body.GetProperty("id").GetString()!, second.Body.GetProperty("manageToken").GetString()!);
    }

    [Fact]
    public async Task Post_AnotherBodyWithAUsedKey_Gives422()
    {
        await using var host = RegistryHost.Start(_account);
        await PostWithKeyAsync(host, "key-1", RegistryHost.Form());

        var (status, _) = await PostWithKeyAsync(host, "key-1", RegistryHost.Form(form => form["owner"]!["name"] = "Somebody Else"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
    }

    [Fact]
    public async Task Post_RepeatedAfterARestart_GivesTheSameId()
    {
        string? id;
        await using (var host = RegistryHost.Start(_account))
        {
            id = (await PostWithKeyAsync(host, "key-1", RegistryHost.Form())).Body.GetProperty("id").GetString();
        }

        await using var restarted = RegistryHost.Start(_account);
        var (_, body) = await PostWithKeyAsync(restarted, "key-1", RegistryHost.Form());

        Assert.Equal(id, body.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Post_FiftyAtOnceWithOneKey_MakesExactlyOneRegistration()
    {
        await using var host = RegistryHost.Start(_account);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostWithKeyAsync(host, "key-1", RegistryHost.Form())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("id").GetString()).Distinct());
        var registrations = await new TableServiceClient(_account).GetTableClient("Registrations")
            .QueryAsync<TableEntity>(row => row.RowKey == "registration", cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Single(registrations);
    }

    [Fact]
    public async Task Post_RepeatedOverAndOverWithOneKey_IsRefusedInTheEnd()
    {
        await using var host = RegistryHost.Start(_account);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 110), Cancellation, async (_, _) => await PostWithKeyAsync(host, "key-1", RegistryHost.Form()));

        var (status, _) = await PostWithKeyAsync(host, "key-1", RegistryHost.Form());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("too long")]
    public async Task Post_KeyOfTheWrongLength_IsRefused(string key)
    {
        await using var host = RegistryHost.Start(_account);

        var (status, _) = await PostWithKeyAsync(host, key.Length == 0 ? key : new string('k', 256), RegistryHost.Form());

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Get_WrongTokenOrUnknownId_Give404AlikeAndNoHint()
    {
        await using var host = RegistryHost.Start(_account);
        var (id, token) = await host.RegisterAsync();

        using var wrongToken = await host.GetAsOwnerAsync($"/api/registrations/{id}", token[..^1] + (token[^1] == 'A' ? 'B' : 'A'));
        using var unknownId = await host.GetAsOwnerAsync("/api/registrations/0000000000", token);
        using var noToken = await host.Client.GetAsync($"/api/registrations/{id}", Cancellation);

        var problems = await Task.WhenAll(new[] { wrongToken, unknownId, noToken }.Select(response => ProblemAsync(response, HttpStatusCode.NotFound)));
        Assert.Single(problems.Select(problem => problem.ToString()).Distinct());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostWithKeyAsync(RegistryHost host, string key, JsonObject form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/registrations") { Content = JsonContent.Create(form) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await host.Client.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem;
    }
}
