using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Notifications;

public sealed partial class MailComposerTests
{
    public static TheoryData<MailKind, string> EachMail =>
        [.. from kind in Enum.GetValues<MailKind>() from language in MailTexts.Languages select (kind, language)];

    [Theory]
    [MemberData(nameof(EachMail))]
    public void Mail_OfEachKindInEachLanguage_IsWhole(MailKind kind, string language)
    {
        var (raw, message) = SampleMails.Sent(SampleMails.Compose(SampleMails.Owner(kind, language)));

        var alternative = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal(["text/plain", "text/html"], alternative.Select(part => part.ContentType.MimeType));
        Assert.All(alternative, part => Assert.Equal(language, part.Headers[HeaderId.ContentLanguage]));
        Assert.Contains("CHICAGO Plan Camera Registry", message.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", message.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain('{', message.TextBody! + Style().Replace(message.HtmlBody!, ""));
        Assert.All([message.TextBody!, message.HtmlBody!], body =>
        {
            Assert.Contains("Ana Ruiz", body, StringComparison.Ordinal);
            Assert.Contains("Chicago Police Department", body, StringComparison.Ordinal);
            Assert.Contains("camera-registry@example.org", body, StringComparison.Ordinal);
            Assert.Contains("7K3M9QX2TB", body, StringComparison.Ordinal);
        });
        Assert.Contains($"<html lang=\"{language}\"", message.HtmlBody!, StringComparison.Ordinal);
        Assert.All(raw.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 998, line));
    }

    [Theory]
    [MemberData(nameof(EachMail))]
    public void Mail_OfEachKindInEachLanguage_LeadsNowhereButToItsLinkAndTheProgram(MailKind kind, string language)
    {
        var mail = SampleMails.Owner(kind, language);
        var message = SampleMails.Compose(mail);

        var allowed = new[] { mail.Link?.AbsoluteUri, "https://cameras.example.org/help", "mailto:camera-registry@example.org" }.OfType<string>();
        var html = message.HtmlBody!.Replace("&amp;", "&", StringComparison.Ordinal);
        Assert.Equal(allowed.Order(), Href().Matches(html).Select(match => match.Groups[1].Value).Distinct().Order());
        Assert.Equal(allowed.Where(link => !link.StartsWith("mailto:", StringComparison.Ordinal)).Order(), WebAddress().Matches(message.TextBody!).Select(match => match.Value).Order());
        Assert.DoesNotMatch("(?i)<(img|script|link|iframe|form|object|svg|video|audio)|url\\(|src=", html);
    }

