using System.Text.Json.Serialization;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Demo;

/// <summary>What the made-up owners send and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnums<OwnerKind>)])]
[JsonSerializable(typeof(RegistrationForm))]
[JsonSerializable(typeof(DemoReceipt))]
[JsonSerializable(typeof(DemoState))]
[JsonSerializable(typeof(DemoMail[]))]
internal sealed partial class DemoJson : JsonSerializerContext;

/// <summary>The answer to a registration, as far as it is needed.</summary>
internal sealed record DemoReceipt(string Id, string ManageToken);

/// <summary>A registration, as far as it is needed.</summary>
internal sealed record DemoState(string Status, bool EmailConfirmed);

/// <summary>A mail of the outbox, as far as it is needed.</summary>
internal sealed record DemoMail(IReadOnlyList<string> Links);
