using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using ServerlessRegistry.Localhost.Access;
using ServerlessRegistry.Localhost.Admin;
using ServerlessRegistry.Localhost.Azurite;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Http;
using ServerlessRegistry.Localhost.Outbox;
using ServerlessRegistry.Localhost.Settings;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Puts the host together: settings, storage, the functions and what runs them.</summary>
internal sealed class LocalHostBuilder
{
    private const string DefaultUrl = "http://localhost:7071";

    /// <summary>How much of a request is held before anybody reads it, in bytes.</summary>
    private const int RequestBuffer = 128 * 1024;

    /// <summary>
    /// Settings are read once, as in Azure, where a change of one starts the app anew. Left to itself, the web application would watch every
    /// folder below its own for a change of appsettings.json, which takes longer than the rest of its start.
    /// </summary>
    private const string ReadSettingsOnce = "--hostBuilder:reloadConfigOnChange=false";

    private readonly AppFolder _folder;
    private readonly IReadOnlyList<Type>? _classes;
    private bool _servesHttp;
    private Task<FunctionCatalog>? _catalog;

    private LocalHostBuilder(WebApplicationBuilder web, AppFolder folder, IReadOnlyList<Type>? classes)
    {
        Web = web;
        _folder = folder;
        _classes = classes;
    }

    /// <summary>The web application that carries everything.</summary>
    public WebApplicationBuilder Web { get; }

    /// <summary>Serves the app's HTTP functions. The search for functions begins: it goes on while the app adds its services.</summary>
    public void ServeHttp()
    {
        _servesHttp = true;
        _catalog = Task.Run(Discover);
    }

    /// <summary>For a process of its own: settings from the app's files, Azurite when no storage answers, a few words on the console.</summary>
    /// <exception cref="StartException">A settings file is broken.</exception>
    public static LocalHostBuilder ForConsole(string[] args)
    {
        var web = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [ReadSettingsOnce, .. args],
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        var folder = AppFolder.Of(web.Configuration, web.Environment);
        AddLowestFirst(web.Configuration, HostJson.Read(folder.HostJson), LocalSettings.Read(folder.LocalSettings));
        var builder = new LocalHostBuilder(web, folder, classes: null);
        var azurite = builder.UseDefaults();
        builder.LogOneLineEach();

        // Whether every service can be made is what tests find out, in hosts inside their program.
        web.Host.UseDefaultServiceProvider(services => services.ValidateOnBuild = false);
        web.Services.AddSingleton<StorageDescription>();
        web.Services.AddSingleton<IHostedService>(services => new DevelopmentStorage(azurite, services.GetRequiredService<StorageDescription>()));
        web.Services.AddHostedService<StartMessage>();
        return builder;
    }

    /// <summary>For a host inside another program: settings and functions are what the program says, and nothing is printed.</summary>
    public static LocalHostBuilder ForProgram(InProcessFunctionsHostOptions options)
    {
        var web = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [ReadSettingsOnce], EnvironmentName = Environments.Development });
        web.Configuration.AddInMemoryCollection(options.Settings);
        web.Logging.ClearProviders();
        web.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        var builder = new LocalHostBuilder(web, AppFolder.Of(web.Configuration, web.Environment), options.FunctionClasses);
        builder.ServeHttp();
        builder.UseDefaults();
        options.ConfigureServices?.Invoke(web.Services);
        return builder;
    }

    /// <summary>Finds and checks the functions and builds the host.</summary>
    /// <exception cref="StartException">A declaration or a setting is wrong.</exception>
    public WebApplication Build()
    {
        var catalog = _catalog?.GetAwaiter().GetResult() ?? Discover();
        var options = HttpOptions.Read(Web.Configuration);
        var http = HttpFunctions.From(catalog, options);
        if (http.Count > 0 && !_servesHttp)
        {
            throw new StartException("The app has HTTP functions: Program.cs must call ConfigureFunctionsWebApplication().");
        }

        Web.Services.AddSingleton(catalog);
        Web.Services.AddSingleton<FunctionInvoker>();
        Web.Services.AddSingleton<FunctionKeys>();
        Web.Services.AddSingleton(options);
        Web.Services.AddSingleton<HttpThrottle>();
        Web.Services.AddSingleton<HttpDispatcher>();
        if (http.Any(function => function.Function.Result.IsAssignableTo(typeof(IActionResult))))
        {
            Web.Services.AddMvcCore();
        }

        Web.Services.AddTriggers(Web.Configuration);

        LateService.StartAllLate(Web.Services);

        var site = StaticSite.In(_folder.Web);
        var app = Web.Build();
        LeaveUsersToTheFunctions(app);
        app.UseFunctionRouting();
        site?.Serve(app);
        app.MapFunctions(http);
        app.MapAdminFunctions();
        app.MapLocalTokens();
        app.MapLocalOutbox();
        return app;
    }

    private FunctionCatalog Discover() => FunctionCatalog.Discover(_classes ?? Assembly.Load(Web.Environment.ApplicationName).GetTypes());

    private static void AddLowestFirst(ConfigurationManager configuration, params IReadOnlyDictionary<string, string?>[] settings)
    {
        foreach (var (index, values) in settings.Index())
        {
            ((IConfigurationBuilder)configuration).Sources.Insert(index, new MemoryConfigurationSource { InitialData = values });
        }
    }

    /// <summary>
    /// In Azure no middleware signs users in or asks for policies, so a function authenticates its caller itself. Left to
    /// itself, the web application would add both and hide a function that forgets.
    /// </summary>
    private static void LeaveUsersToTheFunctions(IApplicationBuilder app)
    {
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
    }

    /// <returns>The Azurite that the settings mean, if they mean one.</returns>
    private AzuriteOptions? UseDefaults()
    {
        var urls = Web.Configuration[WebHostDefaults.ServerUrlsKey];
        if (string.IsNullOrEmpty(urls))
        {
            Web.WebHost.UseUrls(DefaultUrl);
        }

        ListenAddresses.Check(urls);

        // What a slim builder leaves out and this host serves: https, and routes with expressions.
        Web.WebHost.UseKestrelHttpsConfiguration();
        Web.Services.AddRouting();

        Web.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HttpDispatcher.BodyLimit;

            // Requests that wait for their turn hold what has come of their bodies: 1 MiB each, unless Kestrel is told otherwise.
            kestrel.Limits.MaxRequestBufferSize = RequestBuffer;
        });
        LocalTokens.Configure(Web);
        return StorageSetting.Resolve(Web.Configuration, _folder);
    }

    private void LogOneLineEach()
    {
        Web.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.ColorBehavior = Console.IsOutputRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        });
        Web.Logging.AddFilter("Microsoft", LogLevel.Warning);
        Web.Logging.AddFilter("Azure", LogLevel.Warning);

        // A failed start is told in one sentence where the process ends; the host's own report of it is a stack trace.
        Web.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
