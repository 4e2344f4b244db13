using System.Text.Json;
using Azure.Storage.Queues;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Notifications;

/// <summary>Asks for mails to be sent, through the queue <c>mail-requests</c>, so that no caller ever waits for a mail server.</summary>
public sealed class MailRequests(QueueServiceClient queues, MailOptions options, RegistryTraces traces, TimeProvider clock)
{
    /// <summary>How the storage is told that a message does not expire.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.MailRequests);
    private readonly QueueClient _poison = queues.GetQueueClient(StorageNames.MailRequestsPoison);

    /// <summary>Whether the registry sends mail at all.</summary>
    public bool AreSent => options.Mailer is not MailerKind.None;

    /// <summary>Asks for every mail that a registration says is due.</summary>
    public async Task SendDueAsync(Registration registration, CancellationToken cancellationToken)
    {
        foreach (var kind in registration.MailDue)
        {
            await SendAsync(registration.Id, kind, cancellationToken);
        }
    }

    /// <summary>Asks for a mail to the registration's own address. Without a mailer there is nothing to ask.</summary>
    public Task SendAsync(RegistrationId id, MailKind kind, CancellationToken cancellationToken) =>
        SendAsync(new MailRequest(id.Value, kind), cancellationToken);

    /// <summary>Asks for a mail. Asking twice does no harm: what is being sent is marked in the registration, and what was sent is due no more.</summary>
    public Task SendAsync(MailRequest request, CancellationToken cancellationToken) =>
        options.Mailer is MailerKind.None ? Task.CompletedTask : SendLaterAsync(request, TimeSpan.Zero, cancellationToken);

    /// <summary>Asks for a mail that could not be sent once more.</summary>
    /// <param name="request">The request that failed.</param>
    /// <param name="delay">For how long nobody sees the request; the storage counts whole seconds.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    internal Task SendAgainAsync(MailRequest request, TimeSpan delay, CancellationToken cancellationToken) =>
        SendLaterAsync(request with { Attempt = request.Attempt + 1 }, delay, cancellationToken);

    /// <summary>Asks for a mail that was not even tried, later and as it is.</summary>
    internal async Task SendLaterAsync(MailRequest request, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var span = traces.StartSending(StorageNames.MailRequests, request.RegistrationId);
        var traced = request with { TraceParent = TraceParent.Current, SentAt = clock.GetUtcNow() + delay };
        await _queue.SendMessageAsync(Text(traced), delay, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// Lays a request aside for an operator, in such a form that it starts anew when the operator puts it back into the queue
    /// as it is.
    /// </summary>
    internal async Task GiveUpAsync(MailRequest request, CancellationToken cancellationToken)
    {
        await _poison.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await _poison.SendMessageAsync(Text(request with { Attempt = 0, TraceParent = null, SentAt = null }), timeToLive: Never, cancellationToken: cancellationToken);
    }

    private static string Text(MailRequest request) => JsonSerializer.Serialize(request, RequestJson.Default.MailRequest);
}
