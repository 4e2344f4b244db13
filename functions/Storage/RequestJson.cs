using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Storage;

/// <summary>What travels in queues and request blobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(GeocodeRequest))]
[JsonSerializable(typeof(PlacardRequest))]
[JsonSerializable(typeof(FailedBlob))]
[JsonSerializable(typeof(MailRequest))]
internal sealed partial class RequestJson : JsonSerializerContext
{
    /// <summary>Reads a message that may be anything.</summary>
    /// <returns><see langword="null"/> where it is not JSON of this shape.</returns>
    public static TRequest? TryRead<TRequest>(string message, JsonTypeInfo<TRequest> type)
        where TRequest : class
    {
        try
        {
            return JsonSerializer.Deserialize(message, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
