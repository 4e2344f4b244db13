using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.Playwright;
using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class OfficerSignInTests(Browser browser)
{
    private const string Tenant = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private const string ClientId = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    private const string Scope = $"api://{ClientId}/access";

    [Fact]
    public async Task SignIn_WithMicrosoftEntraId_ProvesItselfAndKeepsTheTokenInMemory()
    {
        var token = await browser.Registry.TokenAsync("Registry.Officer");
        await using var watched = await browser.OpenAsync();
        await ConfigureEntraAsync(watched.Page);
        await ServeSignInAsync(watched.Page, token);
        var console = new OfficerConsole(watched.Page);
        await watched.Page.GotoAsync("/officer/");

        await SignInAsync(watched.Page);
        await Assertions.Expect(watched.Page.Locator("#person")).ToHaveTextAsync("Test");
        await console.BeginAsync();

        // Out on the lake, where no other test puts a camera.
        await console.SearchAsync(new GeoPoint(-86.9, 42.1));

        await Assertions.Expect(console.Summary).ToHaveTextAsync("No cameras found. Try a larger area.");
        var kept = await watched.Page.EvaluateAsync<string>("JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }])");
        Assert.DoesNotContain(token, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-of-the-test", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("code-of-the-test", kept, StringComparison.Ordinal);
        await watched.Page.ReloadAsync();
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Microsoft" })).ToBeVisibleAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task SignIn_ByARoleThatTheConsoleHasNothingFor_SaysWhomToAsk()
    {
        await using var watched = await browser.OpenAsync();
        await ConfigureEntraAsync(watched.Page);
        await ServeSignInAsync(watched.Page, await browser.Registry.TokenAsync("Registry.Auditor"));
        await watched.Page.GotoAsync("/officer/");

        await SignInAsync(watched.Page);

        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your account has no role for this.");
        await Assertions.Expect(watched.Page.Locator("#case-start")).ToBeHiddenAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task SignIn_WhereNothingIsSetUp_SaysSo()
    {
        await using var watched = await browser.OpenAsync();
        await watched.Page.RouteAsync("**/local/token?*", route => route.FulfillAsync(new() { Status = 404 }));
        var console = new OfficerConsole(watched.Page);
        await console.OpenEntranceAsync();

        await console.SignInAsync(asOfficer: true, asCoordinator: true);

        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No sign-in is set up");
        watched.AssertNoComplaints(expected: "status of 404");
    }

    /// <summary>Goes through the window of the sign-in, which must close by itself.</summary>
    private static async Task SignInAsync(IPage page)
    {
        var window = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Microsoft" }).ClickAsync());
        var closed = new TaskCompletionSource();
        window.Close += (_, _) => closed.TrySetResult();
        await window.GetByRole(AriaRole.Link, new() { Name = "Continue as the test" }).ClickAsync();
        await closed.Task.WaitAsync(TimeSpan.FromMilliseconds(Browser.Patience), TestContext.Current.CancellationToken);
    }

    /// <summary>Names an app in config.json and lets the policy of the page reach the sign-in service, as docs/console.md tells operators.</summary>
    private static async Task ConfigureEntraAsync(IPage page)
    {
        await page.RouteAsync("**/config.json", route => route.FulfillAsync(new()
        {
            Json = new
            {
                apiBaseUrl = "/api",
                map = new { center = new[] { -87.63, 41.88 }, zoom = 11 },
                signIn = new { tenant = Tenant, clientId = ClientId, scope = Scope },
            },
        }));
        await page.RouteAsync("**/officer/", async route =>
        {
            var response = await route.FetchAsync();
            var headers = new Dictionary<string, string>(response.Headers);
            headers["content-security-policy"] = headers["content-security-policy"].Replace(
                "connect-src 'self'", "connect-src 'self' https://login.microsoftonline.com", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = response, Headers = headers });
        });
    }

    /// <summary>
    /// Answers for the sign-in service, inside the browser: a page with a link back, and tokens for whoever knows the verifier (RFC 7636) of
    /// the challenge.
    /// </summary>
    private static async Task ServeSignInAsync(IPage page, string accessToken)
    {
        var asked = HttpUtility.ParseQueryString("");
        await page.Context.RouteAsync($"https://login.microsoftonline.com/{Tenant}/oauth2/v2.0/authorize?*", route =>
        {
            asked = HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
            var back = $"{asked["redirect_uri"]}#code=code-of-the-test&client_info={ClientInfo()}&state={Uri.EscapeDataString(asked["state"]!)}";
            return route.FulfillAsync(new() { ContentType = "text/html", Body = $"<a href=\"{HttpUtility.HtmlAttributeEncode(back)}\">Continue as the test</a>" });
        });
        await page.Context.RouteAsync($"https://login.microsoftonline.com/{Tenant}/oauth2/v2.0/token*", route =>
        {
            var body = HttpUtility.ParseQueryString(route.Request.PostData!);
            var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(body["code_verifier"]!)));
            var isProven = body["code"] == "code-of-the-test" && asked["code_challenge_method"] == "S256" && challenge == asked["code_challenge"]
                && asked["scope"]!.Contains(Scope, StringComparison.Ordinal) && asked["response_type"] == "code";
            return route.FulfillAsync(new()
            {
                Status = isProven ? 200 : 400,
                Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
                Json = isProven ? (object)Tokens(accessToken, asked["nonce"]!) : new { error = "invalid_grant" },
            });
        });
    }

    private static object Tokens(string accessToken, string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new
        {
            aud = ClientId,
            iss = $"https://login.microsoftonline.com/{Tenant}/v2.0",
            iat = now,
            nbf = now,
            exp = now + 3600,
            name = "Test",
            nonce,
            oid = "oid-of-the-test",
            preferred_username = "test@example.org",
            sub = "sub-of-the-test",
            tid = Tenant,
            ver = "2.0",
        };
        return new
        {
            token_type = "Bearer",
            scope = Scope,
            expires_in = 3600,
            ext_expires_in = 3600,
            access_token = accessToken,
            refresh_token = "refresh-of-the-test",
            id_token = $"{Encode(new { typ = "JWT", alg = "RS256" })}.{Encode(claims)}.AAAA",
            client_info = ClientInfo(),
        };
    }

    private static string ClientInfo() => Encode(new { uid = "oid-of-the-test", utid = Tenant });

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
