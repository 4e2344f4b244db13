using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Web;

/// <summary>What owners do with the links that come by mail.</summary>
[Collection(BrowserTests.Name)]
public sealed class OwnerJourneyTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owner_FromTheFormThroughTheMailToTheWithdrawal_StaysInCharge()
    {
        await using var watched = await browser.OpenAsync(registry: browser.Mailing);
        var form = new RegistrationPage(watched.Page);
        await form.OpenAsync();
        await form.FillAsync(email: "journey@example.com");
        await form.SubmitAsync();
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Now check your e-mail" })).ToBeVisibleAsync();
        await Assertions.Expect(watched.Page.Locator("[data-registration=email]")).ToHaveTextAsync("journey@example.com");
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Link, new() { Name = "Open the mails of this test registry" })).ToBeVisibleAsync();
        var id = await form.Id.InnerTextAsync();

        var mail = await ManagePage.LinkInMailAsync(browser.Mailing, "journey@example.com", "confirm");
        await using var opened = await browser.OpenAsync(registry: browser.Mailing);
        var owner = new ManagePage(opened.Page);
        await opened.Page.GotoAsync(mail);
        var confirm = opened.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, this is my e-mail address" });
        await Assertions.Expect(confirm).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        Assert.Equal("/confirm/", new Uri(opened.Page.Url).PathAndQuery + new Uri(opened.Page.Url).Fragment);
        Assert.False(await IsConfirmedAsync(id));

        await confirm.ClickAsync();
        await owner.ExpectNoticeAsync("Your e-mail address is confirmed");
        await owner.ExpectPlacardAsync();
        await form.ExpectPlacardAsync();
        await watched.Page.ReloadAsync();
        await form.ExpectPlacardAsync();
        await Assertions.Expect(watched.Page.GetByText("Your e-mail address is confirmed.")).ToBeVisibleAsync();
        Assert.Equal("/manage/", new Uri(opened.Page.Url).PathAndQuery);

        await owner.PressAsync("Change");
        await owner.ExpectHeadingAsync("Change your registration");
        await opened.Page.GetByLabel("Phone number").FillAsync("312 555 0147");
        await owner.PressAsync("Save");
        await owner.ExpectNoticeAsync("Your changes are saved.");
        await Assertions.Expect(opened.Page.GetByText("312 555 0147")).ToBeVisibleAsync();
        await owner.PressAsync("Renew for a year");
        await owner.ExpectNoticeAsync("Renewed");
        var export = await opened.Page.RunAndWaitForDownloadAsync(() => owner.PressAsync("Download my data"));
        Assert.Equal($"camera-registration-{id}.json", export.SuggestedFilename);
        Assert.Contains("312 555 0147", await File.ReadAllTextAsync(await export.PathAsync(), Cancellation), StringComparison.Ordinal);

        var code = await opened.Page.Locator("[data-registration=placardCode]").InnerTextAsync();
        await owner.PressAsync("Withdraw");
        await owner.ExpectHeadingAsync("Withdraw your registration?");
        await Assertions.Expect(opened.Page.GetByText("This cannot be undone.")).ToBeVisibleAsync();
        await owner.PressAsync("Withdraw and delete");
        await owner.ExpectHeadingAsync("Your registration is withdrawn");
        opened.AssertNoComplaints();

        await opened.Page.GotoAsync($"/p/{code}");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Heading, new() { Name = "This placard is no longer current" })).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        await opened.Page.GotoAsync(mail.Replace("confirm", "manage", StringComparison.Ordinal));
        await owner.ExpectHeadingAsync("This link does not open a registration");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task ChangedAddressOfMail_CountsOnceItsOwnLinkWasUsed()
    {
        await using var watched = await browser.OpenAsync(registry: browser.Mailing);
        var owner = new ManagePage(watched.Page);
        var keys = await ConfirmedAsync("before@example.com");
        await owner.OpenAsync(keys);

        await owner.PressAsync("Change");
        await watched.Page.GetByLabel("E-mail address").FillAsync("after@example.com");
        await owner.PressAsync("Save");
        await owner.ExpectNoticeAsync("Your new e-mail address counts once you have opened the link");
        await Assertions.Expect(watched.Page.GetByText("We wrote to after@example.com.")).ToBeVisibleAsync();

        await watched.Page.GotoAsync(await ManagePage.LinkInMailAsync(browser.Mailing, "after@example.com", "confirm"));
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, this is my e-mail address" }).ClickAsync();
        await owner.ExpectHeadingAsync("Your new e-mail address is confirmed");
        var registration = await browser.Mailing.RegistrationAsync(keys.Id, keys.Token);
        Assert.Equal("after@example.com", registration.GetProperty("owner").GetProperty("email").GetString());
        watched.AssertNoComplaints(expected: "status of 404");
    }

    [Fact]
    public async Task LostLink_AskedFor_IsAnsweredTheSameWhoeverAsksAndComesByMailToTheOwner()
    {
        await using var watched = await browser.OpenAsync(registry: browser.Mailing);
        var owner = new ManagePage(watched.Page);
        var (id, _) = await ConfirmedAsync("lost@example.com");
        const string Answer = "If the ID and the e-mail address belong together, a new link is on its way.";
        await watched.Page.GotoAsync("/manage/");
        await owner.ExpectHeadingAsync("Open your registration");

        await owner.PressAsync("Send me a new link");
        await Assertions.Expect(watched.Page.GetByText("Answers to look at again: 2")).ToBeVisibleAsync();
        await watched.Page.GetByLabel("Registration ID").FillAsync(id);
        await watched.Page.GetByLabel("E-mail address").FillAsync("somebody.else@example.com");
        await owner.PressAsync("Send me a new link");
        await Assertions.Expect(watched.Page.GetByText(Answer)).ToBeVisibleAsync(new() { Timeout = Browser.Patience });
        await watched.Page.GetByLabel("E-mail address").FillAsync("lost@example.com");
        await watched.Page.RunAndWaitForResponseAsync(() => owner.PressAsync("Send me a new link"), "**/manage-tokens");
        await Assertions.Expect(watched.Page.GetByText(Answer)).ToBeVisibleAsync(new() { Timeout = Browser.Patience });

        await watched.Page.GotoAsync(await ManagePage.LinkInMailAsync(browser.Mailing, "lost@example.com", "manage"));
        await owner.ExpectHeadingAsync("Your registration");
        await Assertions.Expect(watched.Page.Locator("[data-registration=id]")).ToHaveTextAsync(id);
        Assert.Equal("", new Uri(watched.Page.Url).Fragment);
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Change_WhileSomebodyElseChanges_IsSavedByItselfOrShownWhenTheyTouchTheSame()
    {
        await using var watched = await browser.OpenAsync();
        var owner = new ManagePage(watched.Page);
        var keys = await browser.Registry.RegisterAsync();
        await browser.Registry.SettledAsync(keys);
        await owner.OpenAsync(keys);
        await owner.PressAsync("Change");
        await watched.Page.GetByLabel("Your full name").FillAsync("Ana María Ruiz");
        await watched.Page.RouteAsync(
            $"**/api/registrations/{keys.Id}",
            route => route.Request.Method == "PUT" ? route.FulfillAsync(new() { Status = 412 }) : route.ContinueAsync(),
            new() { Times = 1 });

        await owner.PressAsync("Save");
        await owner.ExpectNoticeAsync("Your changes are saved.");

        await owner.PressAsync("Change");
        await PutAsync(keys, "+1 312 555 0199");
        await watched.Page.GetByLabel("Your full name").FillAsync("Ana Ruiz-Díaz");
        await owner.PressAsync("Save");
        await Assertions.Expect(owner.Summary).ToContainTextAsync("This registration was changed in the meantime", new() { Timeout = Browser.Patience });
        await Assertions.Expect(owner.Summary).ToContainTextAsync("Phone number: +1 312 555 0199");
        await Assertions.Expect(owner.Summary).ToBeFocusedAsync();
        await Assertions.Expect(watched.Page.GetByLabel("Your full name")).ToHaveValueAsync("Ana Ruiz-Díaz");
        await watched.Page.GetByLabel("Phone number").FillAsync("+1 312 555 0199");
        await owner.PressAsync("Save");
        await owner.ExpectNoticeAsync("Your changes are saved.");

        var saved = (await browser.Registry.RegistrationAsync(keys.Id, keys.Token)).GetProperty("owner");
        Assert.Equal(("Ana Ruiz-Díaz", "+1 312 555 0199"), (saved.GetProperty("name").GetString(), saved.GetProperty("phone").GetString()));
        watched.AssertNoComplaints(expected: "status of 412");
    }

    [Fact]
    public async Task ExpiredRegistration_Renewed_CountsAgain()
    {
        await using var watched = await browser.OpenAsync();
        var owner = new ManagePage(watched.Page);
        var keys = await browser.Registry.RegisterAsync();
        await browser.Registry.SettledAsync(keys);
        await browser.Registry.Services.GetRequiredService<RegistrationStore>().UpdateAsync(
            RegistrationId.Parse(keys.Id), registration => registration with { Status = RegistrationStatus.Expired }, Cancellation);
        await owner.OpenAsync(keys);
        await Assertions.Expect(owner.Status).ToHaveTextAsync("No longer valid");
        await Assertions.Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true })).ToHaveCountAsync(0);

        await owner.PressAsync("Renew for a year");

        await owner.ExpectNoticeAsync("Renewed");
        await owner.ExpectPlacardAsync();
        await Assertions.Expect(owner.Status).ToHaveTextAsync("Registered");
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task RefusedAddress_Corrected_GetsItsPlacard()
    {
        await using var watched = await browser.OpenAsync();
        var owner = new ManagePage(watched.Page);
        var keys = await browser.Registry.RegisterAsync(RegistryHost.Form(form => form["address"]!["street"] = RegistrationPage.UnknownStreet));
        await browser.Registry.SettledAsync(keys);
        await owner.OpenAsync(keys);
        await Assertions.Expect(watched.Page.GetByText("We do not know this street. Please check how it is spelled.")).ToBeVisibleAsync(new() { Timeout = Browser.Patience });

        await owner.PressAsync("Change");
        await watched.Page.GetByLabel("House number and street").FillAsync("1060 W Addison St");
        await owner.PressAsync("Save");

        await owner.ExpectNoticeAsync("Your changes are saved. We look up your address again.");
        await owner.ExpectPlacardAsync();
        watched.AssertNoComplaints();
    }

    [Fact]
    public async Task Pages_WithABadLinkOrWithoutTheRegistry_SayWhatToDo()
    {
        await using var watched = await browser.OpenAsync();
        var page = watched.Page;
        var owner = new ManagePage(page);
        var keys = await browser.Registry.RegisterAsync();

        // The page loads itself again when its fragment changes; a route that is laid meanwhile may miss the page that comes.
        await page.RouteAsync("**/confirmation", route => route.AbortAsync(), new() { Times = 1 });
        await page.GotoAsync("/confirm/");
        await owner.ExpectHeadingAsync("The link is not complete");
        await page.GotoAsync("/confirm/#id=7K3M9QX2TB&token=unknown");
        await owner.PressAsync("Yes, this is my e-mail address");
        await Assertions.Expect(page.GetByText("That did not work.")).ToBeVisibleAsync();
        await owner.PressAsync("Yes, this is my e-mail address");
        await owner.ExpectHeadingAsync("This link does not work any more");

        await page.RouteAsync("**/api/registrations/*", route => route.FulfillAsync(new() { Status = 503 }), new() { Times = 1 });
        await page.GotoAsync($"/manage/#id={keys.Id}&token={keys.Token}");
        await owner.ExpectHeadingAsync("We cannot reach the registry right now");
        await owner.PressAsync("Try again");
        await owner.ExpectHeadingAsync("Your registration");
        await page.RouteAsync("**/api/registrations/*", route => route.AbortAsync(), new() { Times = 1 });
        await owner.PressAsync("Withdraw");
        await owner.PressAsync("Withdraw and delete");
        await Assertions.Expect(page.GetByText("That did not work. Check your connection")).ToBeVisibleAsync();
        await owner.PressAsync("Keep my registration");
        await owner.ExpectHeadingAsync("Your registration");
        Assert.Equal(HttpStatusCode.OK, (await browser.Registry.GetAsOwnerAsync($"/api/registrations/{keys.Id}", keys.Token)).StatusCode);
    }

    private async Task<bool> IsConfirmedAsync(string id)
    {
        var registration = await browser.Mailing.Services.GetRequiredService<RegistrationStore>().FindAsync(RegistrationId.Parse(id), Cancellation);
        return !registration!.AwaitsConfirmation;
    }

    /// <summary>A registration that is active, because its owner has used the link in the mail, and the token of that link.</summary>
    private async Task<(string Id, string Token)> ConfirmedAsync(string email)
    {
        var (id, _) = await browser.Mailing.RegisterAsync(RegistryHost.Form(form => form["owner"]!["email"] = email));
        var link = await ManagePage.LinkInMailAsync(browser.Mailing, email, "confirm");
        var token = link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/registrations/{id}/confirmation");
        request.Headers.Add("X-Manage-Token", token);
        using var response = await browser.Mailing.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await browser.Mailing.SettledAsync(id, token);
        return (id, token);
    }

    /// <summary>Another window of the owner saves another phone number.</summary>
    private async Task PutAsync((string Id, string Token) keys, string phone)
    {
        using var current = await browser.Registry.GetAsOwnerAsync($"/api/registrations/{keys.Id}", keys.Token);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/registrations/{keys.Id}")
        {
            Content = System.Net.Http.Json.JsonContent.Create(RegistryHost.Form(form =>
            {
                form["owner"]!["name"] = "Ana María Ruiz";
                form["owner"]!["phone"] = phone;
            })),
        };
        request.Headers.Add("X-Manage-Token", keys.Token);
        request.Headers.IfMatch.Add(current.Headers.ETag!);
        using var response = await browser.Registry.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
