using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Tests.AnyHost;

namespace ServerlessRegistry.Tests.Api;

/// <summary>
/// Calls every operation in every way it is documented, and holds each answer to the document. Of a registry that is
/// already running, only those ways that need neither its mails nor a storage, a clock or limits that a test sets.
/// </summary>
[AnyHost]
[Collection(SharedApi.Name)]
public sealed class ContractTests(ApiFixture api)
{
    /// <summary>What no request can bring about while the storage answers; what happens while it does not is tested with faults in it.</summary>
    private static readonly string[] Failures = ["500", "503 application/problem+json"];

    /// <summary>What only a test that is inside can bring about, by operation.</summary>
    private static readonly ILookup<string, string> Inside = new[]
    {
        ("changeRegistration", "409 application/problem+json"),
        ("confirmRegistration", "200 application/json"),
        ("confirmRegistration", "409 application/problem+json"),
        ("renewRegistration", "409 application/problem+json"),
        ("setLocation", "409 application/problem+json"),
        ("getHealth", "503 application/json"),
        ("discloseContact", "429 application/problem+json"),
        ("searchCameras", "429 application/problem+json"),
    }.ToLookup(kind => kind.Item1, kind => kind.Item2);

    private static readonly OpenApiDocument Document = OpenApiDocument.Instance;

    /// <summary>What makes a form one that nobody is registered with, each by the path of the faulty value.</summary>
    private static readonly (string Path, string Value)[] FormFaults =
    [
        ("owner", "\"Ana\""),
        ("owner.kind", "\"shop\""),
        ("owner.name", "\" \""),
        ("owner.name", $"\"{new string('n', 101)}\""),
        ("owner.organization", "null"),
        ("owner.organization", $"\"{new string('o', 121)}\""),
        ("owner.email", "\"ana@example\""),
        ("owner.language", "\"english please\""),
        ("owner.age", "7"),
        ("address.street", "5"),
        ("address.unit", $"\"{new string('u', 51)}\""),
        ("address.state", "\"Illinois\""),
        ("address.postalCode", "\"6061\""),
        ("cameras", "[]"),
        ("cameras", "{}"),
        ("cameras.0.label", "null"),
        ("cameras.0.facing", "360.5"),
        ("cameras.0.facing", "-1"),
        ("cameras.0.fieldOfView", "0"),
        ("cameras.0.range", "1001"),
        ("cameras.0.covers", "[\"\"]"),
        ("cameras.0.covers", "null"),
        ("cameras.0.retentionDays", "0"),
        ("cameras.0.retentionDays", "1.5"),
        ("cameras.0.retentionDays", "3651"),
        ("cameras.0.recordsAudio", "\"no\""),
        ("consent.accepted", "false"),
        ("consent", "null"),
        ("extra", "1"),
    ];

