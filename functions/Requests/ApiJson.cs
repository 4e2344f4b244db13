using System.Text.Json.Serialization;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Health;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Review;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Requests;

/// <summary>The answers of the API as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCaseEnums<RegistrationStatus>), typeof(CamelCaseEnums<OwnerKind>), typeof(CamelCaseEnums<LocationPrecision>),
        typeof(CamelCaseEnums<LocationSource>), typeof(CamelCaseEnums<PartState>), typeof(CamelCaseEnums<AuditAction>),
        typeof(CamelCaseEnums<AuditOutcome>), typeof(CamelCaseEnums<AuditProblemKind>),
    ])]
[JsonSerializable(typeof(SubmittedRegistration))]
[JsonSerializable(typeof(ConfirmedRegistration))]
[JsonSerializable(typeof(ManageLinkRequested))]
[JsonSerializable(typeof(RegistrationExport))]
[JsonSerializable(typeof(RegistrationView))]
[JsonSerializable(typeof(PlacardCheck))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(CameraFeatures))]
[JsonSerializable(typeof(ContactDetails))]
[JsonSerializable(typeof(LocationView))]
[JsonSerializable(typeof(ReviewView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditFinding))]
internal sealed partial class ApiJson : JsonSerializerContext;
