using System.Text.Json.Serialization;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Notifications;

/// <summary>A message of the queue <c>mail-requests</c>. Nothing personal goes through a queue: the mail is made when it is sent.</summary>
/// <param name="RegistrationId">Which registration it is about.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Attempt">How often it was tried before.</param>
/// <param name="EmailIndex">The index of the address that is meant, where it is not the registration's own.</param>
/// <param name="TraceParent">The trace that asks, as W3C Trace Context writes it. A message without it starts a trace of its own.</param>
/// <param name="SentAt">Since when it can be taken.</param>
public sealed record MailRequest(
    string RegistrationId,
    MailKind Kind,
    int Attempt = 0,
    string? EmailIndex = null,
    [property: JsonConverter(typeof(OptionalText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceParent = null,
    [property: JsonConverter(typeof(OptionalTime)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SentAt = null);
