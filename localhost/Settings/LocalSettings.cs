using System.Text.Json.Nodes;

namespace ServerlessRegistry.Localhost.Settings;

/// <summary>
/// local.settings.json: its <c>Values</c> are the app's settings on a developer's machine. As with the Azure Functions Core
/// Tools, an environment variable of the same name wins.
/// </summary>
internal static class LocalSettings
{
    private const string Values = "Values";

    /// <summary>The settings of the file; none where there is no such file.</summary>
    /// <exception cref="StartException">The file is broken, or what it encrypts cannot be read here.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var file = SettingsFile.ReadObject(path);
        if (file?["IsEncrypted"]?.ToString() is "true")
        {
            throw new StartException($"{path} is encrypted: run 'func settings decrypt', or write its values in plain text.");
        }

        if (file?[Values] is not { } values)
        {
            return settings;
        }

        if (values is not JsonObject entries)
        {
            throw new StartException($"\"{Values}\" in {path} must be an object such as {{ \"AzureWebJobsStorage\": \"UseDevelopmentStorage=true\" }}.");
        }

        foreach (var (name, value) in entries)
        {
            if (value is JsonObject or JsonArray)
            {
                throw new StartException($"\"{name}\" in {path} must be a string; a setting within another is named like {name}__Name.");
            }

            if (!settings.TryAdd(name.Replace("__", ":", StringComparison.Ordinal), value?.ToString()))
            {
                throw new StartException($"\"{name}\" stands twice in {path}, perhaps in another letter case or with a colon: keep one of them.");
            }
        }

        return settings;
    }
}
