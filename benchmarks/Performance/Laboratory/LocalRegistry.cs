using System.Security.Cryptography;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.City;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Benchmarks.Performance.Laboratory;

/// <summary>The registry in this process, as its own program puts it together: the functions host, Kestrel on a free loopback port, a storage account.</summary>
internal sealed class LocalRegistry : IAsyncDisposable
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 3).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))];
    private readonly InProcessFunctionsHost _host;

    private LocalRegistry(InProcessFunctionsHost host)
    {
        _host = host;
        Client = host.CreateClient();
    }

    /// <summary>Calls it over HTTP.</summary>
    public HttpClient Client { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>All function classes of the registry but its timers, which would run into a measurement.</summary>
    public static IReadOnlyList<Type> AllButTimers { get; } =
    [
        .. typeof(RegistryServices).Assembly.GetTypes().Where(type => type.GetMethods().Any(method =>
            method.IsDefined(typeof(FunctionAttribute), false)
            && !method.GetParameters().Any(parameter => parameter.IsDefined(typeof(TimerTriggerAttribute), false)))),
    ];

    /// <summary>Starts it.</summary>
    /// <param name="account">The connection string of its storage.</param>
    /// <param name="classes">Which of its function classes run.</param>
    /// <param name="change">Puts a run's own services in the place of the registry's.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static async Task<LocalRegistry> StartAsync(
        string account, IReadOnlyList<Type> classes, Action<IServiceCollection>? change, CancellationToken cancellationToken)
    {
        var settings = Settings(account);
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings);
        configuration.AddCitySample();
        var options = new InProcessFunctionsHostOptions
        {
            FunctionClasses = classes,
            Settings = settings,
            ConfigureServices = services =>
            {
                services.AddRegistry(configuration).AddStoragePreparation();
                change?.Invoke(services);
            },
        };
        return new LocalRegistry(await InProcessFunctionsHost.StartAsync(options, cancellationToken));
    }

    /// <summary>The settings of a registry that confirms e-mail addresses; host.json's own are what the Functions host reads.</summary>
    public static Dictionary<string, string?> Settings(string account)
    {
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = account,
            ["Encryption:CurrentKey"] = "benchmarks",
            ["Encryption:Keys:benchmarks"] = Keys[0],
            ["Encryption:IndexKey"] = Keys[1],
            ["Search:ContinuationKey"] = Keys[2],
            ["Limits:SearchesPerMinute"] = "1000000",
            ["Limits:DisclosuresPerMinute"] = "1000000",
            ["Mailer"] = "outbox",
            ["Confirmation"] = "required",
        };
        var host = new ConfigurationBuilder().AddJsonFile(Path.Combine(LocalStorage.RepositoryRoot, "host.json")).Build();
        foreach (var (name, value) in host.AsEnumerable().Where(setting => setting.Value is not null))
        {
            settings[$"AzureFunctionsJobHost:{name}"] = value;
        }

        return settings;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
