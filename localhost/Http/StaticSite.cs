using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using ServerlessRegistry.Localhost.Settings;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>
/// The web site beside the functions, served as Azure Static Web Apps serves it: with the <c>globalHeaders</c> and the
/// rewriting <c>routes</c> of its staticwebapp.config.json.
/// </summary>
internal sealed class StaticSite
{
    private const string ConfigurationFile = "staticwebapp.config.json";
    private readonly string _folder;
    private readonly Dictionary<string, string> _headers;
    private readonly Rule[] _rules;

    private StaticSite(string folder, IConfiguration configuration)
    {
        _folder = folder;
        _headers = configuration.GetSection("globalHeaders").Get<Dictionary<string, string>>() ?? [];
        _rules = configuration.GetSection("routes").Get<Rule[]>() ?? [];
    }

    /// <summary>The site of a folder; <see langword="null"/> where there is no such folder.</summary>
    /// <exception cref="StartException">Its staticwebapp.config.json is broken.</exception>
    public static StaticSite? In(string folder) =>
        Directory.Exists(folder) ? new StaticSite(folder, SettingsFile.Read(Path.Combine(folder, ConfigurationFile))) : null;

    /// <summary>Serves the files at <c>/</c>, to requests that no function answers.</summary>
    public void Serve(WebApplication app)
    {
        var files = new PhysicalFileProvider(_folder);
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is null)
            {
                Rewrite(context.Request);
            }

            return next(context);
        });
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseWhen(
            context => !IsConfigurationFile(context.Request.Path),
            site => site.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                ContentTypeProvider = ContentTypes(),
                OnPrepareResponse = file => AddHeaders(file.Context.Response.Headers),
            }));
    }

    private static FileExtensionContentTypeProvider ContentTypes() =>
        new() { Mappings = { [".mjs"] = "text/javascript", [".geojson"] = "application/geo+json", [".webmanifest"] = "application/manifest+json" } };

    private static bool IsConfigurationFile(PathString path) =>
        Path.GetFileName(path.Value ?? "").Equals(ConfigurationFile, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first rule that fits a path decides, as in Azure.</summary>
    private void Rewrite(HttpRequest request)
    {
        var rule = _rules.FirstOrDefault(rule => rule.Fits(request.Path));
        if (!string.IsNullOrEmpty(rule?.Rewrite))
        {
            request.Path = rule.Rewrite;
        }
    }

    private void AddHeaders(IHeaderDictionary headers)
    {
        // A page that has just been edited shows at once; what did not change is answered by its ETag.
        headers[HeaderNames.CacheControl] = "no-cache";
        foreach (var (name, value) in _headers)
        {
            headers[name] = value;
        }
    }

    /// <summary>An entry of <c>routes</c>. What it says of roles and redirects has no meaning on one machine.</summary>
    private sealed record Rule
    {
        public string Route { get; init; } = "";

        public string? Rewrite { get; init; }

        public bool Fits(PathString path) =>
            Route.EndsWith('*')
                ? path.Value?.StartsWith(Route[..^1], StringComparison.Ordinal) == true
                : path.Value == Route;
    }
}
