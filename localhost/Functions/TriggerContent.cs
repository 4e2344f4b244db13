using System.Text.Json;

namespace ServerlessRegistry.Localhost.Functions;

/// <summary>Turns the text of a message or blob into what the function's parameter takes.</summary>
internal static class TriggerContent
{
    /// <param name="text">The content.</param>
    /// <param name="type"><see cref="string"/> for the text as it is; anything else is read from JSON.</param>
    /// <param name="json">How JSON is read.</param>
    /// <exception cref="InvalidDataException">The text is not JSON of the type. The message holds nothing of the text.</exception>
    public static object? Read(string text, Type type, JsonSerializerOptions json)
    {
        if (type == typeof(string))
        {
            return text;
        }

        try
        {
            return JsonSerializer.Deserialize(text, type, json);
        }
        catch (JsonException exception)
        {
            // The exception itself quotes what it could not read, which may be somebody's data.
            throw new InvalidDataException(
                $"The content is not the JSON of a {type.Name}: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }
}
