using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>The pages that the links in mails lead to, as an owner uses them.</summary>
internal sealed partial class ManagePage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Notice => page.Locator("[role=status] .notice");

    public ILocator Summary => page.Locator("#error-summary");

    public ILocator Status => page.Locator("[data-registration=status]");

    public ILocator Preview => page.GetByRole(AriaRole.Img, new() { Name = "Your placard with the code" });

    /// <summary>What the newest mail to an address links to, as a path of the site: the mails name the site that is configured.</summary>
    public static async Task<string> LinkInMailAsync(RegistryHost registry, string address, string page)
    {
        string? link = null;
        await Eventually.True(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/local/outbox");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
                using var response = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
                var mails = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
                link = mails.EnumerateArray()
                    .Where(mail => mail.GetProperty("to").GetString() == address)
                    .Select(mail => PrivateLink().Match(mail.GetProperty("text").GetString()!).Value)
                    .FirstOrDefault(path => path.StartsWith($"/{page}/", StringComparison.Ordinal));
                return link is not null;
            });
        return link!;
    }

    public async Task OpenAsync((string Id, string Token) keys)
    {
        await page.GotoAsync($"/manage/#id={keys.Id}&token={keys.Token}");
        await ExpectHeadingAsync("Your registration");
    }

    public Task PressAsync(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>The heading says this and has the focus, so that a screen reader reads it.</summary>
    public async Task ExpectHeadingAsync(string text)
    {
        await Assertions.Expect(Heading).ToHaveTextAsync(text, new() { Timeout = Browser.Patience });
        await Assertions.Expect(Heading).ToBeFocusedAsync();
    }

    public Task ExpectNoticeAsync(string text) => Assertions.Expect(Notice).ToContainTextAsync(text, new() { Timeout = Browser.Patience });

    public Task ExpectPlacardAsync() => Assertions.Expect(Preview).ToBeVisibleAsync(new() { Timeout = Browser.Patience });

    [GeneratedRegex(@"/(?:confirm|manage)/#id=\S+&token=\S+")]
    private static partial Regex PrivateLink();
}