    public static TheoryData<string> Operations => [.. Document.Operations.Select(operation => operation.Id)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_CalledInEveryWay_GivesExactlyTheDocumentedAnswers(string id)
    {
        using var contract = new ContractHandler(Document, api.Registry.NewHandler());
        using var client = new HttpClient(contract) { BaseAddress = api.Registry.Address };

        await CallAsync(id, client);

        Assert.Equal(
            Document.Operation(id).Kinds.Except(Failures).Except(api.Registry.IsRemote ? Inside[id] : []).Order(StringComparer.Ordinal),
            contract.SeenOf(id).Except(Failures).Order(StringComparer.Ordinal));
    }

    private Task CallAsync(string id, HttpClient client) => id switch
    {
        "submitRegistration" => SubmitRegistrationAsync(client),
        "listRegistrations" => ListRegistrationsAsync(client),
        "getRegistration" => GetRegistrationAsync(client),
        "changeRegistration" => ChangeRegistrationAsync(client),
        "withdrawRegistration" => WithdrawRegistrationAsync(client),
        "confirmRegistration" => ConfirmRegistrationAsync(client),
        "renewRegistration" => RenewRegistrationAsync(client),
        "exportRegistration" => ExportRegistrationAsync(client),
        "sendManageLink" => SendManageLinkAsync(client),
        "getPlacard" => GetPlacardAsync(client),
        "setLocation" => SetLocationAsync(client),
        "discloseContact" => DiscloseContactAsync(client),
        "checkPlacard" => CheckPlacardAsync(client),
        "searchCameras" => SearchCamerasAsync(client),
        "readAudit" => ReadAuditAsync(client),
        "verifyAudit" => VerifyAuditAsync(client),
        "getHealth" => GetHealthAsync(client),
        _ => throw new ArgumentException($"Say here how to call '{id}' in every way that is documented."),
    };

    private static async Task SubmitRegistrationAsync(HttpClient client)
    {
        const string Path = "/api/registrations";
        var key = AnyRegistry.NewWord();
        var examples = Document.Operation("submitRegistration").BodyExamples.ToList();
        foreach (var example in examples)
        {
            await SendAsync(client, 202, "POST", Path, Json(example.GetRawText()));
        }

        foreach (var (path, value) in FormFaults)
        {
            await SendAsync(client, 400, "POST", Path, Json(With(RegistryHost.Form(), path, value)));
        }

        await SendAsync(client, 400, "POST", Path, Json("{"));
        await SendAsync(client, 400, "POST", Path, Json("[]"));
        await SendAsync(client, 400, "POST", Path, Json(examples[0].GetRawText()), ("Idempotency-Key", new string('k', 256)));
        await SendAsync(client, 413, "POST", Path, Json($"\"{new string('a', 64 * 1024)}\""));
        await SendAsync(client, 415, "POST", Path, new StringContent("{}"));
        await SendAsync(client, 202, "POST", Path, Json(examples[0].GetRawText()), ("Idempotency-Key", key));
        await SendAsync(client, 202, "POST", Path, Json(examples[0].GetRawText()), ("Idempotency-Key", key));
        await SendAsync(client, 422, "POST", Path, Json(examples[1].GetRawText()), ("Idempotency-Key", key));
    }

    private async Task GetRegistrationAsync(HttpClient client)
    {
        var fresh = await api.Registry.RegisterAsync();
        foreach (var (id, token) in api.Registry.IsRemote ? [fresh, api.Known] : new[] { fresh, api.Active, api.InReview })
        {
            await SendAsync(client, 200, "GET", $"/api/registrations/{id}", null, ("X-Manage-Token", token));
        }

        await SendAsync(client, 404, "GET", $"/api/registrations/{fresh.Id}");
        await SendAsync(client, 404, "GET", "/api/registrations/nothing", null, ("X-Manage-Token", fresh.Token));
        if (api.Registry.IsRemote)
        {
            return;
        }

        var (unconfirmed, itsToken) = await api.RegisterWithMailAsync("get@example.com");
        var waiting = await SendAsync(client, 200, "GET", On(api.WithMail, $"/api/registrations/{unconfirmed}"), null, ("X-Manage-Token", itsToken));
        Assert.False(waiting.GetProperty("emailConfirmed").GetBoolean());
    }

    private async Task ChangeRegistrationAsync(HttpClient client)
    {
        var (id, token) = await api.Registry.RegisterAsync();
        await api.Registry.AtRestAsync((id, token));
        var path = $"/api/registrations/{id}";
        var owner = ("X-Manage-Token", token);
        var any = ("If-Match", "*");
        var example = Document.Operation("changeRegistration").BodyExamples.Single().GetRawText();
        var version = await api.Registry.VersionAsync((id, token));

        foreach (var (field, value) in FormFaults)
        {
            await SendAsync(client, 400, "PUT", path, Json(With(RegistryHost.Form(), field, value)), owner, ("If-Match", version));
        }

        await SendAsync(client, 400, "PUT", path, Json("{"), owner, any);
        await SendAsync(client, 400, "PUT", path, Json(example), owner, ("If-Match", version.Trim('"')));
        await SendAsync(client, 404, "PUT", path, Json(example), any);
        await SendAsync(client, 413, "PUT", path, Json($"\"{new string('a', 64 * 1024)}\""), owner, any);
        await SendAsync(client, 415, "PUT", path, new StringContent("{}"), owner, any);
        await SendAsync(client, 428, "PUT", path, Json(example), owner);
        await SendAsync(client, 200, "PUT", path, Json(example), owner, ("If-Match", version));
        await SendAsync(client, 412, "PUT", path, Json(example), owner, ("If-Match", version));

        if (!api.Registry.IsRemote)
        {
            await EndAsync(id);
            await SendAsync(client, 409, "PUT", path, Json(example), owner, any);
        }
    }

    private async Task WithdrawRegistrationAsync(HttpClient client)
    {
        var (id, token) = await api.Registry.RegisterAsync();
        var path = $"/api/registrations/{id}";

        await SendAsync(client, 404, "DELETE", path);
        await SendAsync(client, 204, "DELETE", path, null, ("X-Manage-Token", token));
        await SendAsync(client, 404, "DELETE", path, null, ("X-Manage-Token", token));
    }

    private async Task ConfirmRegistrationAsync(HttpClient client)
    {
        await SendAsync(client, 404, "POST", $"/api/registrations/{api.Known.Id}/confirmation");
        if (api.Registry.IsRemote)
        {
            return;
        }

        var (id, token) = await api.RegisterWithMailAsync("confirm@example.com");
        var registration = On(api.WithMail, $"/api/registrations/{id}");
        var path = $"{registration}/confirmation";
        var mailed = ("X-Manage-Token", await api.MailedTokenAsync("confirm@example.com"));

        await SendAsync(client, 409, "POST", path, null, ("X-Manage-Token", token));
        await SendAsync(client, 200, "POST", path, null, mailed);
        await SendAsync(client, 200, "POST", path, Json("{}"), mailed);

        await api.WithMail.SettledAsync(id, token);
        var form = RegistryHost.Form(form => form["owner"]!["email"] = "confirm.new@example.com");
        var changed = await SendAsync(client, 200, "PUT", registration, Json(form), ("X-Manage-Token", token), ("If-Match", "*"));
        Assert.Equal("confirm.new@example.com", changed.GetProperty("pendingEmail").GetString());
        var emailChange = ("X-Manage-Token", await api.MailedTokenAsync("confirm.new@example.com"));
        await SendAsync(client, 200, "POST", path, null, emailChange);
        await SendAsync(client, 200, "POST", path, null, emailChange);
        await SendAsync(client, 409, "POST", path, null, mailed);
    }

    private async Task RenewRegistrationAsync(HttpClient client)
    {
        var (id, token) = await api.Registry.RegisterAsync();
        var path = $"/api/registrations/{id}/renewal";
        var owner = ("X-Manage-Token", token);
        await SendAsync(client, 404, "POST", path);
        AnyRegistry.Reached("active", await api.Registry.AtRestAsync((id, token)));
        await SendAsync(client, 200, "POST", path, null, owner);
        await SendAsync(client, 200, "POST", path, Json("{}"), owner);
        if (api.Registry.IsRemote)
        {
            return;
        }

        await EndAsync(id);
        var renewed = await SendAsync(client, 200, "POST", path, null, owner);
        Assert.NotEqual("expired", renewed.GetProperty("status").GetString());

        var (unconfirmed, itsToken) = await api.RegisterWithMailAsync("renew@example.com");
        await SendAsync(client, 409, "POST", On(api.WithMail, $"/api/registrations/{unconfirmed}/renewal"), null, ("X-Manage-Token", itsToken));
    }

    private async Task ExportRegistrationAsync(HttpClient client)
    {
        var reason = Document.Operation("discloseContact").BodyExamples.Single();
        var officer = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Officer")}");
        await SendAsync(client, 200, "POST", $"/api/registrations/{api.Active.Id}/contact-disclosures", Json(reason.GetRawText()), officer);
        var path = $"/api/registrations/{api.Active.Id}/export";
        var export = await SendAsync(client, 200, "GET", path, null, ("X-Manage-Token", api.Active.Token));
        await SendAsync(client, 404, "GET", path);
        Assert.NotEmpty(export.GetProperty("disclosures").EnumerateArray());
        if (api.Registry.IsRemote)
        {
            return;
        }

        Assert.Contains(
            reason.GetProperty("caseNumber").GetString(),
            export.GetProperty("disclosures").EnumerateArray().Select(disclosure => disclosure.GetProperty("caseNumber").GetString()));

        var (unconfirmed, token) = await api.RegisterWithMailAsync("export@example.com");
        await api.MailedTokenAsync("export@example.com");
        var waiting = await SendAsync(client, 200, "GET", On(api.WithMail, $"/api/registrations/{unconfirmed}/export"), null, ("X-Manage-Token", token));
        Assert.Equal([false], waiting.GetProperty("tokens").EnumerateArray().Select(held => held.GetProperty("mailed").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, waiting.GetProperty("mail").ValueKind);
    }

    private async Task SendManageLinkAsync(HttpClient client)
    {
        var path = $"/api/registrations/{api.Known.Id}/manage-tokens";
        var example = Document.Operation("sendManageLink").BodyExamples.Single().GetRawText();
        foreach (var value in new[] { "{}", "[]", "{ \"email\": null }", "{ \"email\": \"ana@example\" }", "{ \"email\": \"ana@example.com\", \"phone\": \"1\" }" })
        {
            await SendAsync(client, 400, "POST", path, Json(value));
        }

        await SendAsync(client, 202, "POST", path, Json(example));
        await SendAsync(client, 202, "POST", "/api/registrations/nothing/manage-tokens", Json(example));
        await SendAsync(client, 413, "POST", path, Json($"\"{new string('a', 64 * 1024)}\""));
        await SendAsync(client, 415, "POST", path, new StringContent("{}"));
    }

    private async Task GetPlacardAsync(HttpClient client)
    {
        var path = $"/api/registrations/{api.Active.Id}/placard";
        foreach (var query in new[] { "", "?format=pdf", "?format=png" })
        {
            await SendAsync(client, 200, "GET", path + query, null, ("X-Manage-Token", api.Active.Token));
        }

        await SendAsync(client, 400, "GET", $"{path}?format=gif", null, ("X-Manage-Token", api.Active.Token));
        await SendAsync(client, 404, "GET", path, null, ("X-Manage-Token", api.InReview.Token));
        await SendAsync(client, 409, "GET", $"/api/registrations/{api.InReview.Id}/placard", null, ("X-Manage-Token", api.InReview.Token));
    }

    private async Task ListRegistrationsAsync(HttpClient client)
    {
        const string Path = "/api/registrations";
        var inReview = api.InReview.Id;
        var coordinator = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Coordinator")}");
        await DenyAsync(client, "GET", $"{Path}?status=needsReview", "Registry.Officer");

        var first = await SendAsync(client, 200, "GET", $"{Path}?status=needsReview&limit=1", null, coordinator);
        var longestWaiting = Assert.Single(first.GetProperty("registrations").EnumerateArray()).GetProperty("id").GetString();
        Assert.True(longestWaiting == inReview || api.Registry.IsRemote);
        await SendAsync(client, 200, "GET", $"{Path}?status=needsReview&limit=1&continuation={first.GetProperty("continuation")}", null, coordinator);
        await SendAsync(client, 200, "GET", $"{Path}?status=needsReview", null, coordinator);
        foreach (var query in new[] { "", "?status=active", "?status=needsReview&limit=0", "?status=needsReview&limit=101", "?status=needsReview&continuation=." })
        {
            await SendAsync(client, 400, "GET", Path + query, null, coordinator);
        }
    }

