using Microsoft.Extensions.Configuration;

namespace ServerlessRegistry.Localhost.Settings;

/// <summary>
/// host.json as the Azure Functions host reads it: its values stand in the configuration below
/// <c>AzureFunctionsJobHost</c>, where a setting such as <c>AzureFunctionsJobHost__extensions__queues__batchSize</c>
/// overrides them.
/// </summary>
internal static class HostJson
{
    /// <summary>The configuration section of the values.</summary>
    public const string Section = "AzureFunctionsJobHost";

    /// <summary>The file's values as configuration keys; none where there is no such file.</summary>
    /// <exception cref="StartException">The file is not JSON, or of a version that the Azure Functions host does not run.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        var file = SettingsFile.Read(path);
        if (Path.Exists(path) && file["version"] != "2.0")
        {
            throw new StartException($"{path} must have \"version\": \"2.0\".");
        }

        return file.AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(pair => $"{Section}:{pair.Key}", pair => pair.Value);
    }

    /// <summary>The options of one section, such as <c>extensions:queues</c>.</summary>
    /// <exception cref="StartException">A value that does not convert to what the option is.</exception>
    public static TOptions Options<TOptions>(IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        try
        {
            return configuration.GetSection($"{Section}:{section}").Get<TOptions>() ?? new TOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartException($"host.json, {section.Replace(':', '.')}: {exception.Message}", exception);
        }
    }
}
