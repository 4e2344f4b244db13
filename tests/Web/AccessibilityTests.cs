using System.Text.Json;
using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>
/// What axe-core can find of WCAG 2.2, levels A and AA, in each state of the owners' pages, and whether they fit: 320 pixels are what is
/// left of 1280 at 400 %. It finds about half of what matters: the rest needs people, who find pictures in TestResults/screenshots.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string Screenshots = Path.Combine(AzuriteFixture.RepositoryRoot, "TestResults", "screenshots");

    private static readonly int[] Widths = [1440, 768, 320];

    [Fact]
    public async Task OwnersPages_InEachState_HaveNoViolationsAndFitOnEveryScreen()
    {
        await using var watched = await browser.OpenAsync(registry: browser.Mailing);
        var page = watched.Page;
        var form = new RegistrationPage(page);
        var owner = new ManagePage(page);

        await form.OpenAsync();
        await LookAsync(page, "register-1-you");
        await form.Continue.ClickAsync();
        await form.ExpectSummaryAsync("Answers to look at again");
        await LookAsync(page, "register-1-errors");
        await form.FillOwnerAsync("look@example.com");
        await form.ContinueToAsync("Where the cameras are");
        await LookAsync(page, "register-2-place");
        await form.FillAddressAsync();
        await form.ContinueToAsync("Your cameras");
        await form.FillCameraAsync(1, "Front door");
        await page.Locator("#camera-1-facing").FillAsync("45");
        await page.Locator("#camera-1-field-of-view").FillAsync("110");
        await form.AddCamera.ClickAsync();
        await form.FillCameraAsync(2, "Alley");
        await LookAsync(page, "register-3-cameras");
        await form.ContinueToAsync("Check and agree");
        await LookAsync(page, "register-4-review");
        await form.AgreeAsync();
        await form.SubmitAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Now check your e-mail" }).WaitForAsync();
        await LookAsync(page, "registered-mail");

        await page.GotoAsync(await ManagePage.LinkInMailAsync(browser.Mailing, "look@example.com", "confirm"));
        await page.Locator("#confirm").WaitForAsync();
        await LookAsync(page, "confirm");
        await page.Locator("#confirm").ClickAsync();
        await owner.ExpectPlacardAsync();
        await LookAsync(page, "manage");
        await owner.PressAsync("Change");
        await LookAsync(page, "manage-change");
        await owner.PressAsync("Cancel");
        await owner.ExpectPlacardAsync();
        await owner.PressAsync("Withdraw");
        await LookAsync(page, "manage-withdraw");
        await owner.PressAsync("Withdraw and delete");
        await owner.ExpectHeadingAsync("Your registration is withdrawn");
        await LookAsync(page, "manage-withdrawn");
        await page.GotoAsync("/manage/");
        await owner.PressAsync("Send me a new link");
        await LookAsync(page, "manage-lost-link");
        await page.GotoAsync("/confirm/");
        await owner.ExpectHeadingAsync("The link is not complete");
        await LookAsync(page, "confirm-no-link");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task OwnersPages_InTheDarkAndInPolish_HaveNoViolations()
    {
        await using var watched = await browser.OpenAsync(ColorScheme.Dark, language: "pl-PL");
        var page = watched.Page;
        await page.GotoAsync("/");
        await page.Locator("#submit").ClickAsync();
        await page.Locator("#owner-name-error").WaitForAsync();
        await LookAsync(page, "dark-register-errors");

        var keys = await browser.Registry.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = RegistrationPage.UnknownStreet));
        await browser.Registry.SettledAsync(keys);
        await page.GotoAsync($"/manage/#id={keys.Id}&token={keys.Token}");
        await page.Locator("#review-heading").WaitForAsync();
        await LookAsync(page, "dark-manage-review");
        await page.GetByRole(AriaRole.Button, new() { Name = "Zmień", Exact = true }).ClickAsync();
        await AssertAccessibleAsync(page);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Receipt_WhereNothingIsMailed_HasNoViolations()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync();

        await form.SubmitAsync();
        await form.ExpectPlacardAsync();

        await LookAsync(watched.Page, "registered-placard");
    }

    [Fact]
    public async Task OtherPages_AsTheyOpen_HaveNoViolations()
    {
        await using var watched = await browser.OpenAsync();
        foreach (var (path, shown, name) in ((string, string, string)[])
            [("/p/", "#check-form", "check"), ("/p/7K3M-9QX2-TB4D", "#verdict", "check-unknown"), ("/404.html", "h1", "not-found")])
        {
            await watched.Page.GotoAsync(path);
            await watched.Page.GetByRole(AriaRole.Link, new() { Name = "camera-registry@example.org" }).WaitForAsync();
            await watched.Page.Locator(shown).WaitForAsync();

            await LookAsync(watched.Page, name);
        }
    }

    /// <summary>Checks a page as it is now, and leaves pictures of it for people to look at, as wide as a phone, a tablet and a desk.</summary>
    private static async Task LookAsync(IPage page, string name)
    {
        await AssertAccessibleAsync(page);
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{width}.png"), FullPage = true });
        }
    }

    internal static async Task AssertAccessibleAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in globalThis"))
        {
            var axe = Path.Combine(AzuriteFixture.RepositoryRoot, "node_modules", "axe-core", "axe.min.js");
            await page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        }

        var violations = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
              return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.html}`));
            }
            """);
        Assert.Empty(violations.EnumerateArray().Select(violation => violation.GetString()));
    }
}
