using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Storage;
using ServerlessRegistry.Telemetry;

namespace ServerlessRegistry.Operations;

/// <summary>
/// Puts the messages of a poison queue back to where their work is done, once the cause is mended. Each is added there before it is
/// deleted here, so that a run that is cut off loses none; one that is put back twice is harmless, as every step may be repeated.
/// </summary>
internal sealed class ReplayPoison(StorageConnection connection, PlacardRequests placards) : IOperation
{
    private const string PoisonEnding = "-poison";
    private const int MostAtOnce = 32;
    private const int Found = 1;

    /// <summary>How long a message that is in hand is hidden from others; one that was left is seen again at the end.</summary>
    private static readonly TimeSpan InHand = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>The poison queues that there can be, with what tells the registration of a message.</summary>
    private static readonly Dictionary<string, Func<string, RegistrationId?>> Queues = new(StringComparer.Ordinal)
    {
        [StorageNames.GeocodeRequestsPoison] = message => Id(GeocodeRequests.Read(message)?.RegistrationId),
        [StorageNames.MailRequestsPoison] = message => Id(RequestJson.TryRead(message, RequestJson.Default.MailRequest)?.RegistrationId),
        [StorageNames.BlobTriggerPoison] = PlacardRequests.IdInFailure,
    };

    /// <inheritdoc/>
    public static string Name => "replay";

    /// <inheritdoc/>
    public static string Usage => "QUEUE [--max N]";

    /// <inheritdoc/>
    public static string Summary => $"Puts the messages of a poison queue back: {string.Join(", ", Queues.Keys)}.";

    /// <inheritdoc/>
    public static IServiceCollection AddServices(IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(StorageConnection.Read(configuration))
            .AddSingleton(TimeProvider.System)
            .AddTelemetry(configuration)
            .AddStorage(configuration)
            .AddSingleton<PlacardRequests>();

    /// <inheritdoc/>
    public async Task<int> RunAsync(OperationArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var most = arguments.TakeNumber("max");
        var name = arguments.TakeWord();
        arguments.End($"{Name} {Usage}");
        if (name is null || !Queues.TryGetValue(name, out var idIn))
        {
            throw new OperationRefusedException($"{Name} needs the name of a poison queue: one of {string.Join(", ", Queues.Keys)}.");
        }

        // As they are: what is not base64 would otherwise stop the whole batch.
        var queues = connection.Connect(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        var queue = queues.GetQueueClient(name);
        if (!await queue.ExistsAsync(cancellationToken))
        {
            await output.WriteLineAsync($"{name} does not exist, so nothing failed for good.");
            return 0;
        }

        var target = new Target(queues, name);
        await (target.Queue?.CreateIfNotExistsAsync(cancellationToken: cancellationToken) ?? Task.CompletedTask);
        var (moved, left) = await ReplayAsync(queue, target, idIn, most, output, cancellationToken);
        await output.WriteLineAsync($"{name}: {moved} put back, {left} left.");
        return left == 0 ? 0 : Found;
    }

    private async Task<(int Moved, int Left)> ReplayAsync(
        QueueClient queue, Target target, Func<string, RegistrationId?> idIn, int? most, TextWriter output, CancellationToken cancellationToken)
    {
        // What fails again meanwhile is for the next time.
        var end = Math.Min(most ?? int.MaxValue, (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount);
        var moved = 0;
        var left = new List<QueueMessage>();
        while (moved + left.Count < end && await ReceiveAsync(queue, end - moved - left.Count, cancellationToken) is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                if (idIn(TextOf(message)) is not { } id)
                {
                    left.Add(message);
                    await output.WriteLineAsync($"Message {message.MessageId} is no request of this registry and stays.");
                    continue;
                }

                await SendAsync(target, id, message, cancellationToken);
                await DeleteAsync(queue, message, cancellationToken);
                moved++;
                await output.WriteLineAsync($"Registration {id}: back to {target.Place}.");
            }
        }

        await ShowAsync(queue, left);
        return (moved, left.Count);
    }

    private static async Task<QueueMessage[]> ReceiveAsync(QueueClient queue, int count, CancellationToken cancellationToken) =>
        (await queue.ReceiveMessagesAsync(Math.Min(MostAtOnce, count), InHand, cancellationToken)).Value;

    private Task SendAsync(Target target, RegistrationId id, QueueMessage message, CancellationToken cancellationToken) =>
        target.Queue is { } queue
            ? queue.SendMessageAsync(message.Body, timeToLive: Never, cancellationToken: cancellationToken)
            : placards.SendAsync(id, cancellationToken);

    private static async Task DeleteAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            // It was in hand for too long, and somebody else has dealt with it.
        }
    }

    /// <summary>Lets others see at once what was left; otherwise that takes until it is no longer in hand.</summary>
    private static async Task ShowAsync(QueueClient queue, List<QueueMessage> messages)
    {
        foreach (var message in messages)
        {
            try
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, TimeSpan.Zero, CancellationToken.None);
            }
            catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
            {
                // Somebody else has dealt with it.
            }
        }
    }

    private static string TextOf(QueueMessage message)
    {
        var text = message.Body.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : text;
    }

    private static RegistrationId? Id(string? text) => RegistrationId.TryParse(text, out var id) ? id : null;

    /// <summary>Where the messages of a poison queue go: the queue of the same name without the ending; for blobs, to their requests.</summary>
    private sealed class Target(QueueServiceClient queues, string poison)
    {
        /// <summary>The queue; <see langword="null"/> where the request is a blob.</summary>
        public QueueClient? Queue { get; } = poison == StorageNames.BlobTriggerPoison ? null : queues.GetQueueClient(poison[..^PoisonEnding.Length]);

        /// <summary>Its name.</summary>
        public string Place => Queue?.Name ?? StorageNames.PlacardRequests;
    }
}
