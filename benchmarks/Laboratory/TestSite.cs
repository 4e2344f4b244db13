using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessRegistry.City;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>
/// A city's registry as a run needs it: storage, mail server, one registry process or several, in a temporary folder, on free loopback
/// ports, with keys of its own. Nothing of it is left when the run ends.
/// </summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly List<IAsyncDisposable> _others = [];

    private TestSite(DirectoryInfo folder, StorageServer storage, MailServer mail)
    {
        _folder = folder;
        Storage = storage;
        Mail = mail;
    }

    /// <summary>The storage itself, without what may stand between it and the registry.</summary>
    public StorageServer Storage { get; }

    /// <summary>Where the registry's mails go.</summary>
    public MailServer Mail { get; }

    /// <summary>The registry's processes.</summary>
    public IReadOnlyList<RegistryServer> Registries { get; private set; } = [];

    /// <summary>The settings of the registry's processes.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <summary>Prepares a site whose registry does not run yet.</summary>
    /// <param name="storage">How the storage keeps its data.</param>
    /// <param name="mailFault">Draws what goes wrong in sessions with the mail server.</param>
    /// <param name="cancellationToken">Ends the wait for the storage.</param>
    public static async Task<TestSite> PrepareAsync(StorageKind storage, Func<MailFault>? mailFault, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("registry-run-");
        File.Copy(Path.Combine(Repository.Root, "host.json"), Path.Combine(folder.FullName, "host.json"));
        var mail = new MailServer(mailFault);
        try
        {
            return new TestSite(folder, await StorageServer.StartAsync(storage, folder.FullName, cancellationToken), mail);
        }
        catch
        {
            await mail.DisposeAsync();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Prepares a site and starts its registry.</summary>
    /// <inheritdoc cref="PrepareAsync"/>
    public static async Task<TestSite> StartAsync(StorageKind storage, CancellationToken cancellationToken)
    {
        var site = await PrepareAsync(storage, null, cancellationToken);
        await site.StartRegistriesAsync(1, new Dictionary<string, string>(), cancellationToken);
        return site;
    }

    /// <summary>Starts the registry.</summary>
    /// <param name="count">How many processes of it.</param>
    /// <param name="settings">What is set besides what every run needs.</param>
    /// <param name="cancellationToken">Ends the wait until they run.</param>
    public async Task StartRegistriesAsync(int count, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        Settings = new Dictionary<string, string>(DefaultSettings().Concat(settings).GroupBy(setting => setting.Key).Select(group => group.Last()));
        Registries = [.. Enumerable.Range(0, count).Select(_ => new RegistryServer(_folder.FullName, Settings))];
        foreach (var registry in Registries)
        {
            await registry.StartAsync(cancellationToken);
        }
    }

    /// <summary>Keeps something until the site is gone.</summary>
    public T Keep<T>(T other)
        where T : IAsyncDisposable
    {
        _others.Add(other);
        return other;
    }

    /// <summary>
    /// The registry's own services on the site's storage, as an operator's command has them: not in the registry's process, and not
    /// through a proxy.
    /// </summary>
    /// <param name="ahead">By how much their clock is ahead, to do now what time will do.</param>
    public ServiceProvider Services(TimeSpan ahead = default)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsStorage", (string?)Storage.ConnectionString)])
            .AddCitySample()
            .Build();
        var services = new ServiceCollection().AddLogging();
        if (ahead > TimeSpan.Zero)
        {
            services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow() + ahead));
        }

        services.AddSingleton<IConfiguration>(configuration);
        return services.AddRegistry(configuration).BuildServiceProvider();
    }

    /// <summary>Runs an operator's command on the site's storage, as a process of its own.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public async Task<(int ExitCode, string Output)> OperateAsync(IEnumerable<string> words, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Repository.Dotnet, [Repository.Registry, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["AzureWebJobsStorage"] = Storage.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Every file that the run has written: what is stored, and what was logged.</summary>
    public IEnumerable<string> Files() => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.FullName);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var registry in Registries)
        {
            await registry.DisposeAsync();
        }

        foreach (var other in Enumerable.Reverse(_others))
        {
            await other.DisposeAsync();
        }

        await Storage.DisposeAsync();
        await Mail.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string> DefaultSettings() => new()
    {
        ["AzureWebJobsScriptRoot"] = _folder.FullName,
        ["AzureWebJobsStorage"] = Storage.ConnectionString,
        ["Encryption__KeyFile"] = Path.Combine(_folder.FullName, "keys", "keys.json"),
        ["Mailer"] = "smtp",
        ["Mail__From"] = "registry@example.org",
        ["Mail__RetryDelay"] = "00:00:02",
        ["Mail__Smtp__Host"] = "127.0.0.1",
        ["Mail__Smtp__Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
        ["Mail__Smtp__Security"] = "none",
        ["Mail__Smtp__Timeout"] = "00:00:03",
        ["Limits__SearchesPerMinute"] = "1000000",
        ["Limits__DisclosuresPerMinute"] = "1000000",
        ["LocalHost__MessageLease"] = "00:00:10",
        ["LocalHost__BlobLease"] = "00:00:15",
        ["City__SiteUrl"] = "http://localhost:7071",
        ["Logging__LogLevel__Default"] = "Warning",
    };
}