    private async Task SetLocationAsync(HttpClient client)
    {
        var registered = await api.Registry.RegisterAsync(AnyRegistry.Form(form => form["address"]!["street"] = "2 Nowhere Lane"));
        AnyRegistry.Reached("needsReview", await api.Registry.AtRestAsync(registered));
        var path = $"/api/registrations/{registered.Id}/location";
        var coordinator = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Coordinator")}");
        await DenyAsync(client, "PUT", path, "Registry.Officer");

        foreach (var value in new[]
        {
            "{}",
            "[]",
            "{ \"point\": null }",
            "{ \"point\": { \"type\": \"Polygon\", \"coordinates\": [-87.7, 41.9] } }",
            "{ \"point\": { \"type\": \"Point\", \"coordinates\": [-187.7, 41.9] } }",
            "{ \"point\": { \"type\": \"Point\" } }",
            "{ \"point\": { \"type\": \"Point\", \"coordinates\": [-87.7, 41.9] }, \"beat\": \"1923\" }",
        })
        {
            await SendAsync(client, 400, "PUT", path, Json(value), coordinator);
        }

        var example = Document.Operation("setLocation").BodyExamples.Single().GetRawText();
        await SendAsync(client, 404, "PUT", "/api/registrations/0000000000/location", Json(example), coordinator);
        await SendAsync(client, 413, "PUT", path, Json($"\"{new string('a', 64 * 1024)}\""), coordinator);
        await SendAsync(client, 415, "PUT", path, new StringContent("{}"), coordinator);
        await SendAsync(client, 200, "PUT", path, Json(example), coordinator);

