using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Queues;

/// <summary>Fetches the messages of a queue and has each handled, several at a time.</summary>
internal sealed class QueueListener(
    FunctionDescriptor function,
    QueueClient queue,
    MessageHandler handler,
    QueueOptions options,
    TimeSpan lease,
    OwnWrites ownWrites,
    ILogger<QueueListener> logger) : IListener
{
    /// <summary>
    /// How long an answer is waited for that is on its way when the host stops: it may bring messages, which nobody else
    /// would see until their lease ends.
    /// </summary>
    private static readonly TimeSpan LastAnswerLimit = TimeSpan.FromSeconds(2);

    private readonly WakeSignal _wake = new();
    private readonly PollingBackoff _backoff = new(options.PollingInterval);
    private readonly StorageOutage _outage = new(function.Name, logger);
    private readonly List<Task> _running = [];

    public FunctionDescriptor Function => function;

    public async Task RunAsync(Shutdown shutdown)
    {
        using var watch = ownWrites.WatchFor(HttpMethod.Post, new Uri($"{queue.Uri.GetLeftPart(UriPartial.Path)}/messages"), _ => _wake.Set());
        while (!shutdown.Requested.IsCancellationRequested)
        {
            var messages = await ReceiveAsync(shutdown);
            if (messages.Length == 0)
            {
                await WaitAsync(shutdown);
                continue;
            }

            _backoff.Reset();
            _running.AddRange(messages.Select(message => Task.Run(() => handler.HandleAsync(message, shutdown))));
            await WaitForRoomAsync();
        }

        await Task.WhenAll(_running);
    }

    private async Task WaitAsync(Shutdown shutdown)
    {
        if (await _wake.WaitAsync(_backoff.Next(), shutdown.Requested))
        {
            _backoff.Reset();
        }
    }

    private async Task WaitForRoomAsync()
    {
        _running.RemoveAll(run => run.IsCompleted);
        while (_running.Count > options.Threshold)
        {
            _running.Remove(await Task.WhenAny(_running));
        }
    }

    /// <summary>The next messages; none where there are none or storage does not answer.</summary>
    private async Task<QueueMessage[]> ReceiveAsync(Shutdown shutdown)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Overdue);
        await using var lastAnswer = shutdown.Requested.Register(() => limit.CancelAfter(LastAnswerLimit));
        try
        {
            var messages = await ReceiveOrCreateAsync(limit.Token);
            _outage.NoteEnd();
            return messages;
        }
        catch (Exception exception)
        {
            // Whatever the answer was, the queue is asked again: a listener that ends would leave its queue to fill up.
            if (!limit.IsCancellationRequested)
            {
                _outage.Note(exception);
            }

            return [];
        }
    }

    private async Task<QueueMessage[]> ReceiveOrCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await queue.ReceiveMessagesAsync(options.BatchSize, lease, cancellationToken)).Value;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return [];
        }
    }
}
