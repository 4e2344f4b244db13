using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class SiteTests(Browser browser)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/p/7K3M-9QX2-TB4D")]
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

    [Theory]
    [InlineData("/", "This form needs JavaScript")]
    [InlineData("/p/", "This check needs JavaScript")]
    public async Task Page_WithoutJavaScript_SaysSoAndShowsNoForm(string path, string sentence)
    {
        await using var watched = await browser.OpenAsync(javaScript: false);

        await watched.Page.GotoAsync(path);

        var notice = watched.Page.Locator("noscript p");
        await Assertions.Expect(notice).ToBeVisibleAsync();
        await Assertions.Expect(notice).ToContainTextAsync(sentence);
        await Assertions.Expect(watched.Page.Locator("form")).ToBeHiddenAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task RegistrationPage_ThatLoadsIncompletely_SaysWhatToDo()
    {
        await using var watched = await browser.OpenAsync();
        await watched.Page.RouteAsync("**/program.json", route => route.AbortAsync());

        await watched.Page.GotoAsync("/");

        await new RegistrationPage(watched.Page).ExpectSummaryAsync("load the page again");
        watched.AssertNoComplaints(expected: "ERR_FAILED");
    }
}
