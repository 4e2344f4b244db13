using System.Text.Json;
using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>What axe-core can find of WCAG 2.2, levels A and AA. It finds about half of what matters: the rest needs people.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task RegistrationPage_FromTheEmptyFormToThePlacard_HasNoViolations(ColorScheme colours)
    {
        await using var watched = await browser.OpenAsync(colours);
        var form = new RegistrationPage(watched.Page);

        await form.OpenAsync();
        await AssertAccessibleAsync(watched.Page);

        await form.AddCamera.ClickAsync();
        await form.SubmitAsync();
        await form.ExpectSummaryAsync("Please look at 10 answers again");
        await AssertAccessibleAsync(watched.Page);

        await form.FillAsync();
        await form.FillCameraAsync(2, "Alley");
        await form.SubmitAsync();
        await form.ExpectPlacardAsync();
        await AssertAccessibleAsync(watched.Page);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task RegistrationPage_WhenAPersonMustLook_HasNoViolations()
    {
        await using var watched = await browser.OpenAsync();
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync(street: "12 Rue de la Paix");

        await form.SubmitAsync();
        await watched.Page.GetByRole(AriaRole.Heading, new() { Name = "A person needs to look" }).WaitForAsync();

        await AssertAccessibleAsync(watched.Page);
    }

    [Theory]
    [InlineData("/p/")]
    [InlineData("/p/7K3M-9QX2-TB4D")]
    [InlineData("/404.html")]
    public async Task Page_AsItOpens_HasNoViolations(string path)
    {
        await using var watched = await browser.OpenAsync();

        await watched.Page.GotoAsync(path);
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "camera-registry@example.org" }).WaitForAsync();

        await AssertAccessibleAsync(watched.Page);
    }

    [Fact]
    public async Task RegistrationPage_OnANarrowScreen_NeedsNoSidewaysScrolling()
    {
        await using var watched = await browser.OpenAsync();
        await watched.Page.SetViewportSizeAsync(320, 640);
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await AssertFitsAsync(watched.Page);

        await form.SubmitAsync();
        await form.ExpectSummaryAsync("answers again");
        await AssertFitsAsync(watched.Page);

        await form.FillAsync();
        await form.SubmitAsync();
        await form.ExpectPlacardAsync();
        await AssertFitsAsync(watched.Page);
    }

    private static async Task AssertFitsAsync(IPage page) =>
        Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

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
