using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Queues;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Geocoding;

/// <summary>A message that asks for a registration's address to be placed.</summary>
/// <param name="RegistrationId">Which registration. Nothing personal goes through a queue.</param>
/// <param name="TraceParent">The trace that asks, as W3C Trace Context writes it. A message without it starts a trace of its own.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record GeocodeRequest(
    string RegistrationId,
    [property: JsonConverter(typeof(OptionalText)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceParent = null,
    [property: JsonConverter(typeof(OptionalTime)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SentAt = null);

/// <summary>Asks for addresses to be placed, through the queue <c>geocode-requests</c>.</summary>
public sealed class GeocodeRequests(QueueServiceClient queues, RegistryTraces traces, TimeProvider clock)
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.GeocodeRequests);

    /// <summary>What a message asks for; <see langword="null"/> where it is no request of ours.</summary>
    public static GeocodeRequest? Read(string message) => RequestJson.TryRead(message, RequestJson.Default.GeocodeRequest);

    /// <summary>The registration that a message asks for; <see langword="null"/> where it is no request of ours.</summary>
    public static RegistrationId? IdIn(string message) => Read(message) is { } request && RegistrationId.TryParse(request.RegistrationId, out var id) ? id : null;

    /// <summary>Sends the request. It may be sent again: placing an address twice comes to the same.</summary>
    public async Task SendAsync(RegistrationId id, CancellationToken cancellationToken)
    {
        using var span = traces.StartSending(StorageNames.GeocodeRequests, id.Value);
        var request = new GeocodeRequest(id.Value, TraceParent.Current, clock.GetUtcNow());
        await _queue.SendMessageAsync(JsonSerializer.Serialize(request, RequestJson.Default.GeocodeRequest), cancellationToken);
    }
}
