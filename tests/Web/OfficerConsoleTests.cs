using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class OfficerConsoleTests(Browser browser)
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'<b>&amp;</script>";

    /// <summary>Every test looks at a place of its own, far from the others.</summary>
    private readonly GeoPoint _place = PlaceOf(TestContext.Current.Test!.UniqueID);

    [Fact]
    public async Task Entrance_WithoutCaseNumberOrPurpose_AsksForThemBeforeAnythingElse()
    {
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenEntranceAsync();
        await console.SignInAsync(asOfficer: true, asCoordinator: false);
        var asked = new List<string>();
        watched.Page.Request += (_, request) => asked.Add(request.Url);

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();

        await Assertions.Expect(watched.Page.GetByText("Enter the case number")).ToBeVisibleAsync();
        await Assertions.Expect(watched.Page.GetByText("Enter what you need the cameras for")).ToBeVisibleAsync();
        await Assertions.Expect(watched.Page.Locator("#case-number")).ToBeFocusedAsync();
        await Assertions.Expect(console.Map).ToBeHiddenAsync();
        Assert.Empty(asked);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Search_WithTimeAndPlaceOfTheIncident_ListsInTheOrderOfTheRegistryAndFlagsWhatMatters()
    {
        await OfficerConsole.PutAsync(browser.Registry, North(50), "Looks away", facing: 0, fieldOfView: 60, range: 80);
        await OfficerConsole.PutAsync(browser.Registry, North(60), "Looks at it", "Ruiz Hardware", facing: 180, fieldOfView: 90, range: 100, retentionDays: 5);
        await OfficerConsole.PutAsync(browser.Registry, North(20), "Nobody knows", retentionDays: 2);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await watched.Page.GetByLabel("When it happened").FillAsync(
            TimeProvider.System.GetUtcNow().AddDays(-3).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await watched.Page.GetByLabel("Center").FillAsync(OfficerConsole.Text(_place));
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Use the center" }).ClickAsync();

        await console.SubmitAsync();

        await Assertions.Expect(console.Results).ToContainTextAsync(["Looks at it", "Nobody knows", "Looks away"]);
        await Assertions.Expect(console.Results.Nth(0)).ToContainTextAsync("Sees the place");
        await Assertions.Expect(console.Results.Nth(0)).ToContainTextAsync("Overwritten in 1 day 23 hr");
        await Assertions.Expect(console.Results.Nth(1)).ToContainTextAsync("Footage likely gone");
        await Assertions.Expect(console.Results.Nth(2)).ToContainTextAsync("Does not see the place");
        await Assertions.Expect(watched.Page.Locator("#found-soonest")).ToContainTextAsync("Looks at it (Ruiz Hardware)");
        await Assertions.Expect(console.Summary).ToHaveTextAsync("3 cameras found. 1 of those shown sees the place.");
        await Assertions.Expect(console.Announcement).ToHaveTextAsync("3 cameras found. 1 of those shown sees the place.");
        await Assertions.Expect(watched.Page.Locator("#found-heading")).ToBeFocusedAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Camera_ChosenInTheListOrOnTheMap_IsChosenInBoth()
    {
        await OfficerConsole.PutAsync(browser.Registry, _place, "In the middle", facing: 90, fieldOfView: 90, range: 30);
        await OfficerConsole.PutAsync(browser.Registry, North(150), "Up north");
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place);
        Assert.Equal(0, await HighlightedPixelsAsync(watched.Page));

        await console.Map.ClickAsync();
        await Assertions.Expect(console.Result("In the middle")).ToHaveAttributeAsync("aria-expanded", "true");
        await Assertions.Expect(console.Announcement).ToHaveTextAsync("In the middle, Home: chosen. Its details are in the list.");
        Assert.InRange(await HighlightedPixelsAsync(watched.Page), 50, 50_000);

        await console.Result("Up north").ClickAsync();
        await Assertions.Expect(console.Result("In the middle")).ToHaveAttributeAsync("aria-expanded", "false");
        await Assertions.Expect(console.Results.Filter(new() { HasText = "Up north" })).ToContainTextAsync("Not known");
        await Assertions.Expect(console.Result("Up north")).ToHaveAttributeAsync("aria-expanded", "true");
        Assert.InRange(await HighlightedPixelsAsync(watched.Page), 50, 50_000);
        await console.Map.ClickAsync(new() { Position = new() { X = 5, Y = 300 } });
        await Assertions.Expect(console.Result("Up north")).ToHaveAttributeAsync("aria-expanded", "false");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Cluster_Clicked_ComesCloserUntilItsCamerasStandApart()
    {
        await OfficerConsole.PutAsync(browser.Registry, North(-8), "One", facing: 180, fieldOfView: 90, range: 30);
        await OfficerConsole.PutAsync(browser.Registry, North(8), "Other", facing: 0, fieldOfView: 90, range: 30);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place, 6000);

        for (var clicks = 0; clicks < 3 && await watched.Page.Locator("[aria-expanded=true]").CountAsync() == 0; clicks++)
        {
            await console.Map.ClickAsync();
            await NextFrameAsync(watched.Page);
        }

        // From above the two are one number; close by the cones point away from the middle, where nothing is left to click.
        await Assertions.Expect(watched.Page.Locator("[aria-expanded=true]")).ToHaveCountAsync(0);
        var box = (await console.Map.BoundingBoxAsync())!;
        await watched.Page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2) - 60);
        await Assertions.Expect(console.Result("Other")).ToHaveAttributeAsync("aria-expanded", "true");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Area_DrawnWithThePointer_IsWhatIsSearched()
    {
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();

        var circle = await DrawnAreaAsync(watched.Page, "circle", (300, 300), (340, 300));
        var polygon = await DrawnAreaAsync(watched.Page, "polygon", (300, 300), (340, 300), (340, 350));
        var corridor = await DrawnAreaAsync(watched.Page, "corridor", (300, 300), (340, 300), (340, 350));

        Assert.Equal(2, circle.GetProperty("center").GetArrayLength());
        Assert.InRange(circle.GetProperty("radius").GetDouble(), 10, 10_000);
        var ring = polygon.GetProperty("coordinates")[0];
        Assert.Equal(4, ring.GetArrayLength());
        Assert.Equal(ring[0].ToString(), ring[3].ToString());
        Assert.Equal(3, corridor.GetProperty("line").GetArrayLength());
        Assert.Equal(60.96, corridor.GetProperty("width").GetDouble());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Search_AroundAnAddress_FindsTheCameraAndItsOwnerOnceThatIsOnRecord()
    {
        var (id, _) = await RegisterAsync("1100 W Addison St", Hostile);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenEntranceAsync();
        await console.SignInAsync(asOfficer: true, asCoordinator: false);
        await console.BeginAsync("JK-77/2");
        await watched.Page.GetByLabel("Where").SelectOptionAsync("address");
        await watched.Page.GetByLabel("House number and street").FillAsync("1100 W Addison St");
        await watched.Page.GetByLabel("Radius in feet").FillAsync("60");
        await console.SubmitAsync();
        await console.Result(Hostile).ClickAsync();

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" }).ClickAsync();
        await Assertions.Expect(console.Dialog).ToContainTextAsync("JK-77/2");
        Assert.Equal(0, await DisclosuresAsync("JK-77/2"));
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Record and show" }).ClickAsync();

        await Assertions.Expect(console.Dialog.GetByRole(AriaRole.Heading, new() { Name = "Contact details" })).ToBeFocusedAsync();
        await Assertions.Expect(console.Dialog.GetByRole(AriaRole.Link, new() { Name = "ana@example.com" })).ToHaveAttributeAsync("href", "mailto:ana@example.com");
        await Assertions.Expect(console.Dialog).ToContainTextAsync(id);
        await Assertions.Expect(console.Dialog).ToContainTextAsync(Hostile);
        Assert.Equal(1, await DisclosuresAsync("JK-77/2"));
        await watched.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" })).ToBeFocusedAsync();

        // The browser gives the focus back before it tells the page that the dialog is closed.
        await Eventually.True(async () => !(await watched.Page.ContentAsync()).Contains("ana@example.com", StringComparison.Ordinal));
        Assert.DoesNotContain("Ana Ruiz", await KeptAsync(watched.Page), StringComparison.Ordinal);
        Assert.DoesNotContain("JK-77", await KeptAsync(watched.Page), StringComparison.Ordinal);
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, main script").CountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Contact_Refused_SaysWhyAndShowsNothing()
    {
        await OfficerConsole.PutAsync(browser.Registry, _place);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place);
        await console.Result("Front door").ClickAsync();

        foreach (var (status, sentence) in ((int, string)[])[(404, "no longer on the map"), (429, "Try again in 7 seconds"), (503, "Nothing was shown and nothing was changed.")])
        {
            await RefuseAsync(watched.Page, "**/contact-disclosures", status);
            await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" }).ClickAsync();
            await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Record and show" }).ClickAsync();

            await Assertions.Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync(sentence);
            await Assertions.Expect(console.Dialog.GetByRole(AriaRole.Heading, new() { Name = "Ask for contact details?" })).ToBeVisibleAsync();
            await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        }

        watched.AssertNoComplaints(expected: "status of");
    }

    [Fact]
    public async Task Search_Refused_SaysWhyAndKeepsWhatWasTyped()
    {
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();

        foreach (var (status, sentence) in ((int, string)[])
            [(0, "could not be reached"), (403, "no role"), (429, "Try again in 7 seconds"), (500, "Something went wrong"), (503, "cannot answer this at the moment")])
        {
            await RefuseAsync(watched.Page, "**/cameras/search", status);
            await console.SearchAsync(_place);

            await Assertions.Expect(console.Problem).ToContainTextAsync(sentence);
            await Assertions.Expect(console.Problem).ToBeFocusedAsync();
            await Assertions.Expect(watched.Page.GetByLabel("Center")).ToHaveValueAsync(OfficerConsole.Text(_place));
        }

        await watched.Page.UnrouteAllAsync();
        await console.SubmitAsync();
        await Assertions.Expect(console.Summary).ToHaveTextAsync("No cameras found. Try a larger area.");
        await Assertions.Expect(console.Problem).ToBeHiddenAsync();
        watched.AssertNoComplaints(expected: "Failed to load resource");
    }

    [Fact]
    public async Task SignIn_EndedMeanwhile_IsRenewedWithoutLosingTheSearch()
    {
        await OfficerConsole.PutAsync(browser.Registry, _place);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await RefuseAsync(watched.Page, "**/cameras/search", 401);

        await console.SearchAsync(_place);
        await Assertions.Expect(console.Dialog).ToContainTextAsync("Your sign-in has ended");
        await watched.Page.UnrouteAllAsync();
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Sign in again" }).ClickAsync();
        await Assertions.Expect(console.Dialog).ToHaveCountAsync(0);
        await console.SubmitAsync();

        await Assertions.Expect(console.Results).ToHaveCountAsync(1);
        watched.AssertNoComplaints(expected: "status of 401");
    }

    [Fact]
    public async Task Search_WithWhatTheRegistryRefuses_ShowsItAtTheField()
    {
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await watched.Page.GetByLabel("Center").FillAsync("somewhere");
        await watched.Page.GetByLabel("Radius in feet").FillAsync("-5");
        await watched.Page.Locator("#search-submit").ClickAsync();
        await Assertions.Expect(watched.Page.GetByLabel("Center")).ToBeFocusedAsync();
        await Assertions.Expect(watched.Page.Locator("#area-center-error")).ToContainTextAsync("Enter a latitude and a longitude");
        await Assertions.Expect(watched.Page.Locator("#area-radius-error")).ToContainTextAsync("Enter a length in feet");

        await console.SearchAsync(_place, 50_000);
        await Assertions.Expect(watched.Page.Locator("#area-radius-error")).ToBeVisibleAsync();

        await watched.Page.GetByLabel("Where").SelectOptionAsync("address");
        await watched.Page.GetByLabel("House number and street").FillAsync("12 Rue de la Paix");
        await watched.Page.GetByLabel("Radius in feet").FillAsync("500");
        await console.SubmitAsync();
        await Assertions.Expect(watched.Page.Locator("#area-address-error")).ToContainTextAsync("No Chicago street of this name");

        await watched.Page.GetByLabel("Where").SelectOptionAsync("beat");
        await watched.Page.GetByLabel("Beat").FillAsync(Hostile);
        await console.SubmitAsync();
        await Assertions.Expect(watched.Page.Locator("#area-beat-error")).ToBeVisibleAsync();
        watched.AssertNoComplaints(expected: "status of 400");
    }

    [Fact]
    public async Task Camera_WithHostileTexts_IsShownAsText()
    {
        await OfficerConsole.PutAsync(browser.Registry, _place, Hostile, Hostile);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place);

        await console.Result(Hostile).ClickAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" }).ClickAsync();

        await Assertions.Expect(console.Dialog).ToContainTextAsync(Hostile);
        await Assertions.Expect(console.Results.Locator(".result__place")).ToHaveTextAsync(Hostile);
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, main script").CountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Case_Changed_ClearsWhatWasFoundForTheOther()
    {
        await OfficerConsole.PutAsync(browser.Registry, _place);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place);
        await Assertions.Expect(console.Results).ToHaveCountAsync(1);

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).ClickAsync();
        await console.Dialog.GetByLabel("Case number").FillAsync("JH999");
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Use this case" }).ClickAsync();

        await Assertions.Expect(console.Results).ToHaveCountAsync(0);
        await Assertions.Expect(watched.Page.Locator("#case-shown")).ToContainTextAsync("JH999 Robbery canvass");
        var request = watched.Page.WaitForRequestAsync("**/api/cameras/search");
        await console.SubmitAsync();
        Assert.Equal("JH999", JsonDocument.Parse((await request).PostData!).RootElement.GetProperty("caseNumber").GetString());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task SignOut_ForgetsTheTokenTheCaseAndTheResults()
    {
        await OfficerConsole.PutAsync(browser.Registry, _place, "Secret door");
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place);
        await Assertions.Expect(console.Results).ToHaveCountAsync(1);

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.DoesNotContain("Secret door", await watched.Page.ContentAsync(), StringComparison.Ordinal);
        await Assertions.Expect(watched.Page.Locator("#case-number")).ToHaveValueAsync("");
        Assert.DoesNotContain("eyJ", await KeptAsync(watched.Page), StringComparison.Ordinal);
        watched.AssertNoComplaints();
    }

    [Theory]
    [InlineData("es", "Consola policial", "Buscar cámaras", "1 cámara encontrada.")]
    [InlineData("pl", "Konsola policyjna", "Szukaj kamer", "Znaleziono 1 kamerę.")]
    public async Task Console_InAnotherLanguage_SpeaksItThroughout(string language, string title, string heading, string summary)
    {
        await OfficerConsole.PutAsync(browser.Registry, _place);
        await using var watched = await browser.OpenAsync();
        var console = new OfficerConsole(watched.Page);
        await console.OpenAsync();
        await console.SearchAsync(_place);

        await watched.Page.Locator("#language").SelectOptionAsync(language);

        await Assertions.Expect(watched.Page).ToHaveTitleAsync(title);
        await Assertions.Expect(watched.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Assertions.Expect(watched.Page.Locator("#search-heading")).ToHaveTextAsync(heading);
        await Assertions.Expect(console.Summary).ToHaveTextAsync(summary);
        var missing = await watched.Page.EvaluateAsync<string[]>(
            """
            async (language) => {
              const [english, other] = await Promise.all(['en', language].map(tag => import(`/js/officer/texts-${tag}.mjs`)));
              const names = (text) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
              return Object.keys({ ...english.default, ...other.default }).filter(key =>
                String(new Set(names(english.default[key]).sort()).size) !== String(new Set(names(other.default[key] ?? '')).size));
            }
            """,
            language);
        Assert.Empty(missing);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Map_WithoutTiles_AsksNobodyElseForAnything()
    {
        await using var watched = await browser.OpenAsync();
        var origin = browser.Registry.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var foreign = new List<string>();
        watched.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal))
            {
                foreign.Add(request.Url);
            }
        };
        var console = new OfficerConsole(watched.Page);

        await console.OpenAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await watched.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(foreign);
        Assert.InRange(await watched.Page.Locator(".leaflet-tile-pane canvas").CountAsync(), 4, 200);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Map_WithTilesOfTheConfiguration_ShowsThemAndTheirCreditAsText()
    {
        await using var watched = await browser.OpenAsync();
        await watched.Page.RouteAsync("**/config.json", route => route.FulfillAsync(new()
        {
            Json = new { apiBaseUrl = "/api", map = new { center = new[] { -87.63, 41.88 }, zoom = 12, tiles = "/tiles/{z}/{x}/{y}.png", attribution = $"© Maps {Hostile}", maxZoom = 19 } },
        }));
        var tiles = 0;
        await watched.Page.RouteAsync("**/tiles/12/*/*.png", route =>
        {
            Interlocked.Increment(ref tiles);
            return route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = "<svg xmlns='http://www.w3.org/2000/svg' width='256' height='256'/>" });
        });
        var console = new OfficerConsole(watched.Page);

        await console.OpenAsync();
        await watched.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.InRange(tiles, 4, 100);
        await Assertions.Expect(watched.Page.Locator("#map-credit")).ToHaveTextAsync($"© Maps {Hostile}");
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, main script").CountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Console_UsedWithTheKeyboardAlone_DrawsSearchesAndAsksForContact()
    {
        var at = new GeoPoint(-87.6324, 41.8819);
        await OfficerConsole.PutAsync(browser.Registry, at, "Court clerk", facing: 90, fieldOfView: 90, range: 30);
        await using var watched = await browser.OpenAsync();
        var page = watched.Page;
        var keyboard = page.Keyboard;
        await new OfficerConsole(page).OpenEntranceAsync();
        await TabToAsync(page, "local-name");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#case-start-heading")).ToBeFocusedAsync();
        await TabToAsync(page, "case-number");
        await keyboard.TypeAsync("JH1");
        await TabToAsync(page, "purpose");
        await keyboard.TypeAsync("Canvass");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#search-heading")).ToBeFocusedAsync();

        await TabToAsync(page, "draw-area");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#map")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("ArrowRight");
        await NextFrameAsync(page);
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#draw-area")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#area-center")).ToHaveValueAsync(new Regex(@"^41\.88\d+, -87\.63\d+$"));
        await TabToAsync(page, "area-radius", backwards: true);
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("100");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#found-heading")).ToBeFocusedAsync();

        await TabToAsync(page, "export-geojson");
        await keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".result__main").First).ToBeFocusedAsync();
        await keyboard.PressAsync("End");
        await keyboard.PressAsync("Home");
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("dialog[open]")).ToContainTextAsync("Ask for contact details?");
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" })).ToBeFocusedAsync();
        watched.AssertNoComplaints();
    }

    /// <summary>Draws an area with clicks, searches in it, and gives what the registry was asked for.</summary>
    private static async Task<JsonElement> DrawnAreaAsync(IPage page, string kind, params (int X, int Y)[] clicks)
    {
        var console = new OfficerConsole(page);
        var draw = page.GetByRole(AriaRole.Button, new() { Name = "Draw on the map" });
        await page.GetByLabel("Where").SelectOptionAsync(kind);
        await draw.ClickAsync();
        foreach (var (x, y) in clicks)
        {
            await console.Map.ClickAsync(new() { Position = new() { X = x, Y = y } });
        }

        if (kind != "circle")
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        }

        await Assertions.Expect(draw).ToBeFocusedAsync();
        var request = page.WaitForRequestAsync("**/api/cameras/search");
        await console.SubmitAsync();
        await Assertions.Expect(console.Summary).ToContainTextAsync("found");
        return JsonDocument.Parse((await request).PostData!).RootElement.GetProperty("area");
    }

    private static GeoPoint PlaceOf(string test) => new(
        -100 + (10.0 * Convert.ToUInt16(test[..4], 16) / ushort.MaxValue), 35 + (5.0 * Convert.ToUInt16(test[4..8], 16) / ushort.MaxValue));

    private GeoPoint North(double metres) => new(_place.Longitude, _place.Latitude + (metres / 111_132));

    private async Task<(string Id, string Token)> RegisterAsync(string street, string text)
    {
        var registered = await browser.Registry.RegisterAsync(RegistryHost.Form(form =>
        {
            form["address"]!["street"] = street;
            form["address"]!["unit"] = text;
            form["owner"]!["organization"] = text;
            form["cameras"]![0]!["label"] = text;
        }));
        Assert.Equal("active", (await browser.Registry.SettledAsync(registered)).GetProperty("status").GetString());
        return registered;
    }

    /// <summary>How many contact details were disclosed for a case, as the audit log has it.</summary>
    private async Task<int> DisclosuresAsync(string caseNumber)
    {
        var path = $"/api/audit?caseNumber={Uri.EscapeDataString(caseNumber)}";
        using var response = await browser.Registry.SendAsync(HttpMethod.Get, path, "Registry.Auditor");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return page.GetProperty("entries").EnumerateArray().Count(entry => entry.ToString().Contains("isclos", StringComparison.Ordinal));
    }

    private static Task<string> KeptAsync(IPage page) => page.EvaluateAsync<string>(
        "JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state])");

    /// <summary>Refuses what a path is asked for; with 0 the network is gone.</summary>
    private static async Task RefuseAsync(IPage page, string path, int status) => await page.RouteAsync(path, route => status == 0
        ? route.AbortAsync("internetdisconnected")
        : route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
            Body = """{ "title": "Refused <b>.", "status": 400, "detail": "A test refuses." }""",
        }));

    /// <summary>How much of the cameras' canvas has the colour of the chosen camera.</summary>
    private static async Task<int> HighlightedPixelsAsync(IPage page)
    {
        await NextFrameAsync(page);
        return await page.EvaluateAsync<int>(
            """
            () => {
              const canvas = document.querySelector('.map__cameras');
              const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
              pen.drawImage(canvas, 0, 0);
              const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
              let count = 0;
              for (let index = 0; index < data.length; index += 4) {
                count += data[index] === 0x6a && data[index + 1] === 0x1b && data[index + 2] === 0x9a && data[index + 3] === 255;
              }
              return count;
            }
            """);
    }

    private static async Task NextFrameAsync(IPage page) =>
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>Presses Tab until the element has the focus; every element on the way must show that it has it.</summary>
    private static async Task TabToAsync(IPage page, string id, bool backwards = false)
    {
        for (var presses = 0; presses < 30; presses++)
        {
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            var focus = await page.EvaluateAsync<JsonElement>(
                """
                () => {
                  const focused = document.activeElement;
                  const shows = [focused, focused.labels?.[0]]
                    .some(element => element && getComputedStyle(element).outlineStyle !== 'none' && parseFloat(getComputedStyle(element).outlineWidth) >= 2);
                  return { id: focused.id, name: focused.id || focused.textContent, shows };
                }
                """);
            Assert.True(focus.GetProperty("shows").GetBoolean(), $"The focus cannot be seen on '{focus.GetProperty("name")}'.");
            if (focus.GetProperty("id").GetString() == id)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {id}.");
    }
}
