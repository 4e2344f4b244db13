using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Where the app's files are: host.json, local.settings.json, the web site, and what is kept between runs.</summary>
/// <param name="Root">The repository, as the build noted it in the app's assembly; else the content root.</param>
internal sealed record AppFolder(string Root)
{
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

    /// <summary>The folder of the app that the environment names.</summary>
    public static AppFolder Of(IHostEnvironment environment)
    {
        var noted = Assembly.Load(environment.ApplicationName).GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == "RepositoryRoot")?.Value;
        return new AppFolder(Path.TrimEndingDirectorySeparator(Directory.Exists(noted) ? noted : environment.ContentRootPath));
    }
}
