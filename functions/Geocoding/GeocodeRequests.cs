using System.Text.Json;
using Azure.Storage.Queues;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Geocoding;

/// <summary>A message that asks for a registration's address to be placed.</summary>
/// <param name="RegistrationId">Which registration. Nothing personal goes through a queue.</param>
public sealed record GeocodeRequest(string RegistrationId);

/// <summary>Asks for addresses to be placed, through the queue <c>geocode-requests</c>.</summary>
public sealed class GeocodeRequests(QueueServiceClient queues)
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.GeocodeRequests);

    /// <summary>The registration that a message asks for; <see langword="null"/> where it is no request of ours.</summary>
    public static RegistrationId? IdIn(string message) =>
        RequestJson.TryRead(message, RequestJson.Default.GeocodeRequest) is { } request && RegistrationId.TryParse(request.RegistrationId, out var id)
            ? id
            : null;

    /// <summary>Sends the request. It may be sent again: placing an address twice comes to the same.</summary>
    public Task SendAsync(RegistrationId id, CancellationToken cancellationToken) =>
        _queue.SendMessageAsync(JsonSerializer.Serialize(new GeocodeRequest(id.Value), RequestJson.Default.GeocodeRequest), cancellationToken);
}
