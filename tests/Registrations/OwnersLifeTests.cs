using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Moq;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Registrations;

/// <summary>The life of a registration as its owner lives it: confirmed, changed, renewed, withdrawn, expired, erased.</summary>
public sealed class OwnersLifeTests(AzuriteFixture azurite)
{
    private const string Secret = "a token of nobody";
    private readonly string _account = azurite.NewAccount();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Life_FromThePostToTheErasure_GoesAsPromised()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.Host.RegisterAsync();
        var link = await registry.LinkAsync(owner.Id);
        var waiting = await registry.Host.RegistrationAsync(owner.Id, owner.Token);
        Assert.Equal(("received", false), (Status(waiting), waiting.GetProperty("emailConfirmed").GetBoolean()));
        Assert.Empty(await registry.CamerasAsync());

        Assert.Equal(HttpStatusCode.OK, await registry.ConfirmAsync(link));
        var active = await registry.Host.SettledAsync(owner);
        var code = active.GetProperty("placard").GetProperty("code").GetString()!;
        Assert.True(active.GetProperty("emailConfirmed").GetBoolean());
        Assert.Equal([$"{owner.Id}-01"], await registry.CamerasAsync());
        Assert.Equal((true, true), await registry.CheckPlacardAsync(code));

        var end = active.GetProperty("validUntil").GetDateTimeOffset();
        Assert.Equal(active.GetProperty("submittedAt").GetDateTimeOffset().AddMonths(12), end);
        await registry.PassAsync(end - registry.Clock.GetUtcNow() - TimeSpan.FromDays(31));
        Assert.Single(await registry.MailsAsync());
        await registry.PassAsync(TimeSpan.FromDays(1));
        await registry.RunUpkeepAsync();
        Assert.Contains("/manage/#id=", (await registry.MailAsync(2)).Text, StringComparison.Ordinal);
        await registry.PassAsync(TimeSpan.FromDays(23));
        await registry.RunUpkeepAsync();
        var weekLink = Assert.Single((await registry.MailAsync(3)).Links, address => OwnerLink.Read(address) is not null);
        await registry.PassAsync(TimeSpan.FromDays(7));
        await registry.RunUpkeepAsync();
        await registry.MailAsync(4);
        Assert.Equal("expired", Status(await registry.Host.RegistrationAsync(owner.Id, owner.Token)));
        Assert.Empty(await registry.CamerasAsync());
        Assert.Equal((true, false), await registry.CheckPlacardAsync(code));

        await registry.PassAsync(TimeSpan.FromDays(29));
        using (var renewed = await registry.SendAsync(HttpMethod.Post, $"/api/registrations/{owner.Id}/renewal", OwnerLink.Read(weekLink)!.Token))
        {
            Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        }

        active = await registry.Host.SettledAsync(owner);
        Assert.Equal(registry.Clock.GetUtcNow().AddMonths(12), active.GetProperty("validUntil").GetDateTimeOffset());
        Assert.Equal([$"{owner.Id}-01"], await registry.CamerasAsync());
        Assert.Equal((true, true), await registry.CheckPlacardAsync(code));
        Assert.Equal(2, await PlacardsAsync(owner.Id));

