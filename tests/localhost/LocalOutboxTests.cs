using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using MimeKit;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Tests.Notifications;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class LocalOutboxTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Page_OfAnEmptyOutbox_SaysSo()
    {
        await using var host = await StartAsync();

        var page = await PageAsync(host);

        Assert.Contains("No mail yet.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfTwoMails_ShowsTheNewestFirstWithLinksThatCanBeClicked()
    {
        await using var host = await StartAsync(
            Mail("1.eml", Noon, "First", "See https://cameras.example.org/confirm/#id=A&token=b-_."),
            Mail("2.eml", Noon.AddSeconds(1), "Second", "Nothing to click."));

        var page = await PageAsync(host);

        Assert.True(page.IndexOf("Second", StringComparison.Ordinal) < page.IndexOf("First", StringComparison.Ordinal));
        Assert.Contains(
            "See <a href=\"https://cameras.example.org/confirm/#id=A&amp;token=b-_\" rel=\"noreferrer\">https://cameras.example.org/confirm/#id=A&amp;token=b-_</a>.",
            page,
            StringComparison.Ordinal);
        Assert.Contains("<time datetime=\"2026-11-23T12:00:00Z\">", page, StringComparison.Ordinal);
        Assert.Contains("ana@example.com", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/local/outbox/1.eml\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AskedForAsJson_TellsEveryMail()
    {
        const string link = "https://cameras.example.org/manage/#id=7K3M9QX2TB&token=abc-_";
        await using var host = await StartAsync(Mail("a b.eml", Noon, "Your link", $"Open it:\r\n{link}\r\nor {link}, now."));

        var mail = Assert.Single((await JsonAsync(host)).EnumerateArray());

        Assert.Equal(["name", "sentAt", "to", "subject", "text", "links", "url"], mail.EnumerateObject().Select(property => property.Name));
        Assert.Equal("a b.eml", mail.GetProperty("name").GetString());
        Assert.Equal(Noon, mail.GetProperty("sentAt").GetDateTimeOffset());
        Assert.Equal("ana@example.com", mail.GetProperty("to").GetString());
        Assert.Equal("Your link", mail.GetProperty("subject").GetString());
        Assert.Equal($"Open it:\n{link}\nor {link}, now.", mail.GetProperty("text").GetString()?.TrimEnd());
        Assert.Equal([link, link], mail.GetProperty("links").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("/local/outbox/a%20b.eml", mail.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "text/html")]
    [InlineData("*/*", "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, text/html;q=0.5", "application/json")]
    [InlineData("text/html, application/json;q=0.5", "text/html")]
    public async Task Page_ByWhatTheCallerAccepts_IsHtmlOrJson(string accept, string expected)
    {
        await using var host = await StartAsync();

        using var response = await GetAsync(host, "/local/outbox", request => request.Headers.Add("Accept", accept));

        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Page_OfMailsWithHostileStrings_EscapesThemAll()
    {
        var mails = HostileNames.All(90).Select((text, index) => Mail($"{index}.eml", Noon, text, $"{text} http://x/\"><script>alert(1)</script>")).ToArray();
        await using var host = await StartAsync(mails);

        var page = await PageAsync(host);

        Assert.Equal(90, page.Split("<article ").Length - 1);
        Assert.DoesNotMatch("(?i)<(script|img|b|/p><a|iframe)\\b", page);
        Assert.DoesNotContain("\"><b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(90, (await JsonAsync(host)).GetArrayLength());
    }

    [Fact]
    public async Task Page_OfManyMails_ShowsTheNewestHundred()
    {
        await using var host = await StartAsync([.. Enumerable.Range(0, 130).Select(number => Mail($"{number:000}.eml", Noon.AddSeconds(number), $"Mail {number}", ""))]);

        var mails = (await JsonAsync(host)).EnumerateArray().Select(mail => mail.GetProperty("subject").GetString()).ToList();

        Assert.Equal(100, mails.Count);
        Assert.Equal(("Mail 129", "Mail 30"), (mails[0], mails[^1]));
    }

    [Fact]
    public async Task Page_WithAMailThatCannotBeRead_ShowsTheOthers()
    {
        await using var host = await StartAsync(new MailFile("1.eml", Noon, () => throw new IOException("closed")), Mail("2.eml", Noon, "Readable", ""));

        var page = await PageAsync(host);

        Assert.Contains("This mail cannot be read.", page, StringComparison.Ordinal);
        Assert.Contains("Readable", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfAMail_IsTheMessageItself()
    {
        await using var host = await StartAsync(Mail("1.eml", Noon, "First", "Text"));

        using var response = await GetAsync(host, "/local/outbox/1.eml");

        Assert.Equal("message/rfc822", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        using var message = MimeMessage.Load(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal("First", message.Subject);
    }

    [Theory]
    [InlineData("/local/outbox/2.eml")]
    [InlineData("/local/outbox/notes.txt")]
    [InlineData("/local/outbox/..%2F1.eml")]
    [InlineData("/local/outbox/a/1.eml")]
    public async Task File_ThatIsNoMailOfTheOutbox_IsNotFound(string path)
    {
        await using var host = await StartAsync(Mail("1.eml", Noon, "First", ""), new MailFile("notes.txt", Noon, () => []));

        using var response = await GetAsync(host, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/local/outbox", "style-src 'sha256-")]
    [InlineData("/local/outbox/1.eml", "sandbox")]
    public async Task Answer_OfTheOutbox_IsNotKeptAndRunsNothing(string path, string policy)
    {
        await using var host = await StartAsync(Mail("1.eml", Noon, "First", ""));

        using var response = await GetAsync(host, path);

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        var contentSecurity = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", contentSecurity, StringComparison.Ordinal);
        Assert.Contains(policy, contentSecurity, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example", null)]
    [InlineData("10.1.2.3", null)]
    [InlineData("localhost", "203.0.113.7")]
    public async Task Outbox_ForACallerFromElsewhere_IsNotFound(string name, string? forwardedFor)
    {
        await using var host = await StartAsync(Mail("1.eml", Noon, "First", ""));
        foreach (var path in new[] { "/local/outbox", "/local/outbox/1.eml" })
        {
            using var response = await GetAsync(host, path, request =>
            {
                request.Headers.Host = name;
                if (forwardedFor is not null)
                {
                    request.Headers.Add("X-Forwarded-For", forwardedFor);
                }
            });

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Outbox_OfAnAppWithoutOne_IsNotFound()
    {
        await using var host = await HttpTestHost.StartAsync<LocalTokenTests.Plain>();

        using var response = await GetAsync(host, "/local/outbox");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static Task<InProcessFunctionsHost> StartAsync(params MailFile[] files) => HttpTestHost.StartAsync<LocalTokenTests.Plain>(
        services: services => services.AddKeyedSingleton<IFileProvider>("outbox", new MailFolder(files)));

    private static async Task<HttpResponseMessage> GetAsync(InProcessFunctionsHost host, string path, Action<HttpRequestMessage>? change = null)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> PageAsync(InProcessFunctionsHost host)
    {
        using var response = await GetAsync(host, "/local/outbox");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> JsonAsync(InProcessFunctionsHost host)
    {
        using var response = await GetAsync(host, "/local/outbox", request => request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json")));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private static MailFile Mail(string name, DateTimeOffset sentAt, string subject, string text)
    {
        using var message = new MimeMessage([new MailboxAddress("Ana", "ana@example.com")], [new MailboxAddress("Ana Ruiz", "ana@example.com")], subject, new TextPart("plain") { Text = text });
        using var file = new MemoryStream();
        message.WriteTo(file, TestContext.Current.CancellationToken);
        var content = file.ToArray();
        return new MailFile(name, sentAt, () => content);
    }

    private sealed class MailFolder(IReadOnlyList<MailFile> files) : IFileProvider, IDirectoryContents
    {
        public bool Exists => true;

        public IDirectoryContents GetDirectoryContents(string subpath) => this;

        public IFileInfo GetFileInfo(string subpath) => files.FirstOrDefault(file => file.Name == subpath) ?? (IFileInfo)new NotFoundFileInfo(subpath);

        public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

        public IEnumerator<IFileInfo> GetEnumerator() => files.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class MailFile(string name, DateTimeOffset sentAt, Func<byte[]> content) : IFileInfo
    {
        public bool Exists => true;

        public long Length => content().Length;

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => sentAt;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(content());
    }
}
