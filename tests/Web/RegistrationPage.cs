using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>The registration page as a person uses it: by the words on it.</summary>
internal sealed class RegistrationPage(IPage page)
{
    public ILocator Summary => page.Locator("#error-summary");

    public ILocator Submit => page.GetByRole(AriaRole.Button, new() { Name = "Register my cameras" });

    public ILocator AddCamera => page.GetByRole(AriaRole.Button, new() { Name = "Add another camera" });

    public ILocator Receipt => page.GetByRole(AriaRole.Heading, new() { Name = "We have your registration" });

    public ILocator Preview => page.GetByRole(AriaRole.Img, new() { Name = "Your placard with the code" });

    public ILocator PlacardCode => Definition("Placard code");

    public ILocator Id => Definition("Registration ID");

    public ILocator Token => Definition("Private key");

    public async Task OpenAsync()
    {
        await page.GotoAsync("/");
        await Assertions.Expect(Submit).ToBeVisibleAsync(Patiently());
    }

    /// <summary>Fills in everything that is required, for an address that the street grid can place.</summary>
    public async Task FillAsync(string street = "1060 W Addison St")
    {
        await page.GetByText("At a business or organization").ClickAsync();
        await page.GetByLabel("Name of the business or organization").FillAsync("Ruiz Hardware");
        await page.GetByLabel("Your full name").FillAsync("Ana Ruiz");
        await page.GetByLabel("E-mail address").FillAsync("ana@example.com");
        await page.GetByLabel("House number and street").FillAsync(street);
        await page.GetByLabel("ZIP code").FillAsync("60613");
        await FillCameraAsync(1, "Front door");
        if (!await page.GetByLabel("I agree, and I own these cameras").IsCheckedAsync())
        {
            await page.GetByText("I agree, and I own these cameras").ClickAsync();
        }
    }

    public async Task FillCameraAsync(int number, string label)
    {
        await Camera(number).GetByLabel("What do you call this camera?").FillAsync(label);
        await Camera(number).GetByLabel("How many days is the footage kept?").FillAsync("14");
    }

    public ILocator Camera(int number) => page.GetByRole(AriaRole.Group, new() { Name = $"Camera {number}", Exact = true });

    public async Task SubmitAsync() => await Submit.ClickAsync();

    public Task ExpectReceiptAsync() => Assertions.Expect(Receipt).ToBeVisibleAsync(Patiently());

    public Task ExpectPlacardAsync() => Assertions.Expect(Preview).ToBeVisibleAsync(Patiently());

    /// <summary>The summary is there, has the focus, and says this.</summary>
    public async Task ExpectSummaryAsync(string text)
    {
        await Assertions.Expect(Summary).ToContainTextAsync(text, new() { Timeout = Browser.Patience });
        await Assertions.Expect(Summary).ToBeFocusedAsync();
    }

    private static LocatorAssertionsToBeVisibleOptions Patiently() => new() { Timeout = Browser.Patience };

    private ILocator Definition(string term) => page.Locator("dl > div", new() { HasText = term }).Locator("dd");
}
