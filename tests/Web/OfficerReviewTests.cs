using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

[Collection(BrowserTests.Name)]
public sealed class OfficerReviewTests(Browser browser)
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'<b>&amp;</script>";

    [Fact]
    public async Task Address_PlacedByAPositionThatIsTyped_IsOnTheMapAndOffTheList()
    {
        var street = $"12 Rue {Hostile}";
        var registered = await RegisterAsync(street);
        await using var watched = await browser.OpenAsync();
        await OpenAsync(watched.Page);
        var row = watched.Page.Locator("#review-list > li").Filter(new() { HasText = Hostile });
        await row.Locator(".result__main").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("give the house number");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Put it here" }).ClickAsync();
        await Assertions.Expect(watched.Page.Locator("#place-missing")).ToContainTextAsync("Enter a latitude");

        await watched.Page.GetByLabel("Position").FillAsync("41.8801, -87.6301");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Put it here" }).ClickAsync();
        await Assertions.Expect(watched.Page.Locator("dialog[open]")).ToContainTextAsync($"{street}, Chicago, IL 60613 goes to 41.880100, -87.630100.");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Put it on the map" }).ClickAsync();

        await Assertions.Expect(row).ToHaveCountAsync(0);
        await Assertions.Expect(watched.Page.Locator("#announcement")).ToContainTextAsync("is on the map.");
        await Assertions.Expect(watched.Page.Locator("#review-heading")).ToBeFocusedAsync();
        var placed = await browser.Registry.SettledAsync(registered);
        Assert.Equal("active", placed.GetProperty("status").GetString());
        Assert.Equal("[-87.6301,41.8801]", Regex.Replace(placed.GetProperty("location").GetProperty("point").GetProperty("coordinates").ToString(), @"\s", ""));
        Assert.Equal(0, await watched.Page.Locator("img[src=x], body b, main script").CountAsync());
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Pin_PutWithAClickOrMovedWithArrowKeys_IsWhereTheFieldSays()
    {
        await RegisterAsync("14 Rue de la Paix");
        await using var watched = await browser.OpenAsync();
        await OpenAsync(watched.Page);
        await watched.Page.Locator("#review-list .result__main").Filter(new() { HasText = "14 Rue" }).ClickAsync();
        var position = watched.Page.GetByLabel("Position");

        await watched.Page.Locator("#map").ClickAsync(new() { Position = new() { X = 300, Y = 200 } });
        await Assertions.Expect(position).ToHaveValueAsync(new Regex(@"^41\.\d{6}, -87\.\d{6}$"));
        var clicked = await position.InputValueAsync();
        await watched.Page.Locator(".map__mark").FocusAsync();
        await watched.Page.Keyboard.PressAsync("Shift+ArrowRight");

        var moved = await position.InputValueAsync();
        Assert.Equal(clicked.Split(", ")[0][..6], moved.Split(", ")[0][..6]);
        Assert.True(string.CompareOrdinal(moved.Split(", ")[1], clicked.Split(", ")[1]) < 0, $"{moved} is not east of {clicked}.");
        await Assertions.Expect(watched.Page.Locator("#announcement")).ToHaveTextAsync($"Pin at {moved}.");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Placing_RefusedByTheRegistry_SaysWhyAndKeepsTheAddress()
    {
        await RegisterAsync("16 Rue de la Paix");
        await using var watched = await browser.OpenAsync();
        await watched.Page.RouteAsync("**/location", route => route.FulfillAsync(new() { Status = 409, ContentType = "application/problem+json", Body = "{}" }));
        await OpenAsync(watched.Page);
        var row = watched.Page.Locator("#review-list .result__main").Filter(new() { HasText = "16 Rue" });
        await row.ClickAsync();
        await watched.Page.GetByLabel("Position").FillAsync("41.88, -87.63");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Put it here" }).ClickAsync();

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Put it on the map" }).ClickAsync();

        await Assertions.Expect(watched.Page.Locator("#review-problem")).ToContainTextAsync("has changed meanwhile");
        await Assertions.Expect(row).ToBeVisibleAsync();
        watched.AssertNoComplaints(expected: "status of 409");
    }

    /// <summary>A coordinator who is no officer comes to the list at once, and has nothing to search with.</summary>
    private static async Task OpenAsync(IPage page)
    {
        var console = new OfficerConsole(page);
        await console.OpenEntranceAsync();
        await console.SignInAsync(asOfficer: false, asCoordinator: true);
        await Assertions.Expect(page.Locator("#review-list > li").First).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        await Assertions.Expect(page.Locator("#search")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#views")).ToBeHiddenAsync();
    }

    private async Task<(string Id, string Token)> RegisterAsync(string street)
    {
        var registered = await browser.Registry.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = street));
        Assert.Equal("needsReview", (await browser.Registry.SettledAsync(registered)).GetProperty("status").GetString());
        return registered;
    }
}
