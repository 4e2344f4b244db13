using System.Net;
using System.Net.Sockets;
using MimeKit;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class SmtpMailerTests
{
    private static readonly SmtpScript Secure = new() { OffersTls = true, AsksForPassword = true };

    public static TheoryData<SmtpStep, string, MailStage, int> Refusals => new()
    {
        { SmtpStep.Sender, "550 5.7.1 registry@example.org may not send", MailStage.Sender, 550 },
        { SmtpStep.Recipient, "550 5.1.1 ana@example.com is not known", MailStage.Recipient, 550 },
        { SmtpStep.Recipient, "553 ana@example.com?", MailStage.Recipient, 553 },
        { SmtpStep.Data, "554 5.5.1 ana@example.com: no valid recipients", MailStage.Content, 554 },
        { SmtpStep.Content, "554 5.7.1 mail to ana@example.com is spam", MailStage.Content, 554 },
        { SmtpStep.Content, "552 too much for ana@example.com", MailStage.Content, 552 },
    };

    public static TheoryData<SmtpStep, string, MailStage, int> Delays => new()
    {
        { SmtpStep.Greeting, "421 come back later, ana@example.com", MailStage.Connection, 421 },
        { SmtpStep.Greeting, "554 no", MailStage.Connection, 554 },
        { SmtpStep.Sender, "451 4.3.0 not now, registry@example.org", MailStage.Sender, 451 },
        { SmtpStep.Sender, "530 5.7.0 authentication required", MailStage.Authentication, 530 },
        { SmtpStep.Recipient, "450 4.2.1 ana@example.com is busy", MailStage.Recipient, 450 },
        { SmtpStep.Recipient, "452 4.2.2 ana@example.com is full", MailStage.Recipient, 452 },
        { SmtpStep.Data, "451 not now", MailStage.Content, 451 },
        { SmtpStep.Content, "451 4.3.0 ana@example.com: try later", MailStage.Content, 451 },
    };

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task Message_ToAServerWithTlsAndPasswords_IsDeliveredWithBoth(SmtpSecurity security)
    {
        await using var server = SmtpServer.Start(Secure with { TlsFromTheStart = security is SmtpSecurity.Tls });

        await SendAsync(server, new SmtpOptions
        {
            Host = "localhost",
            Port = server.Port,
            Security = security,
            UserName = SmtpServer.UserName,
            Password = SmtpServer.Password,
        });

        var delivery = Assert.Single(server.Deliveries);
        Assert.True(delivery.IsSecure && delivery.IsSignedIn);
        Assert.Equal(("registry@example.org", "ana@example.com"), (delivery.Sender, delivery.Recipient));
        Assert.Equal("CHICAGO Plan Camera Registry: the link to your registration", delivery.Message.Subject);
        Assert.Contains($"\r\n{SampleMails.Link}\r\n", delivery.Raw, StringComparison.Ordinal);
        Assert.Equal("QUIT", server.Commands[^1]);
    }

    [Fact]
    public async Task Message_ToAServerWithACertificateThatThisMachineDoesNotTrust_IsNotSent()
    {
        await using var server = SmtpServer.Start(Secure);
        var mailer = new SmtpMailer(new SmtpOptions { Host = "localhost", Port = server.Port, UserName = SmtpServer.UserName, Password = SmtpServer.Password });

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => mailer.SendAsync(Message(), TestContext.Current.CancellationToken));

        Assert.Equal((MailStage.Connection, null, "SslHandshakeException"), (exception.Stage, exception.Code, exception.Reason));
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_WithLettersBeyondAsciiToAServerOfSevenBits_IsEncodedAndReadsTheSame()
    {
        await using var server = SmtpServer.Start(new SmtpScript { KnowsEightBits = false });
        var message = SampleMails.Compose(SampleMails.Owner(language: "pl", name: "Łucja Dąbrowska"));
        var text = message.TextBody;

        await SendAsync(server, message: message);

        var delivery = Assert.Single(server.Deliveries);
        Assert.True(delivery.Raw.All(char.IsAscii));
        Assert.Equal(text!.ReplaceLineEndings(), delivery.Message.TextBody!.ReplaceLineEndings());
    }

    [Fact]
    public async Task Message_WithLettersBeyondAsciiToAServerOfEightBits_TravelsAsItIs()
    {
        await using var server = SmtpServer.Start();

        await SendAsync(server, message: SampleMails.Compose(SampleMails.Owner(language: "pl", name: "Łucja Dąbrowska")));

        Assert.Equal(ContentEncoding.EightBit, Assert.Single(server.Deliveries).Message.Part("plain").ContentTransferEncoding);
        Assert.Contains(server.Commands, command => command.Contains("BODY=8BITMIME", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ana@cámaras.example", false, "ana@xn--cmaras-pta.example")]
    [InlineData("łucja@example.com", true, "łucja@example.com")]
    public async Task Address_BeyondAscii_IsWrittenAsTheServerKnowsIt(string address, bool knowsUtf8, string recipient)
    {
        await using var server = SmtpServer.Start(new SmtpScript { KnowsUtf8 = knowsUtf8 });

        await SendAsync(server, message: SampleMails.Compose(SampleMails.Owner(address: address)));

        Assert.Equal(recipient, Assert.Single(server.Deliveries).Recipient);
    }

    [Fact]
    public async Task Address_BeyondAsciiBeforeItsAt_IsRefusedForGoodByAServerThatDoesNotKnowIt()
    {
        await using var server = SmtpServer.Start();

        var exception = await Assert.ThrowsAsync<MailRefusedException>(
            () => SendAsync(server, message: SampleMails.Compose(SampleMails.Owner(address: "łucja@example.com"))));

        Assert.Equal((MailStage.Recipient, 553), (exception.Stage, exception.Code));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Message_RefusedWithA5xx_IsRefusedForGood(SmtpStep step, string reply, MailStage stage, int code)
    {
        await using var server = SmtpServer.Start(SmtpScript.At(step, reply));

        var exception = await Assert.ThrowsAsync<MailRefusedException>(() => SendAsync(server));

        Assert.Equal((stage, code), (exception.Stage, exception.Code));
        AssertTellsNothing(exception);
        Assert.Empty(server.Deliveries);
    }

    [Theory]
    [MemberData(nameof(Delays))]
    public async Task Message_RefusedForNow_MayBeSentLater(SmtpStep step, string reply, MailStage stage, int code)
    {
        await using var server = SmtpServer.Start(SmtpScript.At(step, reply));

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server));

        // The library tells a 421 as a broken conversation where it waits for something else.
        Assert.Equal(stage, exception.Stage);
        Assert.True(exception.Code == code || (code == 421 && exception.Code is null), exception.Message);
        AssertTellsNothing(exception);
        Assert.Empty(server.Deliveries);
    }

    [Theory]
    [InlineData(SmtpStep.Greeting, MailStage.Connection, false)]
    [InlineData(SmtpStep.Hello, MailStage.Connection, false)]
    [InlineData(SmtpStep.Sender, MailStage.Content, true)]
    [InlineData(SmtpStep.Recipient, MailStage.Content, true)]
    [InlineData(SmtpStep.Data, MailStage.Content, true)]
    [InlineData(SmtpStep.Content, MailStage.Content, true)]
    public async Task Server_ThatHangsUp_IsTriedLater(SmtpStep step, MailStage stage, bool mayHaveArrived)
    {
        await using var server = SmtpServer.Start(SmtpScript.At(step, new SmtpAnswer.HangUp()));

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server));

        Assert.Equal((stage, null, mayHaveArrived), (exception.Stage, exception.Code, exception.MayHaveArrived));
        AssertTellsNothing(exception);
    }

    [Theory]
    [InlineData(SmtpStep.Greeting)]
    [InlineData(SmtpStep.Hello)]
    [InlineData(SmtpStep.Recipient)]
    [InlineData(SmtpStep.Content)]
    public async Task Server_ThatFallsSilent_IsGivenUpAfterTheTimeout(SmtpStep step)
    {
        await using var server = SmtpServer.Start(SmtpScript.At(step, new SmtpAnswer.Silence()));

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Clear(server, TimeSpan.FromMilliseconds(500))));

        Assert.Equal("Timeout", exception.Reason);
    }

    [Fact]
    public async Task Server_ThatDribblesItsAnswer_IsGivenUpAfterTheTimeout()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Greeting, new SmtpAnswer.Slow(TimeSpan.FromMilliseconds(200))));

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Clear(server, TimeSpan.FromSeconds(1))));

        Assert.Equal("Timeout", exception.Reason);
    }

    [Fact]
    public async Task Server_ThatIsSlowButInTime_GetsTheMessage()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Content, new SmtpAnswer.Slow(TimeSpan.FromMilliseconds(20))));

        await SendAsync(server);

        Assert.Single(server.Deliveries);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("999 ana@example.com")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    public async Task Server_ThatSpeaksSomethingElse_IsTriedLater(string greeting)
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Greeting, greeting));

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Clear(server, TimeSpan.FromSeconds(2))));

        Assert.Equal(MailStage.Connection, exception.Stage);
        AssertTellsNothing(exception);
    }

    [Fact]
    public async Task Connection_CutInTheMiddleOfTheMessage_IsTriedLater()
    {
        await using var server = SmtpServer.Start(new SmtpScript { HangsUpWithinTheMessage = true });

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server));

        Assert.Equal(MailStage.Content, exception.Stage);
        Assert.Empty(server.Deliveries);
    }

    [Fact]
    public async Task Server_ThatHangsUpAfterItTookTheMessage_HasIt()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Quit, new SmtpAnswer.HangUp()));

        await SendAsync(server);

        Assert.Single(server.Deliveries);
    }

    [Fact]
    public async Task Server_ThatFallsSilentAfterItTookTheMessage_HasIt()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Quit, new SmtpAnswer.Silence()));

        await SendAsync(server);

        Assert.Single(server.Deliveries);
    }

    [Fact]
    public async Task Server_WithoutStartTls_GetsNoMailAndNoPassword()
    {
        await using var server = SmtpServer.Start(new SmtpScript { AsksForPassword = true });

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Signed(server, SmtpServer.Password)));

        Assert.Equal(MailStage.Connection, exception.Stage);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_WhoseStartTlsIsRefused_GetsNoMail()
    {
        await using var server = SmtpServer.Start(Secure with { Steps = new Dictionary<SmtpStep, SmtpAnswer> { [SmtpStep.StartTls] = new SmtpAnswer.Reply("454 not now") } });

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Signed(server, SmtpServer.Password)));

        Assert.Equal((MailStage.Connection, 454), (exception.Stage, exception.Code));
    }

    [Fact]
    public async Task Server_WhoseTlsIsGarbage_GetsNoMail()
    {
        await using var server = SmtpServer.Start(Secure with { GarblesTls = true });

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Signed(server, SmtpServer.Password)));

        Assert.Equal(MailStage.Connection, exception.Stage);
    }

    [Fact]
    public async Task Password_ThatIsWrong_IsTheOperatorsMistakeAndTriedLater()
    {
        await using var server = SmtpServer.Start(Secure);

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => SendAsync(server, Signed(server, "wrong-password")));

        Assert.Equal((MailStage.Authentication, 535), (exception.Stage, exception.Code));
        Assert.DoesNotContain(SmtpServer.UserName, exception.ToString(), StringComparison.Ordinal);
        AssertTellsNothing(exception);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsTriedLater()
    {
        using var nowhere = new ClosedPort();
        var mailer = new SmtpMailer(new SmtpOptions { Host = "127.0.0.1", Port = nowhere.Number, Security = SmtpSecurity.None });

        var exception = await Assert.ThrowsAsync<MailUnavailableException>(() => mailer.SendAsync(Message(), TestContext.Current.CancellationToken));

        Assert.Equal((MailStage.Connection, nameof(SocketException)), (exception.Stage, exception.Reason));
        AssertTellsNothing(exception);
    }

    [Fact]
    public async Task Sending_ThatIsCancelled_SaysSo()
    {
        await using var server = SmtpServer.Start(SmtpScript.At(SmtpStep.Greeting, new SmtpAnswer.Silence()));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var mailer = new SmtpMailer(Clear(server, TimeSpan.FromSeconds(30)), server.IsOwn);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mailer.SendAsync(Message(), cancellation.Token));
    }

    [Fact]
    public async Task Names_Hostile_EachComeToOneMessageWithItsHeadersIntact()
    {
        await using var server = SmtpServer.Start(new SmtpScript { KnowsUtf8 = true });
        var names = HostileNames.All(100).ToList();

        foreach (var name in names)
        {
            await SendAsync(server, message: SampleMails.Compose(SampleMails.Owner(name: name)));
        }

        Assert.Equal(names.Count, server.Deliveries.Count);
        Assert.All(server.Deliveries, delivery =>
        {
            Assert.Equal("ana@example.com", delivery.Recipient);
            Assert.Empty(delivery.Message.Bcc);
            Assert.Equal("registry@example.org", delivery.Message.From.Mailboxes.Single().Address);
            Assert.Equal("CHICAGO Plan Camera Registry: the link to your registration", delivery.Message.Subject);
            Assert.DoesNotContain("evil.example", delivery.Raw, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static MimeMessage Message() => SampleMails.Compose(SampleMails.Owner());

    private static SmtpOptions Clear(SmtpServer server, TimeSpan timeout) =>
        new() { Host = IPAddress.Loopback.ToString(), Port = server.Port, Security = SmtpSecurity.None, Timeout = timeout };

    private static SmtpOptions Signed(SmtpServer server, string password) =>
        new() { Host = "localhost", Port = server.Port, UserName = SmtpServer.UserName, Password = password };

    private static Task SendAsync(SmtpServer server, SmtpOptions? options = null, MimeMessage? message = null) =>
        new SmtpMailer(options ?? Clear(server, TimeSpan.FromSeconds(20)), server.IsOwn).SendAsync(message ?? Message(), TestContext.Current.CancellationToken);

    private static void AssertTellsNothing(Exception exception)
    {
        Assert.Null(exception.InnerException);
        Assert.DoesNotContain("example", exception.ToString(), StringComparison.Ordinal);
    }
}
