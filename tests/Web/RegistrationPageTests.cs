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
        await form.FillAsync();
        await watched.Page.GetByLabel("Phone number").FillAsync("312 555 0123");
        await watched.Page.GetByLabel("Which language").SelectOptionAsync("pl");
        await watched.Page.GetByLabel("Apartment, suite or floor").FillAsync("Suite 2");
        await form.Camera(1).GetByText("Sidewalk").ClickAsync();
        await form.Camera(1).GetByLabel("Which way does it look?").SelectOptionAsync("Southwest");
        await form.Camera(1).GetByLabel("How far away").FillAsync("100");
        await form.Camera(1).GetByLabel("How wide is its picture?").FillAsync("110");
        await form.Camera(1).GetByText("It sees in the dark").ClickAsync();
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley");
        await form.Camera(2).GetByLabel("Which way does it look?").SelectOptionAsync("I know it in degrees");
        await form.Camera(2).GetByLabel("Degrees on a compass").FillAsync("12.5");

        await form.SubmitAsync();
        await form.ExpectReceiptAsync();

        var registration = await browser.Registry.RegistrationAsync(await form.Id.InnerTextAsync(), await form.Token.InnerTextAsync());
        var expected = JsonDocument.Parse(
            """
            {
              "owner": { "kind": "business", "name": "Ana Ruiz", "organization": "Ruiz Hardware", "email": "ana@example.com", "phone": "312 555 0123", "language": "pl" },
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
    public async Task Form_SentEmpty_SaysEverythingThatIsMissingBesideItsFieldAndSendsNothing()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();

        await form.SubmitAsync();

        await form.ExpectSummaryAsync("Please look at 8 answers again");
        var name = watched.Page.GetByLabel("Your full name");
        await Assertions.Expect(name).ToHaveAccessibleDescriptionAsync("Enter your full name");
        await Assertions.Expect(name).ToHaveAttributeAsync("aria-invalid", "true");
        await form.Summary.GetByRole(AriaRole.Link, new() { Name = "Enter your full name" }).ClickAsync();
        await Assertions.Expect(name).ToBeFocusedAsync();
        Assert.Equal(before, await browser.RegistrationCountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Form_RefusedByTheRegistry_ShowsItsErrorsBesideTheirFields()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley\u202Eyella");
        await watched.Page.GetByLabel("Phone number").FillAsync("000 0000");

        await form.SubmitAsync();

        await form.ExpectSummaryAsync("Please look at 2 answers again");
        await Assertions.Expect(watched.Page.GetByLabel("Phone number"))
            .ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("^“Phone number” must be a phone number with its area code"));
        await Assertions.Expect(form.Camera(2)).ToContainTextAsync("must not have the control character U+202E");
        await Assertions.Expect(form.Camera(1)).Not.ToContainTextAsync("must not");
        await form.Summary.GetByRole(AriaRole.Link, new() { Name = "Camera 2: “What do you call this camera?” must not" }).ClickAsync();
        await Assertions.Expect(form.Camera(2).GetByLabel("What do you call this camera?")).ToBeFocusedAsync();
        watched.AssertNoComplaints(expected: "status of 400");
    }

    [Fact]
    public async Task Form_SentAgainAfterTheConnectionWasLost_RegistersOnce()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await LoseAnswerOnceAsync(watched.Page);

        await form.SubmitAsync();
        await form.ExpectSummaryAsync("We lost the connection");
        await form.SubmitAsync();
        await form.ExpectPlacardAsync();

        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
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
        await watched.Page.GetByLabel("Your full name").FillAsync("Ana María Ruiz");
        await form.SubmitAsync();
        await form.ExpectReceiptAsync();

        await Assertions.Expect(watched.Page.GetByText("Your first try had reached us after all")).ToBeVisibleAsync();
        var registration = await browser.Registry.RegistrationAsync(await form.Id.InnerTextAsync(), await form.Token.InnerTextAsync());
        Assert.Equal("Ana Ruiz", registration.GetProperty("owner").GetProperty("name").GetString());
        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
    }

    [Fact]
    public async Task Form_SubmittedByADoubleClick_RegistersOnce()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();

        await form.Submit.DblClickAsync();
        await form.ExpectPlacardAsync();

        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Form_WithHostileTextInEveryField_TakesItAsText()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        foreach (var box in await watched.Page.Locator("#registration-form input:is([type=text], [type=email], [type=tel]):visible").AllAsync())
        {
            await box.FillAsync(Hostile);
        }

        await form.SubmitAsync();
        await form.ExpectSummaryAsync("answers again");
        await form.FillAsync(street: Hostile);
        foreach (var field in (string[])["Name of the business", "Your full name", "What do you call this camera?"])
        {
            await watched.Page.GetByLabel(field).FillAsync(Hostile);
        }

        foreach (var field in (string[])["Phone number", "How far away", "How wide is its picture?"])
        {
            await watched.Page.GetByLabel(field).FillAsync("");
        }

        await form.SubmitAsync();
        await form.ExpectReceiptAsync();
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "A person needs to look at your registration" }))
            .ToBeVisibleAsync(new() { Timeout = Browser.Patience });

        var registration = await browser.Registry.RegistrationAsync(await form.Id.InnerTextAsync(), await form.Token.InnerTextAsync());
        Assert.Equal(Hostile, registration.GetProperty("owner").GetProperty("organization").GetString());
        Assert.Equal(Hostile, registration.GetProperty("address").GetProperty("unit").GetString());
        Assert.Equal(Hostile, registration.GetProperty("cameras")[0].GetProperty("label").GetString());
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
            Body = $$"""{ "errors": { "owner.name": [{{hostile}}], {{hostile}}: [{{hostile}}] } }""",
        }));
        await form.OpenAsync();
        await form.FillAsync();

        await form.SubmitAsync();

        await form.ExpectSummaryAsync(Hostile);
        await Assertions.Expect(watched.Page.Locator("#owner-name-error")).ToContainTextAsync(Hostile);
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, body script").CountAsync());
        watched.AssertNoComplaints(expected: "status of 400");
    }

    [Fact]
    public async Task Form_UsedWithTheKeyboardAlone_RegistersAndAlwaysShowsTheFocus()
    {
        var before = await browser.RegistrationCountAsync();
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        var keyboard = watched.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the main content" })).ToBeFocusedAsync();
        await TabToAsync(watched.Page, "owner-kind-residence");
        await keyboard.PressAsync("Space");
        foreach (var (field, text) in ((string, string)[])
            [
                ("owner-name", "Ana Ruiz"), ("owner-email", "ana@example.com"), ("address-street", "1060 W Addison St"),
                ("address-postal-code", "60613"), ("camera-1-label", "Front door"), ("camera-1-retention-days", "14"),
            ])
        {
            await TabToAsync(watched.Page, field);
            await keyboard.TypeAsync(text);
        }

        await TabToAsync(watched.Page, "add-camera");
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("Alley");
        await TabToAsync(watched.Page, "camera-2-retention-days");
        await keyboard.TypeAsync("7");
        await TabToAsync(watched.Page, "consent-accepted");
        await keyboard.PressAsync("Space");
        await TabToAsync(watched.Page, "submit");
        await keyboard.PressAsync("Enter");
        await form.ExpectPlacardAsync();

        Assert.Equal(before + 1, await browser.RegistrationCountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task RemoveCamera_OfTheFirstOfTwo_LeavesTheSecondAsTheFirst()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
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
    public async Task Receipt_CopyButton_CopiesTheIdAndTheTokenThatNothingElseKeeps()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();
        await form.SubmitAsync();
        await form.ExpectReceiptAsync();

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Copy both" }).ClickAsync();
        await Assertions.Expect(watched.Page.GetByText("Copied.")).ToBeVisibleAsync();

        var token = await form.Token.InnerTextAsync();
        var copied = await watched.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains(await form.Id.InnerTextAsync(), copied, StringComparison.Ordinal);
        Assert.Contains(token, copied, StringComparison.Ordinal);
        var kept = await watched.Page.EvaluateAsync<string>("JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state])");
        Assert.DoesNotContain(token, kept, StringComparison.Ordinal);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Page_FirstVisit_TransfersLessThan300KiB()
    {
        await using var watched = await browser.OpenAsync();
        long bytes = 0;
        watched.Page.Response += async (_, response) => Interlocked.Add(
            ref bytes, long.Parse(await response.HeaderValueAsync("content-length") ?? "0", CultureInfo.InvariantCulture));

        await new RegistrationPage(watched.Page).OpenAsync();
        await watched.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.InRange(Interlocked.Read(ref bytes), 50 * 1024, 300 * 1024);
        watched.AssertNoComplaints();
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
