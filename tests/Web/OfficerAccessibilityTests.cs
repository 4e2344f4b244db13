using System.Globalization;
using Microsoft.Playwright;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class OfficerAccessibilityTests(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 0.0)]
    [InlineData(ColorScheme.Dark, 0.1)]
    public async Task Console_FromTheSignInToTheReviewList_HasNoViolations(ColorScheme colours, double east)
    {
        var place = new GeoPoint(-87.60 + east, 41.60);
        await OfficerConsole.PutAsync(browser.Registry, place, "Sees it", "Ruiz Hardware", 0, 360, 50, retentionDays: 5);
        await OfficerConsole.PutAsync(browser.Registry, new GeoPoint(place.Longitude, place.Latitude + 0.001), "Footage gone", retentionDays: 1);
        await browser.Registry.SettledAsync(await browser.Registry.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = "18 Rue de la Paix")));
        await using var watched = await browser.OpenAsync(colours);
        var page = watched.Page;
        var console = new OfficerConsole(page);

        await console.OpenEntranceAsync();
        await AccessibilityTests.AssertAccessibleAsync(page);

        await console.SignInAsync(asOfficer: true, asCoordinator: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await AccessibilityTests.AssertAccessibleAsync(page);

        await console.BeginAsync();
        await page.Locator("#search-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#area-center-error")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw on the map" }).ClickAsync();
        await AccessibilityTests.AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");

        await page.GetByLabel("What must be seen").FillAsync(OfficerConsole.Text(place));
        await page.GetByLabel("When it happened").FillAsync(
            TimeProvider.System.GetUtcNow().AddDays(-4).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await console.SearchAsync(place);
        await console.Result("Sees it").ClickAsync();
        await AccessibilityTests.AssertAccessibleAsync(page);

        await page.RouteAsync("**/contact-disclosures", route => route.FulfillAsync(new() { Json = Contact() }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" }).ClickAsync();
        await AccessibilityTests.AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Record and show" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Contact details" })).ToBeVisibleAsync();
        await AccessibilityTests.AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Button, new() { Name = "Needs review" }).ClickAsync();
        await page.Locator("#review-list .result__main").First.ClickAsync();
        await page.GetByLabel("Position").FillAsync("41.88, -87.63");
        await AccessibilityTests.AssertAccessibleAsync(page);
        watched.AssertNoComplaints();
    }

    private static object Contact() => new
    {
        registrationId = "7K3M9QX2TB",
        owner = new { kind = "business", name = "Ana Ruiz", organization = "Ruiz Hardware", email = "ana@example.com", phone = "+1 312 555 0123", language = "es" },
        address = new { street = "1060 W Addison St", unit = (string?)null, city = "Chicago", state = "IL", postalCode = "60613" },
    };
}
