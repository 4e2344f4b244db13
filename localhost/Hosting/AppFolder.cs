using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Where the app's files are: host.json, local.settings.json, the web site, and what is kept between runs.</summary>
/// <param name="Root">The folder.</param>
internal sealed record AppFolder(string Root)
{
    /// <summary>The setting that names the folder; the Azure Functions host has it under the same name.</summary>
    public const string Setting = "AzureWebJobsScriptRoot";

    /// <summary>host.json, as in Azure.</summary>
    public string HostJson => Path.Combine(Root, "host.json");

    /// <summary>The settings of this machine.</summary>
    public string LocalSettings => Path.Combine(Root, "local.settings.json");

    /// <summary>The static site that is served at <c>/</c>.</summary>
    public string Web => Path.Combine(Root, "web");

    /// <summary>The npm packages.</summary>
    public string NodeModules => Path.Combine(Root, "node_modules");

    /// <summary>The data of the Azurite that the host starts.</summary>
    public string Azurite => Path.Combine(Root, ".azurite");

    /// <summary>The data of one on other ports: two that run side by side must not write the same files.</summary>
    public string AzuriteOn(int blobPort) => Path.Combine(Azurite, blobPort.ToString(CultureInfo.InvariantCulture));

    /// <summary>The folder that the settings name; else the repository that the build noted in the app's assembly; else the content root.</summary>
    /// <exception cref="StartException">The settings name a folder that does not exist.</exception>
    public static AppFolder Of(IConfiguration configuration, IHostEnvironment environment)
    {
        var named = configuration[Setting];
        if (string.IsNullOrEmpty(named))
        {
            var noted = NotedByTheBuild(environment);
            return At(Directory.Exists(noted) ? noted : environment.ContentRootPath);
        }

        return Directory.Exists(named) ? At(named) : throw new StartException($"{Setting} is '{named}', and there is no such folder.");
    }

    private static AppFolder At(string path) => new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static string? NotedByTheBuild(IHostEnvironment environment) =>
        Assembly.Load(environment.ApplicationName).GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "RepositoryRoot")?.Value;
}
