using System.Globalization;
using Microsoft.Playwright;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Web;

/// <summary>Pictures of the console's main states for people to look at, in TestResults/screenshots; and none of them may need sideways scrolling.</summary>
[Collection(BrowserTests.Name)]
public sealed class OfficerScreenshots(Browser browser)
{
    private static readonly GeoPoint Corner = new(-87.6745, 41.9102);

    [Fact]
    public async Task Console_AtThreeWidths_FitsItsScreen()
    {
        await SeedAsync();
        await using var watched = await browser.OpenAsync();
        var page = watched.Page;
        var console = new OfficerConsole(page);
        await console.OpenEntranceAsync();
        await TakeAsync(page, "officer-sign-in");
        await console.SignInAsync(asOfficer: true, asCoordinator: true);
        await TakeAsync(page, "officer-case");
        await console.BeginAsync();
        await TakeAsync(page, "officer-empty");
        await page.GetByLabel("What must be seen").FillAsync(OfficerConsole.Text(Corner));
        await page.GetByLabel("When it happened").FillAsync(
            TimeProvider.System.GetUtcNow().AddDays(-6).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await console.SearchAsync(Corner, 1200);
        await TakeAsync(page, "officer-found");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await TakeAsync(page, "officer-found-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ForcedColors = ForcedColors.Active });
        await TakeAsync(page, "officer-found-forced");
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
        await console.Result("Camera 3").ClickAsync();
        await TakeAsync(page, "officer-results");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for contact details" }).ClickAsync();
        await TakeAsync(page, "officer-contact");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Needs review" }).ClickAsync();
        await page.Locator("#review-list .result__main").First.ClickAsync();
        await TakeAsync(page, "officer-review");

        watched.AssertNoComplaints();
    }

    private async Task SeedAsync()
    {
        var settled = await browser.Registry.SettledAsync(await browser.Registry.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = "12 Rue de la Paix")));
        Assert.Equal("needsReview", settled.GetProperty("status").GetString());
        await OfficerConsole.PutAsync(
            browser.Registry, new GeoPoint(Corner.Longitude, Corner.Latitude + 0.0004), "Bank entrance", "Ruiz Bank", 180, 80, 70, retentionDays: 30);
        for (var number = 0; number < 24; number++)
        {
            var at = new GeoPoint(Corner.Longitude + (0.0011 * ((number % 6) - 2.5)), Corner.Latitude + (0.0009 * ((number / 6) - 1.5)));
            await OfficerConsole.PutAsync(
                browser.Registry,
                at,
                $"Camera {number}",
                number % 3 == 0 ? null : "Ruiz Hardware",
                number % 5 == 0 ? null : number * 50 % 360,
                number % 5 == 0 ? null : 90,
                number % 4 == 0 ? null : 40 + (number * 3),
                retentionDays: 4 + (number % 6));
        }
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        var folder = Path.Combine(AzuriteFixture.RepositoryRoot, "TestResults", "screenshots");
        foreach (var (width, height) in ((int, int)[])[(320, 640), (768, 1024), (1440, 900)])
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            Assert.Equal(width, await page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, innerWidth)"));
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        }
    }
}
