using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Checks;

/// <summary>
/// Every message can be read and says nothing personal. A queue shows its first 32 messages only, unless they are taken from it.
/// </summary>
internal sealed class MessagesCheck(QueueServiceClient queues, StoredRegistrations registrations) : ICheck
{
    private const int MostSeen = 32;

    private static readonly (string Queue, Func<string, RegistrationId?> IdIn, bool IsWork)[] Queues =
    [
        (StorageNames.GeocodeRequests, GeocodeRequests.IdIn, true),
        (StorageNames.GeocodeRequestsPoison, GeocodeRequests.IdIn, true),
        (StorageNames.BlobTriggerPoison, PlacardRequests.IdInFailure, true),
        (StorageNames.MailRequests, IdInMail, true),
        (StorageNames.MailRequestsPoison, IdInMail, false),
    ];

    /// <inheritdoc/>
    public string Subject => "messages";

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, idIn, isWork) in Queues)
        {
            var messages = await PeekAsync(name, cancellationToken);
            if (messages is null)
            {
                yield return new CheckItem(name, async (_, stop) => await PeekAsync(name, stop) is null ? NotBase64(name) : Verdict.Sound);
            }

            foreach (var message in messages ?? [])
            {
                yield return new CheckItem(message.MessageId, async (again, stop) =>
                    again && await PeekAsync(name, stop) is { } left && left.All(other => other.MessageId != message.MessageId)
                        ? Verdict.Sound
                        : await LookAsync(name, message, idIn, isWork, stop));
            }
        }
    }

    private static RegistrationId? IdInMail(string message) =>
        RequestJson.TryRead(message, RequestJson.Default.MailRequest) is { } request && RegistrationId.TryParse(request.RegistrationId, out var id) ? id : null;

    private static Verdict NotBase64(string queue) => Verdict.Of(
        "message.unreadable", queue, "A message among the first of the queue is not base64.", "Find out who sent it, and delete it.");

    /// <returns>The first messages; <see langword="null"/> where one of them is not in the encoding of the queue.</returns>
    private async Task<IReadOnlyList<PeekedMessage>?> PeekAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await queues.GetQueueClient(name).PeekMessagesAsync(MostSeen, cancellationToken)).Value;
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return [];
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<Verdict> LookAsync(
        string queue, PeekedMessage message, Func<string, RegistrationId?> idIn, bool isWork, CancellationToken cancellationToken)
    {
        var text = message.Body.ToString();
        if (idIn(text) is not { } id)
        {
            return Verdict.Of("message.unreadable", message.MessageId, $"A message of {queue} is no request of the registry.", "Find out who sent it, and delete it.");
        }

        var stored = await registrations.FindAsync(id.Value, cancellationToken);
        return stored?.Registration is { } registration && PersonalValues.Of(registration).StandIn(text)
            ? Verdict.Of(
                "clear.personal", message.MessageId, $"A message of {queue} says something of an owner in the clear.",
                "Find out what wrote it there, delete it, and treat it as seen by whoever can read the storage.")
            : isWork ? Verdict.Working($"a message waits in {queue}") : Verdict.Sound;
    }
}
