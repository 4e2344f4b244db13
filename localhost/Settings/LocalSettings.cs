namespace ServerlessRegistry.Localhost.Settings;

/// <summary>
/// local.settings.json: its <c>Values</c> are the app's settings on a developer's machine. As with the Azure Functions Core
/// Tools, an environment variable of the same name wins.
/// </summary>
internal static class LocalSettings
{
    private const string Values = "Values:";

    /// <summary>The settings of the file; none where there is no such file.</summary>
    /// <exception cref="StartException">The file is broken, or what it encrypts cannot be read here.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        var file = SettingsFile.Read(path);
        if (file.TryGetValue("IsEncrypted", out var encrypted) && bool.TryParse(encrypted, out var isEncrypted) && isEncrypted)
        {
            throw new StartException($"{path} is encrypted: run 'func settings decrypt', or write its values in plain text.");
        }

        return file
            .Where(pair => pair.Key.StartsWith(Values, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key[Values.Length..].Replace("__", ":", StringComparison.Ordinal), pair => pair.Value);
    }
}
