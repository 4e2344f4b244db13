using System.Text.Json.Serialization;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Storage;

/// <summary>What travels in queues and request blobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GeocodeRequest))]
[JsonSerializable(typeof(PlacardRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