    [Fact]
    public void Link_InTheText_StandsUnbrokenOnALineOfItsOwn() =>
        Assert.Contains($"\n{SampleMails.Link}\n", SampleMails.Compose(SampleMails.Owner()).TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Fact]
    public void Text_OfAsciiAlone_TravelsInSevenBitsAndAsItIs()
    {
        var (raw, message) = SampleMails.Sent(SampleMails.Compose(SampleMails.Owner()));

        Assert.Equal(ContentEncoding.SevenBit, message.Part("plain").ContentTransferEncoding);
        Assert.Contains($"\r\n{SampleMails.Link}\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WithOtherLetters_TravelsInEightBitsAndAsItIs()
    {
        var (raw, message) = SampleMails.Sent(SampleMails.Compose(SampleMails.Owner(language: "pl", name: "Łucja Dąbrowska")));

        Assert.Equal(ContentEncoding.EightBit, message.Part("plain").ContentTransferEncoding);
        Assert.Equal("utf-8", message.Part("plain").ContentType.Charset);
        Assert.Contains("Dzień dobry, Łucja Dąbrowska!", raw, StringComparison.Ordinal);
        Assert.Contains($"\r\n{SampleMails.Link}\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_OfEachMail_SayWhoWritesWhenAndThatNobodyIsToAnswerByMachine()
    {
        var message = SampleMails.Composer(new MailOptions { From = "registry@example.org", FromName = "Cámaras", ReplyTo = "help@example.org" })
            .Compose(SampleMails.Owner());

        Assert.Equal(("Cámaras", "registry@example.org"), Only(message.From));
        Assert.Equal(("", "help@example.org"), Only(message.ReplyTo));
        Assert.Equal(("Ana Ruiz", "ana@example.com"), Only(message.To));
        Assert.Equal(SampleMails.Now, message.Date);
        Assert.Matches("^[0-9A-Z]{26}@cameras\\.example\\.org$", message.MessageId);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Equal("All", message.Headers["X-Auto-Response-Suppress"]);
    }

    [Fact]
    public void Headers_WithNothingSet_AreTheProgramsOwn()
    {
        var message = SampleMails.Composer(new MailOptions()).Compose(SampleMails.Owner());
        var withoutContact = SampleMails.Composer(new MailOptions(), ("City:Contact:Email", "")).Compose(SampleMails.Owner(MailKind.RenewalMonth));

        Assert.Equal(("CHICAGO Plan Camera Registry", "camera-registry@example.org"), Only(message.From));
        Assert.Equal(("", "camera-registry@example.org"), Only(message.ReplyTo));
        Assert.Equal(("CHICAGO Plan Camera Registry", "no-reply@cameras.example.org"), Only(withoutContact.From));
        Assert.Empty(withoutContact.ReplyTo);
        Assert.False(withoutContact.Headers.Contains(HeaderId.ListUnsubscribe));
    }

    [Theory]
    [InlineData("https://cameras.example.org", "cameras.example.org")]
    [InlineData("http://localhost:7071", "localhost")]
    [InlineData("https://cámaras.example", "xn--cmaras-pta.example")]
    [InlineData("http://[::1]:7071", "[IPv6:::1]")]
    public void MessageId_WhereverTheSiteIs_EndsWithItsDomain(string site, string domain) =>
        Assert.EndsWith($"@{domain}", SampleMails.Composer(null, ("City:SiteUrl", site)).Compose(SampleMails.Owner()).MessageId, StringComparison.Ordinal);

    [Theory]
    [InlineData(MailKind.ConfirmationReminder, true)]
    [InlineData(MailKind.RenewalMonth, true)]
    [InlineData(MailKind.RenewalWeek, true)]
    [InlineData(MailKind.Expired, true)]
    [InlineData(MailKind.Confirmation, false)]
    [InlineData(MailKind.EmailChange, false)]
    [InlineData(MailKind.EmailChangeNotice, false)]
    [InlineData(MailKind.ManageLink, false)]
    [InlineData(MailKind.AlreadyRegistered, false)]
    public void ListUnsubscribe_OfWhatComesUnasked_WritesToTheProgram(MailKind kind, bool isThere) => Assert.Equal(
        isThere ? "<mailto:camera-registry@example.org?subject=unsubscribe%207K3M9QX2TB>" : null,
        SampleMails.Compose(SampleMails.Owner(kind)).Headers[HeaderId.ListUnsubscribe]);

    [Theory]
    [InlineData("en", "Hello Ana Ruiz,")]
    [InlineData("EN-gb", "Hello Ana Ruiz,")]
    [InlineData("es", "Hola, Ana Ruiz:")]
    [InlineData("es-MX", "Hola, Ana Ruiz:")]
    [InlineData("pl-PL", "Dzień dobry, Ana Ruiz!")]
    [InlineData("de", "Hola, Ana Ruiz:")]
    [InlineData("", "Hola, Ana Ruiz:")]
    public void Language_OfTheOwner_IsTheMailsOrElseTheProgramsFirst(string language, string greeting) => Assert.StartsWith(
        greeting,
        SampleMails.Composer(null, ("City:Languages:0", "es-US"), ("City:Languages:1", "en")).Compose(SampleMails.Owner(language: language)).TextBody!,
        StringComparison.Ordinal);

    [Fact]
    public void Language_NeitherTheOwnersNorTheProgramsKnown_IsEnglish() => Assert.StartsWith(
        "Hello", SampleMails.Composer(null, ("City:Languages:0", "zh")).Compose(SampleMails.Owner(language: "ko")).TextBody!, StringComparison.Ordinal);

    [Theory]
    [InlineData("en", "ends on May 3, 2027.")]
    [InlineData("es", "termina el 3 de mayo de 2027.")]
    [InlineData("pl", "Dnia 3 maja 2027 r. zgłoszenie")]
    public void Renewal_InEachLanguage_NamesTheDayWithoutATime(string language, string expected)
    {
        var text = SampleMails.Compose(SampleMails.Owner(MailKind.RenewalMonth, language)).TextBody!.ReplaceLineEndings(" ");

        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("09:45", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_WithoutALink_HasNoButton()
    {
        var message = SampleMails.Compose(SampleMails.Owner(MailKind.EmailChangeNotice));

        Assert.DoesNotContain("Open my registration", message.HtmlBody! + message.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_WithSignsOfHtml_IsEscaped()
    {
        var message = SampleMails.Composer(null, ("City:Agency", "<b>Parks & Recreation</b>")).Compose(SampleMails.Owner());

        Assert.Contains("&lt;b&gt;Parks &amp; Recreation&lt;/b&gt;", message.HtmlBody!, StringComparison.Ordinal);
        Assert.Contains("<b>Parks & Recreation</b>", message.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_Hostile_NeverReachesAHeaderOrAddsOne()
    {
        var expected = HeaderNames(SampleMails.Sent(SampleMails.Compose(SampleMails.Owner())).Message);
        foreach (var name in HostileNames.All(1000))
        {
            var (raw, message) = SampleMails.Sent(SampleMails.Compose(SampleMails.Owner(name: name)));

            Assert.Equal(expected, HeaderNames(message));
            Assert.Equal("ana@example.com", Only(message.To).Address);
            Assert.Equal(GreetingName.Of(name) ?? "", Only(message.To).Name);
            Assert.Equal("CHICAGO Plan Camera Registry: the link to your registration", message.Subject);
            Assert.Equal(2, message.BodyParts.Count());
            Assert.DoesNotContain("evil.example", raw, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("(?i)<(script|img|b)\\b", message.HtmlBody!);
            Assert.Contains(SampleMails.Link, message.TextBody!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ana@example.com\r\nBcc: eve@evil.example")]
    [InlineData("ana@example.com, eve@evil.example")]
    [InlineData("ana@example.com> RCPT TO:<eve@evil.example")]
    [InlineData("<eve@evil.example>")]
    [InlineData("\"a\r\nBcc: eve@evil.example\r\n\"@example.com")]
    [InlineData("ana")]
    [InlineData("")]
    [InlineData("@example.com")]
    [InlineData("ana@\r\n")]
    public void Address_ThatIsNone_IsRefusedWithoutShowingIt(string address)
    {
        var exception = Assert.Throws<MailRefusedException>(() => SampleMails.Compose(SampleMails.Owner(address: address)));

        Assert.Equal("The mail was refused for good with code 553 (Recipient).", exception.Message);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public void Mail_Printed_ShowsNothingPersonal() => Assert.Equal("ManageLink for 7K3M9QX2TB", SampleMails.Owner().ToString());

    private static IEnumerable<string> HeaderNames(MimeMessage message) => message.Headers.Select(header => header.Field);

    private static (string? Name, string Address) Only(InternetAddressList list)
    {
        var mailbox = Assert.IsType<MailboxAddress>(Assert.Single(list));
        return (mailbox.Name ?? "", mailbox.Address);
    }

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Href();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex WebAddress();

    [GeneratedRegex("style=\"[^\"]*\"")]
    private static partial Regex Style();
}
