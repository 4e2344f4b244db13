using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>The registration page as a person uses it: step by step, by the words on it.</summary>
internal sealed class RegistrationPage(IPage page)
{
    /// <summary>An address that no street grid can place.</summary>
    public const string UnknownStreet = "12 Rue de la Paix";

    public ILocator Summary => page.Locator("#error-summary");

    public ILocator Continue => page.GetByRole(AriaRole.Button, new() { Name = "Continue" });

    public ILocator Back => page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true });

    public ILocator Submit => page.GetByRole(AriaRole.Button, new() { Name = "Register my cameras" });

    public ILocator AddCamera => page.GetByRole(AriaRole.Button, new() { Name = "Add another camera" });

    public ILocator Name => page.GetByLabel("Your full name");

    public ILocator Receipt => page.GetByRole(AriaRole.Heading, new() { Name = "We have your registration" });

    public ILocator Preview => page.GetByRole(AriaRole.Img, new() { Name = "Your placard with the code" });

    public ILocator PlacardCode => page.Locator("[data-registration=placardCode]");

    public ILocator Id => page.Locator("[data-registration=id]");

    public ILocator PrivateLink => page.Locator("[data-registration=manageLink]");

    public async Task OpenAsync()
    {
        await page.GotoAsync("/");
        await Assertions.Expect(Continue).ToBeVisibleAsync(Patiently());
    }

    /// <summary>Answers everything that is required, for an address that the street grid can place, up to the last step.</summary>
    public async Task FillAsync(string street = "1060 W Addison St", string email = "ana@example.com")
    {
        await FillOwnerAsync(email);
        await ContinueToAsync("Where the cameras are");
        await FillAddressAsync(street);
        await ContinueToAsync("Your cameras");
        await FillCameraAsync(1, "Front door");
        await ContinueToAsync("Check and agree");
        await AgreeAsync();
    }

    public async Task FillOwnerAsync(string email = "ana@example.com")
    {
        await page.GetByText("At a business or organization").ClickAsync();
        await page.GetByLabel("Name of the business or organization").FillAsync("Ruiz Hardware");
        await Name.FillAsync("Ana Ruiz");
        await page.GetByLabel("E-mail address").FillAsync(email);
    }

    public async Task FillAddressAsync(string street = "1060 W Addison St")
    {
        await page.GetByLabel("House number and street").FillAsync(street);
        await page.GetByLabel("ZIP code").FillAsync("60613");
    }

    public async Task FillCameraAsync(int number, string label)
    {
        await Camera(number).GetByLabel("What do you call this camera?").FillAsync(label);
        await Camera(number).GetByLabel("How many days is the footage kept?").FillAsync("14");
    }

    public Task AgreeAsync() => page.GetByText("I agree, and I own these cameras").ClickAsync();

    public ILocator Camera(int number) => page.GetByRole(AriaRole.Group, new() { Name = $"Camera {number}", Exact = true });

    /// <summary>Goes on to a step, whose heading then has the focus.</summary>
    public async Task ContinueToAsync(string heading)
    {
        await Continue.ClickAsync();
        await ExpectStepAsync(heading);
    }

    public async Task ExpectStepAsync(string heading) => await Assertions
        .Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 2 })).ToBeFocusedAsync(new() { Timeout = Browser.Patience });

    public Task SubmitAsync() => Submit.ClickAsync();

    public Task ExpectReceiptAsync() => Assertions.Expect(Receipt).ToBeVisibleAsync(Patiently());

    public Task ExpectPlacardAsync() => Assertions.Expect(Preview).ToBeVisibleAsync(Patiently());

    /// <summary>The id and the token of the private link on the receipt.</summary>
    public async Task<(string Id, string Token)> KeysAsync()
    {
        var link = await PrivateLink.InnerTextAsync();
        return (await Id.InnerTextAsync(), link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..]);
    }

    /// <summary>The summary is there, has the focus, and says this.</summary>
    public async Task ExpectSummaryAsync(string text)
    {
        await Assertions.Expect(Summary).ToContainTextAsync(text, new() { Timeout = Browser.Patience });
        await Assertions.Expect(Summary).ToBeFocusedAsync();
    }

    private static LocatorAssertionsToBeVisibleOptions Patiently() => new() { Timeout = Browser.Patience };
}
