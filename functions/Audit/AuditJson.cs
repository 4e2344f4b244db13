using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Audit;

/// <summary>The lines of the audit log as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseEnums<AuditAction>), typeof(CamelCaseEnums<AuditOutcome>), typeof(CamelCaseEnums<AuditLineKind>)])]
[JsonSerializable(typeof(AuditLine))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class AuditJson : JsonSerializerContext;
