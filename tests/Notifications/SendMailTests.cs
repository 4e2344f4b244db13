using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Tests.Localhost;
using ServerlessRegistry.Upkeep;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class SendMailTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();
    private readonly Journal _journal = new();

    [Fact]
    public async Task Registration_WhereThereIsAMailServer_IsConfirmedByMailOverTlsWithSignIn()
    {
        await using var server = SmtpServer.Start(new SmtpScript { OffersTls = true, AsksForPassword = true });
        await using var registry = Start(server, SmtpSecurity.StartTls);

        var (id, token) = await registry.RegisterAsync(RegistryHost.Form(form => form["owner"]!["language"] = "es-MX"));

        await Eventually.Equal(1, () => server.Deliveries.Count);
        var delivery = server.Deliveries[0];
        Assert.True(delivery.IsSecure && delivery.IsSignedIn);
        Assert.Equal("ana@example.com", delivery.Recipient);
        Assert.StartsWith("Hola, Ana Ruiz:", delivery.Message.TextBody, StringComparison.Ordinal);
        Assert.Contains($"/confirm/#id={id}&token=", delivery.Message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(token, delivery.Raw, StringComparison.Ordinal);
        await Eventually.Equal(0, Requests.CountAsync);
        AssertNothingPersonalIsLogged();
    }

    [Fact]
    public async Task Mail_RefusedForNowAndThenCutOff_IsSentOnceInTheEnd()
    {
        await using var server = SmtpServer.Start(
            SmtpScript.At(SmtpStep.Recipient, "450 ana@example.com is busy"),
            new SmtpScript { HangsUpWithinTheMessage = true },
            SmtpScript.At(SmtpStep.Greeting, new SmtpAnswer.HangUp()),
            new SmtpScript());
        await using var registry = Start(server);

        await registry.RegisterAsync();

        await Eventually.Equal(1, () => server.Deliveries.Count);
        await Eventually.Equal(0, Requests.CountAsync);
        Assert.Equal(4, server.SessionCount);
        Assert.Equal(0, await PoisonCountAsync());
        Assert.Equal(3, _journal.Log.Count(entry => entry.Level == LogLevel.Warning && entry.Message.Contains("is tried again in", StringComparison.Ordinal)));
        AssertNothingPersonalIsLogged();
    }

    [Fact]
    public async Task Mail_RefusedForGood_WaitsForAnOperatorWhoCanSendItAgain()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Recipient, "550 ana@example.com is not known"), new SmtpScript());
        await using var registry = Start(server);

        var (id, _) = await registry.RegisterAsync();

        var message = await Poison.NextAsync();
        Assert.Equal(1, server.SessionCount);
        await Eventually.Equal(0, Requests.CountAsync);
        using var request = JsonDocument.Parse(Convert.FromBase64String(message));
        Assert.Equal(
            $$"""{"registrationId":"{{id}}","kind":"confirmation","attempt":0,"emailIndex":null}""", request.RootElement.GetRawText());

        await Requests.SendRawAsync(message);

        await Eventually.Equal(1, () => server.Deliveries.Count);
        Assert.Contains($"/confirm/#id={id}&token=", server.Deliveries[0].Message.TextBody, StringComparison.Ordinal);
        AssertNothingPersonalIsLogged();
    }

    [Fact]
    public async Task Mail_RefusedForNowEachTime_IsGivenUpInTheEnd()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Content, "451 ana@example.com: not now"));
        await using var registry = Start(server);

        await registry.RegisterAsync();

        await Eventually.Equal(1, PoisonCountAsync);
        Assert.Equal(1 + MailSchedule.Retries, server.SessionCount);
        Assert.Empty(server.Deliveries);
        await Eventually.Equal(0, Requests.CountAsync);
        AssertNothingPersonalIsLogged();
    }

    [Fact]
    public async Task Mail_AskedForAgainWhileTheServerTakesIt_IsSentOnce()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Content, new SmtpAnswer.Slow(TimeSpan.FromMilliseconds(200))));
        await using var registry = Start(server);
        var (id, _) = await registry.RegisterAsync();
        await Eventually.True(() => server.Commands.Contains("DATA"));

        await registry.Services.GetRequiredService<MailRequests>()
            .SendAsync(new MailRequest(id, MailKind.Confirmation), TestContext.Current.CancellationToken);

        await Eventually.True(() => _journal.Log.Any(entry => entry.Message == $"The mail Confirmation for registration {id} is being sent already; another look follows."));
        await Eventually.Equal(0, Requests.CountAsync);
        Assert.Equal(1, server.SessionCount);
        Assert.Single(server.Deliveries);
        Assert.Contains(_journal.Log, entry => entry.Message == $"The mail Confirmation for registration {id} is no longer wanted.");
    }

    [Fact]
    public async Task Mail_ToAnAddressThatIsCorrectedWhileTheServerTakesIt_IsFollowedByOneToTheOther()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Content, new SmtpAnswer.Slow(TimeSpan.FromMilliseconds(200))), new SmtpScript());
        await using var registry = Start(server);
        var (id, token) = await registry.RegisterAsync(RegistryHost.Form(form => form["owner"]!["email"] = "anna@example.com"));
        await Eventually.Equal(1, () => server.Deliveries.Count);

        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/registrations/{id}") { Content = JsonContent.Create(RegistryHost.Form()) };
        request.Headers.Add("X-Manage-Token", token);
        request.Headers.Add("If-Match", "*");
        using var response = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Eventually.Equal(2, () => server.Deliveries.Count);
        await Eventually.Equal(0, Requests.CountAsync);
        Assert.Equal(["anna@example.com", "ana@example.com"], server.Deliveries.Select(delivery => delivery.Recipient));
        var row = await new TableClient(_account, "Registrations").GetEntityAsync<TableEntity>(
            id, "registration", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(row.Value["MailDue"]);
        Assert.Null(row.Value["MailUnderWay"]);
    }

    [Fact]
    public async Task Mail_WhoseSenderStoppedWithinIt_IsSentByTheNext()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Content, new SmtpAnswer.Silence()), new SmtpScript());
        TimeSpan longest;
        await using (var stopped = Start(server))
        {
            longest = stopped.Services.GetRequiredService<MailOptions>().LongestSending;
            await stopped.RegisterAsync();
            await Eventually.True(() => server.Commands.Contains("DATA"));
        }

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var next = Start(server, clock: clock);
        await Eventually.True(() => _journal.Log.Any(entry => entry.Message.EndsWith("is being sent already; another look follows.", StringComparison.Ordinal)));
        Assert.Equal(1, server.SessionCount);
        clock.Advance(longest);

        await Eventually.Equal(1, () => server.Deliveries.Count);
        await Eventually.Equal(0, Requests.CountAsync);
        Assert.Equal(2, server.SessionCount);
    }

    [Fact]
    public async Task Mail_WhoseNextAttemptIsLost_IsAskedForByTheUpkeepOnceItIsOverdue()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Recipient, "450 ana@example.com is busy"), new SmtpScript());
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var registry = Start(server, clock: clock, retryDelay: "00:01:00");
        await registry.RegisterAsync();
        await Eventually.True(() => _journal.Log.Any(entry => entry.Message.Contains("is tried again in", StringComparison.Ordinal)));
        await Eventually.Equal(1, Requests.CountAsync);
        await Requests.ClearMessagesAsync(TestContext.Current.CancellationToken);
        var upkeep = ActivatorUtilities.CreateInstance<ResumeStalledRegistrations>(registry.Services);

        clock.Advance(TimeSpan.FromMinutes(15));
        await upkeep.RunAsync(new TimerInfo(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await Requests.CountAsync());

        clock.Advance(TimeSpan.FromMinutes(2));
        await upkeep.RunAsync(new TimerInfo(), TestContext.Current.CancellationToken);

        await Eventually.Equal(1, () => server.Deliveries.Count);
        Assert.Equal(2, server.SessionCount);
    }

    [Fact]
    public async Task Request_ForARegistrationThatIsNotThere_SendsNothing()
    {
        await using var server = SmtpServer.Start();
        await using var registry = Start(server);

        await registry.Services.GetRequiredService<MailRequests>().SendAsync(new MailRequest("0000000000", MailKind.Expired), TestContext.Current.CancellationToken);

        await Eventually.True(() => _journal.Log.Any(entry => entry.Message == "The mail Expired for registration 0000000000 is no longer wanted."));
        Assert.Equal(0, server.SessionCount);
    }

    [Fact]
    public async Task Owners_WithHostileNamesAndOrganizations_EachGetOneMailWithItsHeadersIntact()
    {
        await using var server = SmtpServer.Start(new SmtpScript { KnowsUtf8 = true });
        await using var registry = Start(server);
        var accepted = 0;
        foreach (var (index, name) in HostileNames.All(60).Where(name => !name.Contains('\uD800', StringComparison.Ordinal)).Index())
        {
            var form = RegistryHost.Form(form =>
            {
                form["owner"]!["name"] = name;
                form["owner"]!["organization"] = name;
                form["owner"]!["email"] = $"owner{index}@example.com";
            });
            using var response = await registry.Client.PostAsync("/api/registrations", System.Net.Http.Json.JsonContent.Create(form), TestContext.Current.CancellationToken);
            accepted += response.IsSuccessStatusCode ? 1 : 0;
        }

        Assert.InRange(accepted, 15, 59);
        await Eventually.Equal(accepted, () => server.Deliveries.Count);
        Assert.Equal(accepted, server.Deliveries.Select(delivery => delivery.Recipient).Distinct().Count());
        Assert.All(server.Deliveries, delivery =>
        {
            Assert.Matches("^owner[0-9]+@example\\.com$", delivery.Recipient);
            Assert.Equal(delivery.Recipient, delivery.Message.To.Mailboxes.Single().Address);
            Assert.Empty(delivery.Message.Bcc);
            Assert.Equal("CHICAGO Plan Camera Registry: please confirm your e-mail address", delivery.Message.Subject);
            Assert.DoesNotContain("evil.example", delivery.Raw, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script", delivery.Message.HtmlBody, StringComparison.OrdinalIgnoreCase);
        });
    }

    private QueueClient Requests => new(_account, "mail-requests");

    private QueueClient Poison => new(_account, "mail-requests-poison");

    /// <summary>How many mails wait for an operator; the queue is made with the first.</summary>
    private async Task<int> PoisonCountAsync() => await Poison.ExistsAsync(TestContext.Current.CancellationToken) ? await Poison.CountAsync() : 0;

    /// <summary>The registry with this mail server. Its retries wait no time at all: the storage counts whole seconds.</summary>
    private RegistryHost Start(
        SmtpServer server, SmtpSecurity security = SmtpSecurity.None, TimeProvider? clock = null, string retryDelay = "00:00:00.0001")
    {
        var isSecure = security is not SmtpSecurity.None;
        var settings = new Dictionary<string, string?>
        {
            ["Confirmation"] = "required",
            ["Mailer"] = "smtp",
            ["Mail:Smtp:Host"] = "localhost",
            ["Mail:Smtp:Port"] = $"{server.Port}",
            ["Mail:Smtp:Security"] = $"{security}",
            ["Mail:Smtp:UserName"] = isSecure ? SmtpServer.UserName : null,
            ["Mail:Smtp:Password"] = isSecure ? SmtpServer.Password : null,
            ["Mail:From"] = "registry@example.org",
            ["Mail:RetryDelay"] = retryDelay,
        };
        return RegistryHost.Start(_account, settings, services => services
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton<ILoggerProvider>(new JournalLogger(_journal))
            .AddSingleton<IMailer>(provider => new SmtpMailer(provider.GetRequiredService<MailOptions>().Smtp!, server.IsOwn)));
    }

    private void AssertNothingPersonalIsLogged() => Assert.All(_journal.Log, entry =>
    {
        var text = $"{entry.Message} {entry.Exception}";
        Assert.DoesNotContain("ana@", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Ruiz", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("token=", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(SmtpServer.Password, text, StringComparison.Ordinal);
    });
}
