using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class PlacardCheckPageTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ForACurrentPlacard_SaysThatItIsGenuineAndNothingAboutAnyone()
    {
        await using var watched = await browser.OpenAsync();
        var (_, code) = await ActiveAsync();

        await watched.Page.GotoAsync($"/p/{code}");

        await ExpectVerdictAsync(watched.Page, "This placard is genuine", code);
        await Assertions.Expect(watched.Page.GetByText($"valid through {TimeProvider.System.GetUtcNow().AddYears(1):MMMM}")).ToBeVisibleAsync();
        Assert.DoesNotContain("Ruiz", await watched.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Addison", await watched.Page.ContentAsync(), StringComparison.Ordinal);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Page_ForAPlacardOfAWithdrawnRegistration_SaysThatItIsNoLongerCurrent()
    {
        await using var watched = await browser.OpenAsync();
        var (id, code) = await ActiveAsync();
        await browser.Registry.Services.GetRequiredService<RegistrationStore>().UpdateAsync(
            RegistrationId.Parse(id), registration => registration with { Status = RegistrationStatus.Withdrawn }, Cancellation);

        await watched.Page.GotoAsync($"/p/{code}");

        await ExpectVerdictAsync(watched.Page, "This placard is no longer current", code);
        watched.AssertNoComplaints();
    }

    [Theory]
    [InlineData("7K3M-9QX2-TB4D", "7K3M-9QX2-TB4D")]
    [InlineData("%3Cimg%20src=x%20onerror=alert(1)%3E", "<img src=x onerror=alert(1)>")]
    public async Task Page_ForACodeThatWasNeverIssued_SaysSoAndShowsTheCodeAsText(string path, string shown)
    {
        await using var watched = await browser.OpenAsync();

        await watched.Page.GotoAsync($"/p/{path}");

        await ExpectVerdictAsync(watched.Page, "We do not know this code", shown);
        watched.AssertNoComplaints(expected: "status of 404");
    }

    [Fact]
    public async Task Page_WithATypedCode_ChecksItHoweverItIsWritten()
    {
        await using var watched = await browser.OpenAsync();
        var (_, code) = await ActiveAsync();
        await watched.Page.GotoAsync("/p/");
        var box = watched.Page.GetByLabel("Placard code");

        await box.FillAsync("7K3M");
        await box.PressAsync("Enter");
        await Assertions.Expect(box).ToHaveAccessibleDescriptionAsync("Enter the 12 letters and digits of the code Three groups of four letters and digits, such as 7K3M-9QX2-TB4D");
        await box.FillAsync(code.Replace('-', ' ').ToLowerInvariant());
        await box.PressAsync("Enter");

        await ExpectVerdictAsync(watched.Page, "This placard is genuine", code);
        watched.AssertNoComplaints();
    }

    private async Task<(string Id, string Code)> ActiveAsync()
    {
        var (id, token) = await browser.Registry.RegisterAsync();
        var registration = await browser.Registry.SettledAsync(id, token);
        return (id, registration.GetProperty("placard").GetProperty("code").GetString()!);
    }

    /// <summary>The verdict is there and has the focus, so that a screen reader reads it.</summary>
    private static async Task ExpectVerdictAsync(IPage page, string heading, string code)
    {
        var verdict = page.Locator("#verdict");
        await Assertions.Expect(verdict.GetByRole(AriaRole.Heading)).ToHaveTextAsync(heading, new() { Timeout = Browser.Patience });
        await Assertions.Expect(verdict.Locator("[data-verdict-code]")).ToHaveTextAsync(code);
        await Assertions.Expect(verdict).ToBeFocusedAsync();
    }
}
