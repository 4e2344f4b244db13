using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace ServerlessRegistry.Localhost.Settings;

/// <summary>Reads the JSON files of a function app, with a sentence instead of a stack trace where one is broken.</summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions AsInConfiguration =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The file as configuration; empty where there is no such file.</summary>
    /// <exception cref="StartException">The file is not JSON, or not to be read.</exception>
    public static IConfiguration Read(string path) =>
        Read(path, stream => new ConfigurationBuilder().AddJsonStream(stream).Build()) ?? new ConfigurationBuilder().Build();

    /// <summary>The file as JSON, with its names as they are written; <see langword="null"/> where there is no such file.</summary>
    /// <exception cref="StartException">The file is not a JSON object, or not to be read.</exception>
    public static JsonObject? ReadObject(string path) =>
        Read(path, stream => JsonNode.Parse(stream, documentOptions: AsInConfiguration) as JsonObject ?? throw new FormatException("it must be an object."));

    private static TContent? Read<TContent>(string path, Func<Stream, TContent> parse)
        where TContent : class
    {
        if (Directory.Exists(path))
        {
            throw new StartException($"{path} is a folder, and must be a file.");
        }

        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            return parse(stream);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidDataException)
        {
            throw new StartException($"{path} is not valid JSON: {(exception.InnerException ?? exception).Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
