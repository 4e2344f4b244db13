using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace ServerlessRegistry.Localhost.Settings;

/// <summary>Reads the JSON files of a function app, with a sentence instead of a stack trace where one is broken.</summary>
internal static class SettingsFile
{
    /// <summary>The file's values by configuration key; none where there is no such file.</summary>
    /// <exception cref="StartException">The file is not JSON, or not to be read.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        if (!File.Exists(path))
        {
            return new Dictionary<string, string?>();
        }

        try
        {
            using var stream = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
                .Where(pair => pair.Value is not null)
                .ToDictionary(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidDataException)
        {
            var reason = (exception.InnerException ?? exception).Message;
            throw new StartException($"{path} is not valid JSON: {reason}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
