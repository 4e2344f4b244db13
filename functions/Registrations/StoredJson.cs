using System.Text.Json.Serialization;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary>The parts of a registration that lie in its table as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseEnums<OwnerKind>)])]
[JsonSerializable(typeof(PersonalData))]
[JsonSerializable(typeof(Camera[]))]
[JsonSerializable(typeof(Consent))]
[JsonSerializable(typeof(RegistrationForm))]
[JsonSerializable(typeof(MailMark[]))]
internal sealed partial class StoredJson : JsonSerializerContext;
