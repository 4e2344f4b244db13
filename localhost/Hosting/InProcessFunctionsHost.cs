using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>What an <see cref="InProcessFunctionsHost"/> runs.</summary>
public sealed record InProcessFunctionsHostOptions
{
    /// <summary>The classes whose functions run.</summary>
    public required IReadOnlyList<Type> FunctionClasses { get; init; }

    /// <summary>
    /// Settings by configuration key: <c>AzureWebJobsStorage</c> and whatever the functions read. Values of host.json are
    /// set as <c>AzureFunctionsJobHost:extensions:queues:batchSize</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Adds what the functions' constructors ask for.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }
}

/// <summary>
/// Runs functions inside another program, such as a test: HTTP on Kestrel, triggers on the storage of
/// <c>AzureWebJobsStorage</c>, nothing on the console.
/// </summary>
public sealed class InProcessFunctionsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InProcessFunctionsHost(WebApplication app)
    {
        _app = app;
        BaseAddress = new Uri(app.Urls.First());
    }

    /// <summary>Where the host answers, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Builds and starts a host. Unless the settings have <c>urls</c>, it listens on a free loopback port.</summary>
    /// <param name="options">What it runs.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="StartException">A declaration or a setting is wrong.</exception>
    public static async Task<InProcessFunctionsHost> StartAsync(InProcessFunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        var settings = new Dictionary<string, string?>(options.Settings);
        settings.TryAdd("urls", "http://127.0.0.1:0");
        var app = LocalHostBuilder.ForProgram(options with { Settings = settings }).Build();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new InProcessFunctionsHost(app);
    }

    /// <summary>A client whose relative addresses start at the host's root.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = BaseAddress };

    /// <summary>Stops gracefully: takes no new work and lets what runs finish.</summary>
    /// <param name="cancellationToken">Ends the wait for what still runs.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
