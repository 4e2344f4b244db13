using System.Text.Json.Serialization;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Health;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Requests;

/// <summary>The answers of the API as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCaseEnums<RegistrationStatus>), typeof(CamelCaseEnums<OwnerKind>), typeof(CamelCaseEnums<LocationPrecision>),
        typeof(CamelCaseEnums<LocationSource>), typeof(CamelCaseEnums<PartState>),
    ])]
[JsonSerializable(typeof(SubmittedRegistration))]
[JsonSerializable(typeof(RegistrationView))]
[JsonSerializable(typeof(PlacardCheck))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(CameraFeatures))]
internal sealed partial class ApiJson : JsonSerializerContext;
