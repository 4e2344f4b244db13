using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using MimeKit;

namespace ServerlessRegistry.Tests.Notifications;

public sealed class OutboxTests(AzuriteFixture azurite)
{
    private readonly string _account = azurite.NewAccount();

    [Fact]
    public async Task Mail_OfARegistryOnThisMachine_IsShownInTheOutbox()
    {
        await using var registry = Start();

        var (id, _) = await registry.RegisterAsync();

        var mail = Assert.Single(await MailsAsync(registry, 1));
        Assert.Equal("ana@example.com", mail.GetProperty("to").GetString());
        Assert.Equal("CHICAGO Plan Camera Registry: please confirm your e-mail address", mail.GetProperty("subject").GetString());
        Assert.StartsWith("Hello Ana Ruiz,\n", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Matches($"^http://localhost:7071/confirm/#id={id}&token=[A-Za-z0-9_-]{{43}}$", mail.GetProperty("links")[0].GetString());
        Assert.Matches("^[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-[0-9A-Z]{8}\\.eml$", mail.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Mail_InTheOutbox_IsAMessageWithTextAndHtml()
    {
        await using var registry = Start();
        await registry.RegisterAsync(RegistryHost.Form(form => form["owner"]!["language"] = "pl"));
        var mail = Assert.Single(await MailsAsync(registry, 1));

        await using var file = await registry.Client.GetStreamAsync(mail.GetProperty("url").GetString(), TestContext.Current.CancellationToken);
        using var message = await MimeMessage.LoadAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal(["text/plain", "text/html"], message.BodyParts.Select(part => part.ContentType.MimeType));
        Assert.All(message.BodyParts, part => Assert.Equal("pl", part.Headers[HeaderId.ContentLanguage]));
        Assert.Contains(mail.GetProperty("links")[0].GetString()!, message.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_InTheStorage_CannotBeReadNorUnderAnotherNameOpened()
    {
        await using var registry = Start();
        await registry.RegisterAsync();
        var name = Assert.Single(await MailsAsync(registry, 1)).GetProperty("name").GetString()!;
        var container = new BlobContainerClient(_account, "outbox");

        var content = (await container.GetBlobClient(name).DownloadContentAsync(TestContext.Current.CancellationToken)).Value.Content;
        var copy = $"20301231T235959.999Z-{name[21..]}";
        await container.GetBlobClient(copy).UploadAsync(content, TestContext.Current.CancellationToken);
        await container.GetBlobClient("notes.txt").UploadAsync(content, TestContext.Current.CancellationToken);

        var raw = Encoding.Latin1.GetString(content.ToArray());
        Assert.DoesNotContain("example", raw, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("token", raw, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Subject", raw, StringComparison.OrdinalIgnoreCase);
        var mails = await MailsAsync(registry, 2);
        Assert.Equal([copy, name], mails.Select(mail => mail.GetProperty("name").GetString()));
        Assert.Equal("This mail cannot be read.", mails[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Files_OfTheOutbox_AreThoseOfOneFolder()
    {
        await using var registry = Start();
        await registry.RegisterAsync();
        var name = Assert.Single(await MailsAsync(registry, 1)).GetProperty("name").GetString()!;

        var files = registry.Services.GetRequiredKeyedService<IFileProvider>("outbox");

        var file = Assert.Single(files.GetDirectoryContents("/"));
        Assert.Equal((name, true), (file.Name, file.Length > 1000));
        Assert.True(files.GetFileInfo($"/{name}").Exists);
        Assert.False(files.GetFileInfo("20261123T094512.345Z-7K3M9QX2.eml").Exists);
        Assert.False(files.GetFileInfo("../outbox").Exists);
        Assert.False(files.GetDirectoryContents("/folder").Exists);
    }

    [Fact]
    public async Task Registry_ThatSendsNoMail_HasNoOutboxAndConfirmsNothing()
    {
        await using var registry = RegistryHost.Start(_account, new Dictionary<string, string?> { ["Mailer"] = "none" });

        var registration = await registry.SettledAsync(await registry.RegisterAsync());

        Assert.Equal("active", registration.GetProperty("status").GetString());
        using var response = await registry.Client.GetAsync("/local/outbox", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    private RegistryHost Start() => RegistryHost.Start(_account, new Dictionary<string, string?> { ["Mailer"] = "outbox", ["Confirmation"] = "required" });

    /// <summary>The mails of the outbox, once there are so many.</summary>
    private static async Task<IReadOnlyList<JsonElement>> MailsAsync(RegistryHost registry, int count)
    {
        List<JsonElement> mails = [];
        await Eventually.Equal(count, async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/local/outbox");
            request.Headers.Add("Accept", "application/json");
            using var response = await registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
            mails = [.. (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).EnumerateArray()];
            return mails.Count;
        });
        return mails;
    }
}