        await registry.PassAsync(TimeSpan.FromDays(367));
        Assert.Equal("expired", Status(await registry.Host.RegistrationAsync(owner.Id, owner.Token)));
        await registry.PassAsync(TimeSpan.FromDays(30));
        using var gone = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", owner.Token);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await AssertOnlyTombstoneIsLeftAsync(owner.Id, "Expired", code);
        Assert.Equal((true, false), await registry.CheckPlacardAsync(code));
    }

    [Fact]
    public async Task Registration_ThatNobodyConfirms_IsRemindedOfOnceAndThenRemoved()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.Host.RegisterAsync();
        await registry.MailAsync(1);

        await registry.PassAsync(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        Assert.Single(await registry.MailsAsync());
        await registry.PassAsync(TimeSpan.FromMinutes(1));
        await registry.RunUpkeepAsync();
        await registry.MailAsync(2);
        await registry.PassAsync(TimeSpan.FromDays(10));
        await registry.Host.RegistrationAsync(owner.Id, owner.Token);
        await registry.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(2, (await registry.MailsAsync()).Count);
        using var gone = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", owner.Token);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(await RowsAsync(owner.Id));
        Assert.Equal(HttpStatusCode.NotFound, await registry.ConfirmAsync(await registry.LinkAsync(owner.Id)));
        await registry.RegisterActiveAsync();
    }

    [Fact]
    public async Task Upkeep_WhenItsTimeComes_RunsByItself()
    {
        await using var registry = OwnersRegistry.StartWithTimers(_account);
        await registry.Host.RegisterAsync();
        await registry.AdvanceAsync(TimeSpan.FromDays(3));

        // A timer that was still starting took its times from the clock as it stands now.
        await Eventually.True(async () =>
        {
            await registry.AdvanceAsync(TimeSpan.FromHours(1));
            return (await registry.MailsAsync()).Count > 1;
        });

        Assert.Contains((await registry.MailsAsync())[1].Links, address => address.Contains("/confirm/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upkeep_RunTwiceInTheSameMoment_AsksForMailThatIsDueOnce()
    {
        var mailServer = new TaskCompletionSource();
        var mailer = new Mock<IMailer>();
        await using var registry = OwnersRegistry.Start(_account, services => services.AddSingleton(mailer.Object));
        var owner = await registry.Host.RegisterAsync();
        await registry.AdvanceAsync(TimeSpan.FromMinutes(16));
        mailer.Setup(mails => mails.SendAsync(It.IsAny<MimeMessage>(), It.IsAny<CancellationToken>())).Returns(mailServer.Task);
        await registry.Host.Services.GetRequiredService<RegistrationStore>().UpdateAsync(
            RegistrationId.Parse(owner.Id), current => current with { MailDue = [MailKind.Confirmation] }, Cancellation);

        await registry.RunUpkeepAsync();
        await registry.RunUpkeepAsync();

        var queue = await new QueueClient(_account, "mail-requests").GetPropertiesAsync(Cancellation);
        Assert.Equal(1, queue.Value.ApproximateMessagesCount);
        mailServer.SetResult();
    }

    [Fact]
    public async Task Reminder_OfTheConfirmation_HasALinkThatConfirms()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.Host.RegisterAsync();
        var first = await registry.LinkAsync(owner.Id);
        await registry.PassAsync(TimeSpan.FromDays(3));
        var reminder = OwnerLink.Read((await registry.MailAsync(2)).Links.First(address => address.Contains("/confirm/", StringComparison.Ordinal)))!;

        Assert.NotEqual(first.Token, reminder.Token);
        Assert.Equal(HttpStatusCode.OK, await registry.ConfirmAsync(reminder));
        Assert.Equal(HttpStatusCode.OK, await registry.ConfirmAsync(first));
        Assert.Equal("active", Status(await registry.Host.SettledAsync(owner.Id, first.Token)));
    }

    [Fact]
    public async Task Confirmation_WithATokenThatWasNotMailed_ConfirmsNothing()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.Host.RegisterAsync();
        var link = await registry.LinkAsync(owner.Id);

        using var early = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", link.Token);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, await registry.ConfirmAsync(link with { Token = owner.Token }));
        Assert.Equal(HttpStatusCode.NotFound, await registry.ConfirmAsync(link with { Token = Secret }));
        Assert.Equal(HttpStatusCode.NotFound, await registry.ConfirmAsync(link with { Id = "0000000000" }));
        Assert.Equal("received", Status(await registry.Host.RegistrationAsync(owner.Id, owner.Token)));

        // Many times at once, as mail scanners and impatient owners do.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.ConfirmAsync(link)));
        Assert.All(outcomes, outcome => Assert.Equal(HttpStatusCode.OK, outcome));
        await registry.Host.SettledAsync(owner.Id, link.Token);
        await registry.Host.SettledAsync(owner);
    }

    [Fact]
    public async Task Change_OfTheAddress_LeavesTheOldPlaceAtOnceAndKeepsThePlacard()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var before = await registry.Host.RegistrationAsync(owner.Id, owner.Token);

        var changed = await registry.ChangeAsync(owner, RegistryHost.Form(form => form["address"]!["street"] = "5801 S Ellis Ave"));

        Assert.DoesNotContain($"{owner.Id}-01", await registry.CamerasAsync());
        Assert.NotEqual("needsReview", Status(changed));
        var settled = await registry.Host.SettledAsync(owner);
        Assert.Equal("active", Status(settled));
        var point = settled.GetProperty("location").GetProperty("point").GetProperty("coordinates");
        Assert.Equal([$"{owner.Id}-01"], await registry.CamerasAsync(point[0].GetDouble(), point[1].GetDouble(), 50));
        Assert.Equal(
            before.GetProperty("placard").GetProperty("code").GetString(), settled.GetProperty("placard").GetProperty("code").GetString());
        Assert.Equal(1, await PlacardsAsync(owner.Id));
    }

    [Fact]
    public async Task Change_OfTheCameras_IsOnTheMapWhenTheAnswerComes()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync(WithCameras(100));
        Assert.Equal(100, (await registry.CamerasAsync()).Count);

        foreach (var count in new[] { 1, 3, 100, 99, 2 })
        {
            var changed = await registry.ChangeAsync(owner, WithCameras(count));
            Assert.Equal(count, changed.GetProperty("cameras").GetArrayLength());
            Assert.Equal(Enumerable.Range(1, count).Select(number => $"{owner.Id}-{number.ToString("00", CultureInfo.InvariantCulture)}").Order(), await registry.CamerasAsync());
            Assert.Equal("active", Status(changed));
        }

        Assert.Equal(1, await PlacardsAsync(owner.Id));
        Assert.Equal(2, (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("cameras").GetArrayLength());
    }

    [Fact]
    public async Task Change_ThatChangesNothing_KeepsTheVersion()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var version = await registry.VersionAsync(owner);
        await registry.AdvanceAsync(TimeSpan.FromMinutes(1));

        await registry.ChangeAsync(owner, RegistryHost.Form());

        Assert.Equal(version, await registry.VersionAsync(owner));
        Assert.Matches("^\"[A-Za-z0-9_-]+\"$", version);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.PreconditionRequired)]
    [InlineData("\"another\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/{0}", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"another\", {0}", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("no tag", HttpStatusCode.BadRequest)]
    public async Task Change_WithIfMatch_IsMadeOnlyOfTheVersionThatIsStored(string? ifMatch, HttpStatusCode expected)
    {
        await using var registry = OwnersRegistry.Start(_account, ("Confirmation", "off"));
        var owner = await registry.Host.RegisterAsync();
        await registry.Host.SettledAsync(owner);
        var header = ifMatch is null ? null : string.Format(CultureInfo.InvariantCulture, ifMatch, await registry.VersionAsync(owner));

        using var response = await registry.SendAsync(
            HttpMethod.Put, $"/api/registrations/{owner.Id}", owner.Token, RegistryHost.Form(form => form["owner"]!["name"] = "Ana Maria Ruiz"), header);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Changes_ByManyAtOnce_AreMadeByOneOfThem()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        for (var round = 0; round < 4; round++)
        {
            await registry.Host.QuietAsync();
            var version = await registry.VersionAsync(owner);
            var changes = await Task.WhenAll(Enumerable.Range(1, 10).Select(async number =>
            {
                using var response = await registry.SendAsync(
                    HttpMethod.Put, $"/api/registrations/{owner.Id}", owner.Token, WithCameras(number + (10 * round) + 1), version);
                return (response.StatusCode, Count: number + (10 * round) + 1);
            }));

            var winner = Assert.Single(changes, change => change.StatusCode == HttpStatusCode.OK);
            Assert.All(changes.Where(change => change != winner), change => Assert.Equal(HttpStatusCode.PreconditionFailed, change.StatusCode));
            Assert.Equal(winner.Count, (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("cameras").GetArrayLength());
            Assert.Equal(winner.Count, (await registry.CamerasAsync()).Count);
        }
    }

    [Fact]
    public async Task Withdrawal_WhileChangesGoOn_LeavesNothingOnTheMap()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var changes = Enumerable.Range(1, 6).Select(async number =>
        {
            using var response = await registry.SendAsync(
                HttpMethod.Put, $"/api/registrations/{owner.Id}", owner.Token, WithCameras(number), "*");
            return response.StatusCode;
        }).ToList();

        using var withdrawn = await registry.SendAsync(HttpMethod.Delete, $"/api/registrations/{owner.Id}", owner.Token);
        var outcomes = await Task.WhenAll(changes);

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.All(outcomes, outcome => Assert.Contains(outcome, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict }));
        await registry.Host.QuietAsync();
        Assert.Empty(await registry.CamerasAsync());
    }

    [Fact]
    public async Task Email_Changed_IsTheOwnersOnceItIsConfirmedAndTheOldOneIsTold()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();

        var changed = await registry.ChangeAsync(owner, RegistryHost.Form(form => form["owner"]!["email"] = "new@example.com"));
        Assert.Equal("ana@example.com", changed.GetProperty("owner").GetProperty("email").GetString());
        Assert.Equal("new@example.com", changed.GetProperty("pendingEmail").GetString());
        await registry.MailAsync(3);
        var mails = (await registry.MailsAsync()).Skip(1).ToDictionary(mail => mail.To);
        Assert.Equal(2, mails.Count);
        var link = mails.Single(mail => mail.Key.Contains("new@example.com", StringComparison.Ordinal)).Value.Links.Select(OwnerLink.Read).OfType<OwnerLink>().First();
        Assert.Contains(mails.Keys, to => to.Contains("ana@example.com", StringComparison.Ordinal));

        // A mistyped address is somebody else's: its link opens nothing, before and after.
        using var early = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", link.Token);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await registry.ConfirmAsync(link));
        Assert.Equal(HttpStatusCode.OK, await registry.ConfirmAsync(link));
        using var late = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", link.Token);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);

        var confirmed = await registry.Host.RegistrationAsync(owner.Id, owner.Token);
        Assert.Equal("new@example.com", confirmed.GetProperty("owner").GetProperty("email").GetString());
        Assert.Equal(JsonValueKind.Null, confirmed.GetProperty("pendingEmail").ValueKind);
        Assert.Equal("active", Status(confirmed));
        Assert.Equal(1, await PlacardsAsync(owner.Id));

        // The old address may be registered by somebody else now, and the new one is known.
        await registry.Host.RegisterAsync(RegistryHost.Form(form => form["owner"]!["email"] = "new@example.com"));
        Assert.Equal(owner.Id, OwnerLink.Read((await registry.MailAsync(4)).Links[0])!.Id);
    }

    [Theory]
    [InlineData("required")]
    [InlineData("off")]
    public async Task Email_Changed_LeavesLinksToTheFormerMailboxForAMonth(string confirmation)
    {
        await using var registry = OwnersRegistry.Start(_account, ("Confirmation", confirmation));
        var owner = await registry.Host.RegisterAsync();
        if (confirmation == "required")
        {
            await registry.ConfirmAsync(await registry.LinkAsync(owner.Id));
        }

        await registry.Host.SettledAsync(owner);
        using var asked = await registry.SendAsync(
            HttpMethod.Post, $"/api/registrations/{owner.Id}/manage-tokens", token: null, new JsonObject { ["email"] = "ana@example.com" });
        var former = await registry.LinkAsync(owner.Id, "manage");
        await registry.AdvanceAsync(TimeSpan.FromSeconds(1));
        await registry.ChangeAsync(owner, RegistryHost.Form(form => form["owner"]!["email"] = "new@example.com"));
        if (confirmation == "required")
        {
            await registry.MailAsync(4);
            await registry.ConfirmAsync(await registry.LinkAsync(owner.Id));
        }

        await registry.Host.RegistrationAsync(owner.Id, former.Token);
        await registry.AdvanceAsync(TimeSpan.FromDays(31));

        using var late = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", former.Token);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        await registry.Host.RegistrationAsync(owner.Id, owner.Token);
    }

    [Fact]
    public async Task Email_WhoseChangeIsTakenBack_StaysAndCannotBeConfirmedAnyMore()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        await registry.ChangeAsync(owner, RegistryHost.Form(form => form["owner"]!["email"] = "new@example.com"));
        await registry.MailAsync(3);
        var link = await registry.LinkAsync(owner.Id);

        var unchanged = await registry.ChangeAsync(owner, RegistryHost.Form());

        Assert.Equal(JsonValueKind.Null, unchanged.GetProperty("pendingEmail").ValueKind);
        Assert.Equal(HttpStatusCode.Conflict, await registry.ConfirmAsync(link));
        await registry.ChangeAsync(owner, RegistryHost.Form(form => form["owner"]!["email"] = "third@example.com"));
        await registry.PassAsync(TimeSpan.FromDays(14));
        Assert.Equal(JsonValueKind.Null, (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("pendingEmail").ValueKind);
    }

    [Fact]
    public async Task Withdrawal_OfARegistration_ErasesAllButATombstone()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync(WithCameras(100));
        var code = (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("placard").GetProperty("code").GetString()!;
        using (var disclosed = await registry.Host.SendAsync(
            HttpMethod.Post,
            $"/api/registrations/{owner.Id}/contact-disclosures",
            "Registry.Officer",
            new JsonObject { ["caseNumber"] = "JH123456", ["purpose"] = "Canvass" }))
        {
            Assert.Equal(HttpStatusCode.OK, disclosed.StatusCode);
        }

        using var withdrawn = await registry.SendAsync(HttpMethod.Delete, $"/api/registrations/{owner.Id}", owner.Token);

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        await registry.Host.QuietAsync();
        await AssertOnlyTombstoneIsLeftAsync(owner.Id, "Withdrawn", code);
        Assert.Empty(await registry.CamerasAsync());
        Assert.Equal((true, false), await registry.CheckPlacardAsync(code));
        Assert.Equal(0, await PlacardsAsync(owner.Id));
        Assert.Empty(await RowsAsync(owner.Id, "Disclosures"));
        Assert.Empty(await new TableClient(_account, "OwnerIndex").QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
        foreach (var (method, path) in new[] { ("GET", ""), ("DELETE", ""), ("POST", "/renewal"), ("GET", "/export"), ("GET", "/placard") })
        {
            using var gone = await registry.SendAsync(new HttpMethod(method), $"/api/registrations/{owner.Id}{path}", owner.Token);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        await registry.RegisterActiveAsync();
    }

    [Fact]
    public async Task Post_RepeatedAfterTheWithdrawal_BringsNothingBack()
    {
        await using var registry = OwnersRegistry.Start(_account, ("Confirmation", "off"));
        async Task<JsonElement> PostAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/registrations") { Content = JsonContent.Create(RegistryHost.Form()) };
            request.Headers.Add("Idempotency-Key", "once");
            using var response = await registry.Host.Client.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        }

        var first = await PostAsync();
        var (id, token) = (first.GetProperty("id").GetString()!, first.GetProperty("manageToken").GetString()!);
        await registry.Host.SettledAsync(id, token);
        using var withdrawn = await registry.SendAsync(HttpMethod.Delete, $"/api/registrations/{id}", token);

        var again = await PostAsync();

        Assert.Equal((id, "withdrawn"), (again.GetProperty("id").GetString(), again.GetProperty("status").GetString()));
        using var gone = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{id}", again.GetProperty("manageToken").GetString());
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(await registry.CamerasAsync());
    }

    [Fact]
    public async Task Address_RegisteredAgain_ChangesNothingAndTheOwnerGetsTheLink()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        var version = await registry.VersionAsync(owner);

        var (otherId, otherToken) = await registry.Host.RegisterAsync(RegistryHost.Form(form =>
        {
            form["owner"]!["email"] = "ANA@Example.com";
            form["owner"]!["name"] = "Somebody Else";
            form["address"]!["street"] = "1060 west addison street.";
        }));
        var mail = await registry.MailAsync(2);

        var link = Assert.IsType<OwnerLink>(OwnerLink.Read(mail.Links[0]));
        Assert.Equal(("manage", owner.Id), (link.Page, link.Id));
        Assert.NotEqual(owner.Id, otherId);
        Assert.Equal("Ana Ruiz", (await registry.Host.RegistrationAsync(owner.Id, link.Token)).GetProperty("owner").GetProperty("name").GetString());
        Assert.Equal(version, await registry.VersionAsync(owner));

        // Whoever sent it sees what they would see of any other registration that waits.
        var seen = await registry.Host.RegistrationAsync(otherId, otherToken);
        Assert.Equal(("received", false), (Status(seen), seen.GetProperty("emailConfirmed").GetBoolean()));
        await registry.PassAsync(TimeSpan.FromDays(3));
        await registry.PassAsync(TimeSpan.FromDays(11));
        Assert.Equal(2, (await registry.MailsAsync()).Count);
        using var gone = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{otherId}", otherToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal([$"{owner.Id}-01"], await registry.CamerasAsync());
    }

    /// <summary>Nobody stands in an owner's way by registering with the owner's e-mail address first.</summary>
    [Fact]
    public async Task Address_RegisteredBySeveralBeforeOneIsConfirmed_IsThatOnesFromThen()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var posts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => registry.Host.RegisterAsync()));
        var links = new List<OwnerLink>();
        foreach (var post in posts)
        {
            links.Add(await registry.LinkAsync(post.Id));
        }

        var outcomes = await Task.WhenAll(links.Select(registry.ConfirmAsync));

        var winner = Assert.Single(posts, post => outcomes[Array.IndexOf(posts, post)] == HttpStatusCode.OK);
        Assert.Equal(2, outcomes.Count(outcome => outcome == HttpStatusCode.Conflict));
        Assert.Equal("active", Status(await registry.Host.SettledAsync(winner)));
        Assert.Equal(winner.Id, (await registry.LinkAsync(winner.Id, "manage")).Id);
        foreach (var loser in posts.Where(post => post != winner))
        {
            Assert.Equal("received", Status(await registry.Host.RegistrationAsync(loser.Id, loser.Token)));
        }

        Assert.Equal([$"{winner.Id}-01"], await registry.CamerasAsync());
    }

    [Fact]
    public async Task Address_RegisteredAgain_LooksAsAnyOtherThatWaits()
    {
        await using var registry = OwnersRegistry.Start(_account);
        await registry.RegisterActiveAsync();
        var again = await registry.Host.RegisterAsync();
        var other = await registry.Host.RegisterAsync(RegistryHost.Form(form => form["owner"]!["email"] = "bob@example.com"));
        await registry.MailAsync(3);

        foreach (var path in new[] { "", "/export" })
        {
            var texts = new List<string>();
            foreach (var owner in new[] { again, other })
            {
                using var response = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}{path}", owner.Token);
                var text = await response.Content.ReadAsStringAsync(Cancellation);
                texts.Add(text.Replace(owner.Id, "", StringComparison.Ordinal).Replace("bob@", "ana@", StringComparison.Ordinal));
            }

            Assert.Equal(texts[0], texts[1]);
        }
    }

    [Fact]
    public async Task Address_OfADuplicateWhoseOriginalIsGone_IsRegisteredAfterAll()
    {
        await using var registry = OwnersRegistry.Start(_account, ("Confirmation", "off"));
        var first = await registry.Host.RegisterAsync();
        await registry.Host.SettledAsync(first);

        // What a crash between the claim of an address and the storing of its registration leaves.
        await new TableClient(_account, "Registrations").SubmitTransactionAsync(
            (await RowsAsync(first.Id)).Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)), Cancellation);
        var again = await registry.Host.RegisterAsync();
        await registry.PassAsync(TimeSpan.FromMinutes(16));

        Assert.Equal("active", Status(await registry.Host.SettledAsync(again)));
    }

    [Fact]
    public async Task Link_AskedForByMail_IsSentOnlyWhereIdAndAddressBelongTogether()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        async Task<string> AskAsync(string id, string email)
        {
            using var response = await registry.SendAsync(
                HttpMethod.Post, $"/api/registrations/{id}/manage-tokens", token: null, new JsonObject { ["email"] = email });
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return await response.Content.ReadAsStringAsync(Cancellation);
        }

        var answers = new[]
        {
            await AskAsync(owner.Id, "eve@example.com"),
            await AskAsync("0000000000", "ana@example.com"),
            await AskAsync("no-id", "ana@example.com"),
            await AskAsync(owner.Id.ToLowerInvariant(), "Ana@EXAMPLE.com"),
        };
        var link = await registry.LinkAsync(owner.Id, "manage");
        await AskAsync(owner.Id, "ana@example.com");

        Assert.Single(answers.Distinct());
        await registry.Host.RegistrationAsync(owner.Id, link.Token);
        await registry.Host.RegistrationAsync(owner.Id, owner.Token);
        await registry.AdvanceAsync(TimeSpan.FromMinutes(6));
        await AskAsync(owner.Id, "ana@example.com");
        await registry.MailAsync(3);
        Assert.Equal(3, (await registry.MailsAsync()).Count);

        await registry.AdvanceAsync(TimeSpan.FromDays(91));
        using var old = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}", link.Token);
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
    }

    [Theory]
    [InlineData(null, "JH123456")]
    [InlineData("true", null)]
    public async Task Export_OfARegistration_HasEverythingAndEveryDisclosure(string? withhold, string? caseNumber)
    {
        await using var registry = OwnersRegistry.Start(_account, ("Disclosures:WithholdCaseNumbers", withhold));
        var owner = await registry.RegisterActiveAsync();
        using (await registry.Host.SendAsync(
            HttpMethod.Post,
            $"/api/registrations/{owner.Id}/contact-disclosures",
            "Registry.Officer",
            new JsonObject { ["caseNumber"] = "JH123456", ["purpose"] = "A purpose that is the agency's" }))
        {
        }

        using var response = await registry.SendAsync(HttpMethod.Get, $"/api/registrations/{owner.Id}/export", owner.Token);
        var text = await response.Content.ReadAsStringAsync(Cancellation);

        var export = JsonDocument.Parse(text).RootElement;
        var disclosure = Assert.Single(export.GetProperty("disclosures").EnumerateArray());
        Assert.Equal(("Registry.Officer", caseNumber), (disclosure.GetProperty("role").GetString(), disclosure.GetProperty("caseNumber").GetString()));
        Assert.Equal(registry.Clock.GetUtcNow(), disclosure.GetProperty("at").GetDateTimeOffset());
        Assert.Equal("ana@example.com", export.GetProperty("registration").GetProperty("owner").GetProperty("email").GetString());
        Assert.Equal(2, export.GetProperty("tokens").GetArrayLength());
        Assert.DoesNotContain(owner.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("A purpose", text, StringComparison.Ordinal);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
    }

    [Fact]
    public async Task Renewal_BeforeTheConfirmation_IsRefused()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.Host.RegisterAsync();

        using var refused = await registry.SendAsync(HttpMethod.Post, $"/api/registrations/{owner.Id}/renewal", owner.Token);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task Renewal_WithinTheSameMonth_DrawsNoNewPlacard()
    {
        await using var registry = OwnersRegistry.Start(_account);
        var owner = await registry.RegisterActiveAsync();
        using var soon = await registry.SendAsync(HttpMethod.Post, $"/api/registrations/{owner.Id}/renewal", owner.Token);
        Assert.Equal(
            registry.Clock.GetUtcNow().AddMonths(12),
            (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("validUntil").GetDateTimeOffset());
        await registry.AdvanceAsync(TimeSpan.FromDays(40));
        var placardsAfterASecond = await PlacardsAsync(owner.Id);

        using var later = await registry.SendAsync(HttpMethod.Post, $"/api/registrations/{owner.Id}/renewal", owner.Token);

        Assert.Equal("active", Status(await registry.Host.SettledAsync(owner)));
        Assert.Equal((1, 2), (placardsAfterASecond, await PlacardsAsync(owner.Id)));
    }

    private static JsonObject WithCameras(int count) => RegistryHost.Form(form =>
    {
        var camera = form["cameras"]![0]!;
        form["cameras"] = new JsonArray([.. Enumerable.Range(1, count).Select(number =>
        {
            var copy = camera.DeepClone();
            copy["label"] = $"Camera {number} of {count}";
            return copy;
        })]);
    });

    private static string? Status(JsonElement registration) => registration.GetProperty("status").GetString();

    private async Task AssertOnlyTombstoneIsLeftAsync(string id, string status, string code)
    {
        var tombstone = Assert.Single(await RowsAsync(id));
        Assert.Equal((status, code), (tombstone.GetString("Status"), tombstone.GetString("PlacardCode")));
        Assert.Equal("registration", tombstone.RowKey);
        Assert.Equal(
            ["ErasedAt", "PartitionKey", "PlacardCode", "RowKey", "Status", "SubmittedAt", "Timestamp", "odata.etag"],
            tombstone.Keys.Order(StringComparer.Ordinal));
    }

    private async Task<List<TableEntity>> RowsAsync(string id, string table = "Registrations") =>
        await new TableClient(_account, table).QueryAsync<TableEntity>($"PartitionKey eq '{id}'", cancellationToken: Cancellation).ToListAsync(Cancellation);

    /// <summary>How many drawings of a placard there are.</summary>
    private async Task<int> PlacardsAsync(string id) =>
        await new BlobContainerClient(_account, "placards").GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{id}/", Cancellation)
            .CountAsync(blob => blob.Name.EndsWith(".pdf", StringComparison.Ordinal), Cancellation);
}
