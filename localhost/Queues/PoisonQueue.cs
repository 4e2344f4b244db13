using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace ServerlessRegistry.Localhost.Queues;

/// <summary>Where work goes that failed for good. The queue is made when it is first needed.</summary>
internal sealed class PoisonQueue(QueueClient queue)
{
    private const string Suffix = "-poison";
    private const int NameLimit = 63;

    /// <summary>The queue's name.</summary>
    public string Name => queue.Name;

    /// <summary>
    /// The poison queue of a queue; <see langword="null"/> where there is none, because the queue is one itself or its name
    /// leaves no room.
    /// </summary>
    public static PoisonQueue? Of(QueueServiceClient account, string queueName) =>
        queueName.EndsWith(Suffix, StringComparison.Ordinal) || queueName.Length + Suffix.Length > NameLimit
            ? null
            : new PoisonQueue(account.GetQueueClient(queueName + Suffix));

    /// <summary>Adds a message whose text stands in the queue exactly as given.</summary>
    public async Task AddAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendMessageAsync(text, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await queue.SendMessageAsync(text, cancellationToken);
        }
    }
}
