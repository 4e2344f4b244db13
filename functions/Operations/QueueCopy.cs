using Azure.Storage.Queues;

namespace ServerlessRegistry.Operations;

/// <summary>
/// Copies the messages of queues. A queue cannot be listed, so each message is taken and left: those of the source are hidden for a
/// while and come back.
/// </summary>
internal sealed class QueueCopy(QueueServiceClient from, QueueServiceClient to, TextWriter output)
{
    private const int MostAtOnce = 32;
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>A queue of the target that has a message already and that there is one to copy of; <see langword="null"/> where there is none.</summary>
    public async Task<string?> FindInTargetAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in NamesAsync(cancellationToken))
        {
            var queue = to.GetQueueClient(name);
            if (await queue.ExistsAsync(cancellationToken) && (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount > 0)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Copies every queue. Messages that were copied before are copied again, which does no harm: every step may be repeated.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in NamesAsync(cancellationToken))
        {
            var (source, target) = (from.GetQueueClient(name), to.GetQueueClient(name));
            await target.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            var (copied, all) = (0, (await source.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount);
            while (copied < all && (await source.ReceiveMessagesAsync(MostAtOnce, Hidden, cancellationToken)).Value is { Length: > 0 } messages)
            {
                await Task.WhenAll(messages.Select(message => target.SendMessageAsync(message.Body, timeToLive: Never, cancellationToken: cancellationToken)));
                copied += messages.Length;
            }

            await output.WriteLineAsync($"Queue {name}: {CopyStorage.Shown(copied)} messages.");
        }
    }

    private IAsyncEnumerable<string> NamesAsync(CancellationToken cancellationToken) =>
        from.GetQueuesAsync(cancellationToken: cancellationToken).Select(queue => queue.Name).Where(name => !CopyStorage.IsOfTheHost(name));
}
