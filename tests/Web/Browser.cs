using System.Runtime.InteropServices;
using Azure.Data.Tables;
using Microsoft.Playwright;

namespace ServerlessRegistry.Tests.Web;

/// <summary>
/// One headless Chromium and one registry for all tests of the web pages; each page has a profile of its own. The browser is the one that
/// <c>CHROMIUM_PATH</c> names, else the one on the path. Where there is none the tests are skipped and say how to install
/// it; on a build server (environment variable <c>CI</c> is <c>true</c>) they fail instead.
/// </summary>
public sealed class Browser(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>What a page may wait for: generous, because other tests run at the same time.</summary>
    public const float Patience = 30_000;

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly string _account = azurite.NewAccount();
    private readonly string _mailingAccount = azurite.NewAccount();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RegistryHost? _registry;
    private RegistryHost? _mailing;

    /// <summary>The registry whose pages are tested.</summary>
    internal RegistryHost Registry => _registry ??= RegistryHost.Start(_account);

    /// <summary>A registry that mails: owners must confirm their address before anything is done. Its mails lie in its outbox.</summary>
    internal RegistryHost Mailing => _mailing ??= RegistryHost.Start(
        _mailingAccount, new Dictionary<string, string?> { ["Mailer"] = "outbox", ["Confirmation"] = "required" });

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        if (Executable() is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        foreach (var registry in new[] { _registry, _mailing }.OfType<RegistryHost>())
        {
            await registry.DisposeAsync();
        }
    }

    /// <summary>How many registrations there are. Nobody registers while a test of the pages runs, but the test itself.</summary>
    public async Task<int> RegistrationCountAsync() =>
        await new TableServiceClient(_account).GetTableClient("Registrations")
            .QueryAsync<TableEntity>(row => row.RowKey == "registration", cancellationToken: TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken);

    /// <summary>A page in a new, empty profile, whose paths start at the registry.</summary>
    internal async Task<WatchedPage> OpenAsync(
        ColorScheme colours = ColorScheme.Light, bool javaScript = true, RegistryHost? registry = null, string language = "en-US")
    {
        if (_browser is null)
        {
            const string Missing = "Chromium is not installed; apt-get install chromium, or name one in CHROMIUM_PATH.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            throw new InvalidOperationException(Missing);
        }

        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = (registry ?? Registry).Client.BaseAddress!.AbsoluteUri,
            Locale = language,
            Permissions = ["clipboard-read", "clipboard-write"],
            ColorScheme = colours,
            JavaScriptEnabled = javaScript,
        });
        context.SetDefaultTimeout(Patience);
        return await WatchedPage.WatchAsync(await context.NewPageAsync());
    }

    private static string? Executable()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named)
        {
            return named;
        }

        var suffix = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".exe" : "";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return (from name in Names
                from folder in folders
                let path = Path.Combine(folder, name + suffix)
                where File.Exists(path)
                select path).FirstOrDefault();
    }
}

/// <summary>The tests that share the browser; one at a time, because they are the heaviest.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
