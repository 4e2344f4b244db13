using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class SiteTests(Browser browser)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/confirm/")]
    [InlineData("/manage/")]
    [InlineData("/p/7K3M-9QX2-TB4D")]
    [InlineData("/officer/")]
    [InlineData("/officer/signed-in/")]
    [InlineData("/404.html")]
    public async Task Page_AnyOfThem_IsSentWithAPolicyThatAllowsNothingInlineAndNoFrames(string path)
    {
        using var response = await browser.Registry.Client.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Registration_ReadByPagesOfAnotherOrigin_ShowsThemItsVersion()
    {
        var (id, token) = await browser.Registry.RegisterAsync();

        using var response = await browser.Registry.GetAsOwnerAsync($"/api/registrations/{id}", token);

        Assert.NotNull(response.Headers.ETag);
        Assert.Equal("ETag", Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")));
    }

    [Fact]
    public async Task Pages_WithoutJavaScript_SaySoInEachLanguageAndShowNoForm()
    {
        await using var watched = await browser.OpenAsync(javaScript: false);
        foreach (var (path, sentences) in ((string, string[])[])
            [
                ("/", ["This form needs JavaScript", "Este formulario necesita JavaScript", "Ten formularz potrzebuje JavaScriptu"]),
                ("/confirm/", ["This page needs JavaScript", "Esta página necesita JavaScript", "Ta strona potrzebuje JavaScriptu"]),
                ("/manage/", ["This page needs JavaScript", "Esta página necesita JavaScript", "Ta strona potrzebuje JavaScriptu"]),
                ("/p/", ["This check needs JavaScript", "Esta comprobación necesita JavaScript", "To sprawdzenie potrzebuje JavaScriptu"]),
            ])
        {
            await watched.Page.GotoAsync(path);

            await Assertions.Expect(watched.Page.Locator("noscript p")).ToContainTextAsync(sentences);
            await Assertions.Expect(watched.Page.Locator("noscript p").First).ToBeVisibleAsync();
            Assert.Equal(0, await watched.Page.Locator("form:visible").CountAsync());
        }

        watched.AssertNoComplaints();
    }

    [Theory]
    [InlineData("**/program.json", "en-US")]
    [InlineData("**/i18n/pl.json", "pl-PL")]
    public async Task RegistrationPage_ThatLoadsIncompletely_SaysWhatToDo(string missing, string language)
    {
        await using var watched = await browser.OpenAsync(language: language);
        await watched.Page.RouteAsync(missing, route => route.AbortAsync());

        await watched.Page.GotoAsync("/");

        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(
            new System.Text.RegularExpressions.Regex("load the page again|wczytaj stronę ponownie"), new() { Timeout = Browser.Patience });
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        watched.AssertNoComplaints(expected: "ERR_FAILED");
    }
}