        if (api.Registry.IsRemote)
        {
            return;
        }

        var host = api.WithoutGeocoder;
        var (onItsWay, _) = await host.RegisterAsync();
        await SendAsync(
            client, 409, "PUT", On(host, $"/api/registrations/{onItsWay}/location"), Json(example),
            ("Authorization", $"Bearer {await host.TokenAsync("Registry.Coordinator")}"));
    }

    private async Task DiscloseContactAsync(HttpClient client)
    {
        var path = $"/api/registrations/{api.Active.Id}/contact-disclosures";
        var officer = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Officer")}");
        var example = Document.Operation("discloseContact").BodyExamples.Single().GetRawText();
        await DenyAsync(client, "POST", path, "Registry.Coordinator");

        foreach (var value in new[]
        {
            "{}",
            "[]",
            "{ \"caseNumber\": \"JH123456\" }",
            "{ \"caseNumber\": \" \", \"purpose\": \"Canvass\" }",
            "{ \"caseNumber\": \"1\", \"purpose\": \"2\", \"all\": true }",
        })
        {
            await SendAsync(client, 400, "POST", path, Json(value), officer);
        }

        await SendAsync(client, 200, "POST", path, Json(example), officer);
        await SendAsync(client, 404, "POST", $"/api/registrations/{api.InReview.Id}/contact-disclosures", Json(example), officer);
        await SendAsync(client, 413, "POST", path, Json($"\"{new string('a', 64 * 1024)}\""), officer);
        await SendAsync(client, 415, "POST", path, new StringContent("{}"), officer);
        await ExhaustAsync(client, path);
    }

    private async Task CheckPlacardAsync(HttpClient client)
    {
        await SendAsync(client, 200, "GET", $"/api/placards/{api.PlacardCode}");
        await SendAsync(client, 200, "GET", $"/api/placards/{api.PlacardCode.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()}");
        await SendAsync(client, 404, "GET", "/api/placards/0000-0000-0000");
        await SendAsync(client, 404, "GET", "/api/placards/nothing");
    }

    private async Task SearchCamerasAsync(HttpClient client)
    {
        const string Path = "/api/cameras/search";
        var officer = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Officer")}");
        foreach (var example in Document.Operation("searchCameras").BodyExamples.Where(example => !api.Registry.IsRemote || !IsForABeat(example)))
        {
            await SendAsync(client, 200, "POST", Path, Json(example.GetRawText()), officer);
        }

        await SendAsync(client, 200, "POST", Path, Json(Search()), officer, ("Accept", "text/csv"));
        AnyRegistry.Reached("active", api.ActiveView);
        var first = await SendAsync(client, 200, "POST", Path, Json(With(Search(), "limit", "1")), officer);
        var next = With(With(Search(), "limit", "1"), "continuation", first.GetProperty("continuation").GetRawText());
        Assert.Single((await SendAsync(client, 200, "POST", Path, Json(next), officer)).GetProperty("features").EnumerateArray());
        await SendAsync(client, 200, "POST", Path, Json(With(With(Search(), "incidentAt", "null"), "seesPoint", "null")), officer);
        await SendAsync(client, 200, "POST", Path, Json(With(Search(), "ownerKind", "\"residence\"")), officer);

        foreach (var (path, value) in new (string, string)[]
        {
            ("caseNumber", "null"),
            ("caseNumber", $"\"{new string('c', 61)}\""),
            ("purpose", "\" \""),
            ("purpose", $"\"{new string('p', 501)}\""),
            ("area", "null"),
            ("area", "{ \"type\": \"square\" }"),
            ("area.center", "[-181, 0]"),
            ("area.center", "[0, 91]"),
            ("area.center", "[0]"),
            ("area.center", "[0, 0, 0]"),
            ("area.center", "[0, 86]"),
            ("area.radius", "0.5"),
            ("area.radius", "10000.5"),
            ("area.colour", "1"),
            ("incidentAt", "\"2026-11-20T22:15:00\""),
            ("incidentAt", "\"yesterday\""),
            ("area", "{ \"type\": \"beat\" }"),
            ("area", "{ \"type\": \"address\", \"address\": \"\", \"radius\": 5 }"),
            ("area", "{ \"type\": \"polygon\", \"coordinates\": [] }"),
            ("area", "{ \"type\": \"polygon\", \"coordinates\": [[[0, 0], [0, 1], [0, 0]]] }"),
            ("area", "{ \"type\": \"corridor\", \"line\": [[0, 0]], \"width\": 60 }"),
            ("area", "{ \"type\": \"corridor\", \"line\": [[0, 0], [0, 0.01]], \"width\": 2001 }"),
            ("text", $"\"{new string('t', 101)}\""),
            ("seesPoint", "\"here\""),
            ("ownerKind", "\"shop\""),
            ("limit", "0"),
            ("limit", "1001"),
            ("limit", "1.5"),
            ("continuation", "7"),
            ("radius", "5"),
        })
        {
            await SendAsync(client, 400, "POST", Path, Json(With(Search(), path, value)), officer);
        }

        foreach (var (path, value) in new (string, string)[]
        {
            ("area", "{ \"type\": \"beat\", \"beat\": \"9999\" }"),
            ("area", "{ \"type\": \"address\", \"address\": \"1 Nowhere Lane\", \"radius\": 5 }"),
            ("area", "{ \"type\": \"polygon\", \"coordinates\": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]] }"),
            ("continuation", "\"AAAA\""),
        })
        {
            await SendMeaninglessAsync(client, Path, With(Search(), path, value), officer);
        }

        await DenyAsync(client, "POST", Path, "Registry.Auditor");
        await SendAsync(client, 406, "POST", Path, Json(Search()), officer, ("Accept", "text/html"));
        await SendAsync(client, 413, "POST", Path, Json($"\"{new string('a', 64 * 1024)}\""), officer);
        await SendAsync(client, 415, "POST", Path, new StringContent("{}"), officer);
        await ExhaustAsync(client, Path);
    }

    private async Task ReadAuditAsync(HttpClient client)
    {
        const string Path = "/api/audit";
        var auditor = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Auditor")}");
        await DenyAsync(client, "GET", Path, "Registry.Officer");
        var search = Search();
        search["caseNumber"] = AnyRegistry.NewWord();
        using var found = await api.Registry.SearchAsync(search);
        Assert.True(found.IsSuccessStatusCode);

        await SendAsync(client, 200, "GET", Path, null, auditor);
        var all = await SendAsync(client, 200, "GET", $"{Path}?caseNumber={search["caseNumber"]}", null, auditor);
        Assert.Contains("search", all.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
        var first = await SendAsync(client, 200, "GET", $"{Path}?limit=1", null, auditor);
        await SendAsync(client, 200, "GET", $"{Path}?limit=1&continuation={first.GetProperty("continuation")}", null, auditor);
        await SendAsync(client, 200, "GET", $"{Path}?from=2026-11-20T00:00:00Z&to=2126-11-20T00:00:00Z&officer=Test&caseNumber=JH123456", null, auditor);
        await SendAsync(client, 200, "GET", Path, null, auditor, ("Accept", "text/csv"));
        foreach (var query in new[]
        {
            "from=yesterday",
            "to=2026-11-20T22:15:00",
            "limit=0",
            "limit=1001",
            "continuation=AAAA",
            "colour=red",
            $"officer={new string('o', 201)}",
        })
        {
            await SendAsync(client, 400, "GET", $"{Path}?{query}", null, auditor);
        }
    }

    private async Task VerifyAuditAsync(HttpClient client)
    {
        const string Path = "/api/audit/verification";
        var auditor = ("Authorization", $"Bearer {await api.Registry.TokenAsync("Registry.Auditor")}");
        await DenyAsync(client, "GET", Path, "Registry.Officer");

        foreach (var query in new[] { "", "?date=2026-11-20", "?from=2026-11-01&to=2026-11-30", "?from=2026-11-01" })
        {
            await SendAsync(client, 200, "GET", Path + query, null, auditor);
        }

        foreach (var query in new[] { "date=today", "from=2026-11-31", "from=2026-11-02&to=2026-11-01", "date=2026-11-20&from=2026-11-20" })
        {
            await SendAsync(client, 400, "GET", $"{Path}?{query}", null, auditor);
        }
    }

    private async Task GetHealthAsync(HttpClient client)
    {
        await SendAsync(client, 200, "GET", "/api/health");

        if (api.Registry.IsRemote)
        {
            return;
        }

        var host = api.WithoutQueues;
        await SendAsync(client, 503, "GET", On(host, "/api/health"));
    }

    /// <summary>Where a path is on another registry than the shared one.</summary>
    private static string On(RegistryHost host, string path) => new Uri(host.Client.BaseAddress!, path).ToString();

    /// <summary>Whether a search is for a beat, of which a registry that is already running may have no map.</summary>
    private static bool IsForABeat(JsonElement search) => search.GetProperty("area").GetProperty("type").GetString() == "beat";

    /// <summary>Lets a registration expire before its time.</summary>
    private async Task EndAsync(string id) => Assert.NotNull(await api.Host.Services.GetRequiredService<RegistrationStore>().UpdateAsync(
        RegistrationId.Parse(id), current => current with { Status = RegistrationStatus.Expired }, Cancellation));

    /// <summary>Calls an operation for members of the agency without a token, with another role, and where the audit log cannot be written.</summary>
    private async Task DenyAsync(HttpClient client, string method, string path, string otherRole)
    {
        await SendAsync(client, 401, method, path);
        await SendAsync(client, 403, method, path, null, ("Authorization", $"Bearer {await api.Registry.TokenAsync(otherRole)}"));
        if (api.Registry.IsRemote)
        {
            return;
        }

        var host = api.WithoutAudit;
        var uri = On(host, path);
        await SendAsync(client, 503, method, uri, null, ("Authorization", $"Bearer {await host.TokenAsync(otherRole)}"));
    }

    /// <summary>Calls an operation once more than an officer may in a minute.</summary>
    private async Task ExhaustAsync(HttpClient client, string path)
    {
        if (api.Registry.IsRemote)
        {
            return;
        }

        var host = api.WithLimits;
        var uri = On(host, path);
        var officer = ("Authorization", $"Bearer {await host.TokenAsync("Registry.Officer")}");
        await SendAsync(client, 400, "POST", uri, Json("{}"), officer);
        await SendAsync(client, 429, "POST", uri, Json("{}"), officer);
    }

    /// <summary>A search around the active registration's address for something that has just happened.</summary>
    private static JsonObject Search() => new()
    {
        ["caseNumber"] = "JH123456",
        ["purpose"] = "Robbery canvass",
        ["area"] = new JsonObject { ["type"] = "circle", ["center"] = new JsonArray(-87.6553, 41.9484), ["radius"] = 2000 },
        ["incidentAt"] = TimeProvider.System.GetUtcNow(),
        ["seesPoint"] = new JsonArray(-87.6553, 41.9484),
    };

    /// <summary>The body with one value changed, at a path such as <c>cameras.0.label</c>.</summary>
    private static JsonObject With(JsonObject body, string path, string value)
    {
        var names = path.Split('.');
        var parent = names[..^1].Aggregate((JsonNode)body, (node, name) =>
            int.TryParse(name, CultureInfo.InvariantCulture, out var index) ? node[index]! : node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        return body;
    }

    private static StringContent Json(JsonObject body) => Json(body.ToJsonString());

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    /// <summary>Sends a body that has the documented form, and names or draws something that the registry cannot use.</summary>
    private static async Task SendMeaninglessAsync(HttpClient client, string path, JsonObject body, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        request.Options.Set(ContractHandler.OnlyItsMeaningIsWrong, true);
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(400, (int)response.StatusCode);
    }

    private static async Task<JsonElement> SendAsync(
        HttpClient client, int expected, string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(expected, (int)response.StatusCode);
        return response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)
            : default;
    }
}
