using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class RegistrationPageTests(Browser browser)
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'&<b>{{7*7}}";

    [Fact]
    public async Task Form_FilledInAndSent_GivesThePlacardToDownload()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();

        await form.SubmitAsync();
        await form.ExpectPlacardAsync();
        var download = await watched.Page.RunAndWaitForDownloadAsync(
            () => watched.Page.GetByRole(AriaRole.Button, new() { Name = "Download to print (PDF)" }).ClickAsync());

        var code = await form.PlacardCode.InnerTextAsync();
        using var placard = PdfDocument.Open(await download.PathAsync());
        Assert.Equal($"placard-{code}.pdf", download.SuggestedFilename);
        Assert.Contains(code, placard.GetPage(1).Text, StringComparison.Ordinal);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Form_EveryQuestionAnswered_SendsWhatTheOwnerEnteredInTheUnitsOfTheApi()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillOwnerAsync();
        await watched.Page.GetByLabel("Phone number").FillAsync("312 555 0123");
        await watched.Page.GetByLabel("Which language").SelectOptionAsync("vi");
        await form.ContinueToAsync("Where the cameras are");
        await form.FillAddressAsync();
        await watched.Page.GetByLabel("Apartment, suite or floor").FillAsync("Suite 2");
        await form.ContinueToAsync("Your cameras");
        await form.FillCameraAsync(1, "Front door");
        await form.Camera(1).GetByText("Sidewalk").ClickAsync();
        await Facing(form.Camera(1)).FillAsync("225");
        await form.Camera(1).GetByLabel("How far away").FillAsync("100");
        await Width(form.Camera(1)).FillAsync("110");
        await form.Camera(1).GetByText("It sees in the dark").ClickAsync();
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley");
        await Facing(form.Camera(2)).FillAsync("12.5");
        await form.ContinueToAsync("Check and agree");
        await form.AgreeAsync();

        await form.SubmitAsync();
        await form.ExpectPlacardAsync();

        var (id, token) = await form.KeysAsync();
        var registration = await browser.Registry.RegistrationAsync(id, token);
        var expected = JsonDocument.Parse(
            """
            {
              "owner": { "kind": "business", "name": "Ana Ruiz", "organization": "Ruiz Hardware", "email": "ana@example.com", "phone": "312 555 0123", "language": "vi" },
              "address": { "street": "1060 W Addison St", "unit": "Suite 2", "city": "Chicago", "state": "IL", "postalCode": "60613" },
              "cameras": [
                { "label": "Front door", "facing": 225, "fieldOfView": 110, "range": 30.5, "covers": ["sidewalk"], "retentionDays": 14, "recordsAudio": false, "nightVision": true },
                { "label": "Alley", "facing": 12.5, "fieldOfView": null, "range": null, "covers": [], "retentionDays": 14, "recordsAudio": false, "nightVision": false }
              ],
              "consent": { "accepted": true, "termsVersion": "2026-11" }
            }
            """).RootElement;
        Assert.All(expected.EnumerateObject(), part => Assert.True(
            JsonElement.DeepEquals(part.Value, registration.GetProperty(part.Name)), $"{part.Name}: {registration.GetProperty(part.Name)}"));
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Step_LeftEmpty_SaysWhatIsMissingBesideItsFieldsAndStays()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();

        await form.Continue.ClickAsync();

        await form.ExpectSummaryAsync("Answers to look at again: 3");
        await Assertions.Expect(form.Name).ToHaveAccessibleDescriptionAsync("Enter your full name");
        await Assertions.Expect(form.Name).ToHaveAttributeAsync("aria-invalid", "true");
        await form.Summary.GetByRole(AriaRole.Link, new() { Name = "Enter your full name" }).ClickAsync();
        await Assertions.Expect(form.Name).ToBeFocusedAsync();
        await form.FillOwnerAsync();
        await form.ContinueToAsync("Where the cameras are");
        await Assertions.Expect(form.Summary).ToBeHiddenAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Steps_GoneBackThroughAndLoadedAgain_LoseNothing()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync(street: Hostile);
        await form.Back.ClickAsync();
        await form.ExpectStepAsync("Your cameras");
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley");
        await Facing(form.Camera(2)).FillAsync("90");

        await watched.Page.ReloadAsync();
        await Assertions.Expect(form.Camera(2).GetByLabel("What do you call this camera?")).ToHaveValueAsync("Alley");
        await Assertions.Expect(Facing(form.Camera(2))).ToHaveValueAsync("90");
        await watched.Page.GoBackAsync();
        await form.ExpectStepAsync("Check and agree");
        await Assertions.Expect(watched.Page.GetByText(Hostile)).ToBeVisibleAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Change what is about you" }).ClickAsync();
        await form.ExpectStepAsync("About you");
        await Assertions.Expect(form.Name).ToHaveValueAsync("Ana Ruiz");
        Assert.Equal("[]", await watched.Page.EvaluateAsync<string>("JSON.stringify(Object.keys(localStorage))"));
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Form_RefusedByTheRegistry_ShowsItsErrorsBesideTheirFieldsInTheirSteps()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await watched.Page.GetByLabel("Phone number").FillAsync("000 0000");
        await form.FillAsync();
        await form.Back.ClickAsync();
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley\u202Eyella");
        await form.ContinueToAsync("Check and agree");

        await form.SubmitAsync();

        await form.ExpectSummaryAsync("Answers to look at again: 2");
        await Assertions.Expect(watched.Page.GetByLabel("Phone number"))
            .ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("^Enter a phone number with its area code"));
        await form.Summary.GetByRole(AriaRole.Link, new() { Name = "Camera 2: There is a character in it that cannot be seen (U+202E)" }).ClickAsync();
        await Assertions.Expect(form.Camera(2).GetByLabel("What do you call this camera?")).ToBeFocusedAsync();
        watched.AssertNoComplaints(expected: "status of 400");
    }

    [Fact]
    public async Task Form_SentAgainAfterTheConnectionWasLostAndThePageReloaded_RegistersOnce()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await LoseAnswerOnceAsync(watched.Page);

        await form.SubmitAsync();
        await form.ExpectSummaryAsync("We lost the connection");
        await watched.Page.ReloadAsync();
        await form.AgreeAsync();
        await form.SubmitAsync();
        await form.ExpectPlacardAsync();

        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
        Assert.DoesNotContain("draft", await watched.Page.EvaluateAsync<string>("JSON.stringify(Object.keys(sessionStorage))"), StringComparison.Ordinal);
        watched.AssertNoComplaints(expected: "ERR_FAILED");
    }

    [Fact]
    public async Task Form_ChangedAfterTheConnectionWasLost_KeepsTheFirstTryAndSaysSo()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await LoseAnswerOnceAsync(watched.Page);

        await form.SubmitAsync();
        await form.ExpectSummaryAsync("We lost the connection");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Change what is about you" }).ClickAsync();
        await form.Name.FillAsync("Ana María Ruiz");
        await form.ContinueToAsync("Where the cameras are");
        await form.ContinueToAsync("Your cameras");
        await form.ContinueToAsync("Check and agree");
        await form.SubmitAsync();
        await form.ExpectPlacardAsync();

        await Assertions.Expect(watched.Page.GetByText("Your first try had reached us after all")).ToBeVisibleAsync();
        var (id, token) = await form.KeysAsync();
        var registration = await browser.Registry.RegistrationAsync(id, token);
        Assert.Equal("Ana Ruiz", registration.GetProperty("owner").GetProperty("name").GetString());
        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
    }

    [Fact]
    public async Task Form_SentWhileTheRegistryIsInTroubleAndThenByADoubleClick_RegistersOnce()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await watched.Page.RouteAsync("**/api/registrations", route => route.FulfillAsync(new() { Status = 503 }), new() { Times = 1 });

        await form.Submit.DblClickAsync();
        await form.ExpectSummaryAsync("The registry is busy right now");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).DblClickAsync();
        await form.ExpectPlacardAsync();

        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
        watched.AssertNoComplaints(expected: "status of 503");
    }

    [Fact]
    public async Task Form_WithHostileTextInEveryField_TakesItAsText()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillOwnerAsync();
        foreach (var field in (string[])["Name of the business", "Your full name"])
        {
            await watched.Page.GetByLabel(field).FillAsync(Hostile);
        }

        await watched.Page.GetByLabel("E-mail address").FillAsync(Hostile);
        await watched.Page.GetByLabel("Phone number").FillAsync(Hostile);
        await form.Continue.ClickAsync();
        await form.ExpectSummaryAsync("Answers to look at again: 2");
        await watched.Page.GetByLabel("E-mail address").FillAsync("ana@example.com");
        await watched.Page.GetByLabel("Phone number").FillAsync("");
        await form.ContinueToAsync("Where the cameras are");
        await form.FillAddressAsync(Hostile);
        await watched.Page.GetByLabel("Apartment, suite or floor").FillAsync(Hostile);
        await form.ContinueToAsync("Your cameras");
        await form.FillCameraAsync(1, Hostile);
        await form.ContinueToAsync("Check and agree");
        await Assertions.Expect(watched.Page.GetByText(Hostile).First).ToBeVisibleAsync();
        await form.AgreeAsync();

        await form.SubmitAsync();
        await form.ExpectReceiptAsync();
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "A person needs to look at your registration" }))
            .ToBeVisibleAsync(new() { Timeout = Browser.Patience });

        var (id, token) = await form.KeysAsync();
        var registration = await browser.Registry.RegistrationAsync(id, token);
        Assert.Equal(Hostile, registration.GetProperty("owner").GetProperty("organization").GetString());
        Assert.Equal(Hostile, registration.GetProperty("address").GetProperty("unit").GetString());
        Assert.Equal(Hostile, registration.GetProperty("cameras")[0].GetProperty("label").GetString());
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await Assertions.Expect(watched.Page.GetByText("Copied.")).ToBeVisibleAsync();
        await watched.Page.GotoAsync($"/manage/#id={id}&token={token}");
        await Assertions.Expect(watched.Page.GetByText(Hostile).First).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).ClickAsync();
        await Assertions.Expect(form.Name).ToHaveValueAsync(Hostile);
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, body script").CountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Page_GivenHostileTextByTheServer_ShowsItAsText()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        var hostile = JsonSerializer.Serialize(Hostile);
        await watched.Page.RouteAsync("**/api/registrations", route => route.FulfillAsync(new()
        {
            Status = 400,
            ContentType = "application/problem+json",
            Body = $$"""{ "errors": { "owner.name": [{{hostile}}, "must be true"], {{hostile}}: [{{hostile}}] } }""",
        }));
        await form.OpenAsync();
        await form.FillAsync();

        await form.SubmitAsync();

        await form.ExpectSummaryAsync(Hostile);
        await Assertions.Expect(watched.Page.Locator("#owner-name-error")).ToContainTextAsync($"“Your full name” {Hostile}; must be true");
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, body script").CountAsync());
        watched.AssertNoComplaints(expected: "status of 400");
    }

    [Fact]
    public async Task Form_UsedWithTheKeyboardAlone_RegistersAndAlwaysShowsTheFocus()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        var keyboard = watched.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the main content" })).ToBeFocusedAsync();
        await TabToAsync(watched.Page, "owner-kind-residence");
        await keyboard.PressAsync("Space");
        await TypeAsync(watched.Page, ("owner-name", "Ana Ruiz"), ("owner-email", "ana@example.com"));
        await keyboard.PressAsync("Enter");
        await form.ExpectStepAsync("Where the cameras are");
        await TypeAsync(watched.Page, ("address-street", "1060 W Addison St"), ("address-postal-code", "60613"));
        await TabToAsync(watched.Page, "submit");
        await keyboard.PressAsync("Enter");
        await form.ExpectStepAsync("Your cameras");
        await TypeAsync(watched.Page, ("camera-1-label", "Front door"), ("camera-1-retention-days", "14"));
        await TabToAsync(watched.Page, "add-camera");
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("Alley");
        await TypeAsync(watched.Page, ("camera-2-retention-days", "7"));
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("ArrowRight");
        await keyboard.PressAsync("PageUp");
        await keyboard.PressAsync("Shift+ArrowLeft");
        await Assertions.Expect(Facing(form.Camera(2))).ToHaveValueAsync("49");
        await TabToAsync(watched.Page, "submit");
        await keyboard.PressAsync("Enter");
        await form.ExpectStepAsync("Check and agree");
        await TabToAsync(watched.Page, "consent-accepted");
        await keyboard.PressAsync("Space");
        await TabToAsync(watched.Page, "submit");
        await keyboard.PressAsync("Enter");
        await form.ExpectPlacardAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Compass_TurnedByPointerOrKeysOrNumbers_ShowsTheSameEverywhereAndCanStayUnknown()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillOwnerAsync();
        await form.ContinueToAsync("Where the cameras are");
        await form.FillAddressAsync();
        await form.ContinueToAsync("Your cameras");
        var camera = form.Camera(1);
        var direction = camera.GetByRole(AriaRole.Slider, new() { Name = "Direction of the camera" });
        var width = camera.GetByRole(AriaRole.Slider, new() { Name = "Width of the picture" });
        await Assertions.Expect(direction).ToHaveAttributeAsync("aria-valuetext", "Not known");

        var dial = (await camera.Locator(".compass__dial").BoundingBoxAsync())!;
        await camera.Locator(".compass__dial").ClickAsync(new() { Position = new() { X = dial.Width * 0.8f, Y = dial.Height / 2 } });
        await Assertions.Expect(Facing(camera)).ToHaveValueAsync("90");
        await Assertions.Expect(direction).ToHaveAttributeAsync("aria-valuetext", "east, 90°");
        await Assertions.Expect(camera.GetByLabel("I don’t know the direction")).Not.ToBeCheckedAsync();
        await width.PressAsync("End");
        await Assertions.Expect(Width(camera)).ToHaveValueAsync("360");
        await width.PressAsync("PageDown");
        await Assertions.Expect(width).ToHaveAttributeAsync("aria-valuenow", "315");
        await Width(camera).FillAsync("110");
        await Assertions.Expect(width).ToHaveAttributeAsync("aria-valuenow", "110");
        await camera.GetByText("I don’t know the direction").ClickAsync();
        await Assertions.Expect(Facing(camera)).ToHaveValueAsync("");
        await Assertions.Expect(direction).ToHaveAttributeAsync("aria-valuetext", "Not known");
        await Facing(camera).FillAsync("400");
        await form.Continue.ClickAsync();
        await form.ExpectSummaryAsync("Enter the direction as a number from 0 to 360");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task RemoveCamera_OfTheFirstOfTwo_LeavesTheSecondAsTheFirst()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillOwnerAsync();
        await form.ContinueToAsync("Where the cameras are");
        await form.FillAddressAsync();
        await form.ContinueToAsync("Your cameras");
        await form.FillCameraAsync(1, "Front door");
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley");

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Remove camera 1" }).ClickAsync();

        await Assertions.Expect(form.Camera(1).GetByLabel("What do you call this camera?")).ToHaveValueAsync("Alley");
        await Assertions.Expect(form.Camera(2)).ToHaveCountAsync(0);
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "Remove camera 1" })).ToBeHiddenAsync();
        await Assertions.Expect(watched.Page.GetByText("Camera 1 removed.")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Receipt_WhereNothingIsMailed_GivesThePrivateLinkThatOnlyThisTabKeeps()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await form.SubmitAsync();
        await form.ExpectPlacardAsync();

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await Assertions.Expect(watched.Page.GetByText("Copied.")).ToBeVisibleAsync();

        var (id, token) = await form.KeysAsync();
        var copied = await watched.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains($"/manage/#id={id}&token={token}", copied, StringComparison.Ordinal);
        var kept = await watched.Page.EvaluateAsync<string>("JSON.stringify([location.href, document.cookie, { ...localStorage }, history.state])");
        Assert.DoesNotContain(token, kept, StringComparison.Ordinal);
        await watched.Page.ReloadAsync();
        await form.ExpectPlacardAsync();
        Assert.Equal((id, token), await form.KeysAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Page_FirstVisit_TransfersLessThan300KiBAndDoesNotShift()
    {
        foreach (var language in (string[])["en-US", "pl-PL"])
        {
            await using var watched = await browser.OpenAsync(language: language);
            await watched.Page.SetViewportSizeAsync(320, 640);
            await watched.Page.AddInitScriptAsync(
                "globalThis.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { shift += entry.value; })).observe({ type: 'layout-shift', buffered: true })");
            long bytes = 0;
            watched.Page.Response += async (_, response) => Interlocked.Add(
                ref bytes, long.Parse(await response.HeaderValueAsync("content-length") ?? "0", CultureInfo.InvariantCulture));

            await watched.Page.GotoAsync("/");
            await watched.Page.Locator("#submit").WaitForAsync();
            await watched.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

            Assert.InRange(Interlocked.Read(ref bytes), 50 * 1024, 300 * 1024);
            Assert.InRange(await watched.Page.EvaluateAsync<double>("shift"), 0, 0.001);
            watched.AssertNoComplaints();
        }
    }

    private static ILocator Facing(ILocator camera) => camera.GetByRole(AriaRole.Textbox, new() { Name = "Direction" });

    private static ILocator Width(ILocator camera) => camera.GetByRole(AriaRole.Textbox, new() { Name = "Width of the picture" });

    private static async Task TypeAsync(IPage page, params (string Field, string Text)[] answers)
    {
        foreach (var (field, text) in answers)
        {
            await TabToAsync(page, field);
            await page.Keyboard.TypeAsync(text);
        }
    }

    /// <summary>Presses Tab until the element has the focus; every element on the way must show that it has it.</summary>
    private static async Task TabToAsync(IPage page, string id)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focus = await page.EvaluateAsync<JsonElement>(
                """
                () => {
                  const focused = document.activeElement;
                  const shows = [focused, focused.labels?.[0], focused.closest('.usa-input-group')]
                    .some(element => element && getComputedStyle(element).outlineStyle !== 'none' && parseFloat(getComputedStyle(element).outlineWidth) >= 2);
                  return { id: focused.id, name: focused.textContent || focused.id, shows };
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

    /// <summary>The next registration reaches the registry, but its answer never comes back.</summary>
    private static async Task LoseAnswerOnceAsync(IPage page) => await page.RouteAsync(
        "**/api/registrations",
        async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        },
        new() { Times = 1 });
}
