using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessRegistry.Requests;

/// <summary>Writes an enumeration by name, as the rest of the API: <c>needsReview</c>.</summary>
internal sealed class CamelCaseEnums<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
