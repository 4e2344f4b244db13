using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Web;

/// <summary>The officer console as an officer uses it: by the words on it.</summary>
internal sealed class OfficerConsole(IPage page)
{
    public const string CaseNumber = "JH123456";
    public const string Purpose = "Robbery canvass";

    public ILocator Results => page.Locator("#found-list > li");

    public ILocator Map => page.Locator("#map");

    public ILocator Summary => page.Locator("#found-summary");

    public ILocator Problem => page.Locator("#search-problem");

    public ILocator Dialog => page.Locator("dialog[open]");

    public ILocator ShowMore => page.Locator("#found-more");

    public ILocator Announcement => page.Locator("#announcement");

    /// <summary>Puts one camera on the map, of a registration that nobody can look up; <paramref name="label"/> and so on as its owner would say.</summary>
    public static Task PutAsync(
        RegistryHost registry, GeoPoint point, string label = "Front door", string? organization = null, double? facing = null, double? fieldOfView = null, double? range = null, int retentionDays = 14)
    {
        var owner = new Owner(organization is null ? OwnerKind.Residence : OwnerKind.Business, "Ana Ruiz", organization, "ana@example.com", null, "en");
        var form = new RegistrationForm(
            owner,
            new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60613"),
            [new Camera(label, facing, fieldOfView, range, [], retentionDays, false, false)],
            new Consent(true, "2026-11"));
        return registry.Services.GetRequiredService<CameraMap>().PutAsync(
            Registration.Receive(RegistrationId.Create(), form, TimeProvider.System.GetUtcNow().AddDays(-30)), point, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens the console, signs in with a token of the local host and names a case.</summary>
    public async Task OpenAsync(bool asCoordinator = false)
    {
        await OpenEntranceAsync();
        await SignInAsync(asOfficer: true, asCoordinator);
        await BeginAsync();
    }

    public async Task OpenEntranceAsync()
    {
        await page.GotoAsync("/officer/");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync(Patiently());
    }

    public async Task SignInAsync(bool asOfficer, bool asCoordinator)
    {
        await ChooseAsync("local-officer", asOfficer);
        await ChooseAsync("local-coordinator", asCoordinator);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async Task BeginAsync(string caseNumber = CaseNumber, string purpose = Purpose)
    {
        await page.Locator("#case-number").FillAsync(caseNumber);
        await page.Locator("#purpose").FillAsync(purpose);
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Assertions.Expect(Map).ToBeVisibleAsync(Patiently());
    }

    /// <summary>Searches in a circle that is typed, and waits for the answer.</summary>
    public async Task SearchAsync(GeoPoint center, int feet = 800)
    {
        await page.GetByLabel("Center").FillAsync(Text(center));
        await page.GetByLabel("Radius in feet").FillAsync(feet.ToString(CultureInfo.InvariantCulture));
        await SubmitAsync();
    }

    /// <summary>Searches for what stands in the form, and waits for the answer.</summary>
    public async Task SubmitAsync()
    {
        await page.Locator("#search-submit").ClickAsync();
        await Assertions.Expect(page.Locator("#found")).ToHaveAttributeAsync("aria-busy", "false", new() { Timeout = Browser.Patience });
    }

    public ILocator Result(string label) => Results.Filter(new() { HasText = label }).Locator(".result__main");

    public static string Text(GeoPoint point) => string.Create(CultureInfo.InvariantCulture, $"{point.Latitude:F6}, {point.Longitude:F6}");

    private async Task ChooseAsync(string id, bool isChosen)
    {
        if (await page.Locator($"#{id}").IsCheckedAsync() != isChosen)
        {
            await page.Locator($"label[for={id}]").ClickAsync();
        }
    }

    private static LocatorAssertionsToBeVisibleOptions Patiently() => new() { Timeout = Browser.Patience };
}
