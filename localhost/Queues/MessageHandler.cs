using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;
using ServerlessRegistry.Localhost.Hosting;

namespace ServerlessRegistry.Localhost.Queues;

/// <summary>Runs the function for one message and settles the message by how the run ended.</summary>
internal sealed partial class MessageHandler(
    FunctionDescriptor function,
    QueueClient queue,
    PoisonQueue? poison,
    QueueOptions options,
    TimeSpan leaseDuration,
    FunctionRunner runner,
    JsonSerializerOptions json,
    ILogger<MessageHandler> logger)
{
    /// <summary>Handles a message that was just received. Never throws: what cannot be settled comes back when the lease ends.</summary>
    public async Task HandleAsync(QueueMessage message, Shutdown shutdown)
    {
        await using var lease = new MessageLease(queue, message, leaseDuration, logger, shutdown.Overdue);
        try
        {
            await HandleAsync(message, lease, shutdown);
        }
        catch (Exception exception)
        {
            LogNotSettled(logger, exception, message.MessageId, queue.Name);
        }
    }

    private async Task HandleAsync(QueueMessage message, MessageLease lease, Shutdown shutdown)
    {
        if (shutdown.Requested.IsCancellationRequested)
        {
            await GiveBackAsync(message, lease, shutdown);
            return;
        }

        // It has been tried often enough, and each time the process ended before it could say so.
        if (message.DequeueCount > options.MaxDequeueCount && poison is not null)
        {
            await MoveToPoisonAsync(message, lease, poison, shutdown);
            return;
        }

        if (!TryDecode(message.MessageText, out var text))
        {
            LogNotBase64(logger, message.MessageId, queue.Name);
            await (poison is null ? Task.CompletedTask : MoveToPoisonAsync(message, lease, poison, shutdown));
            return;
        }

        var outcome = await runner.RunAsync(
            function, parameter => TriggerContent.Read(text, parameter.ParameterType, json), shutdown.Requested);
        await (outcome switch
        {
            RunOutcome.Succeeded => lease.DeleteAsync(shutdown.Overdue),
            RunOutcome.Stopped => GiveBackAsync(message, lease, shutdown),
            _ => SettleFailureAsync(message, lease, shutdown),
        });
    }

    private Task SettleFailureAsync(QueueMessage message, MessageLease lease, Shutdown shutdown) => poison switch
    {
        // Nowhere to put it: its lease keeps it from failing again and again in no time.
        null => Task.CompletedTask,
        _ when message.DequeueCount >= options.MaxDequeueCount => MoveToPoisonAsync(message, lease, poison, shutdown),
        _ => lease.ReleaseAsync(options.VisibilityTimeout, shutdown.Overdue),
    };

    /// <summary>Adds before it deletes, so that the message is never nowhere.</summary>
    private async Task MoveToPoisonAsync(QueueMessage message, MessageLease lease, PoisonQueue target, Shutdown shutdown)
    {
        if (!await lease.IsHeldAsync(shutdown.Overdue))
        {
            return;
        }

        await target.AddAsync(message.MessageText, shutdown.Overdue);
        LogPoison(logger, message.MessageId, queue.Name, message.DequeueCount, target.Name);
        await lease.DeleteAsync(shutdown.Overdue);
    }

    /// <summary>
    /// Leaves the message to the next start. Its count of attempts only grows, so on the last one a fresh copy takes its
    /// place: a stop is no failure and must not bring a message to the poison queue.
    /// </summary>
    private async Task GiveBackAsync(QueueMessage message, MessageLease lease, Shutdown shutdown)
    {
        if (message.DequeueCount != options.MaxDequeueCount || poison is null)
        {
            await lease.ReleaseAsync(TimeSpan.Zero, shutdown.Overdue);
            return;
        }

        if (await lease.IsHeldAsync(shutdown.Overdue))
        {
            await queue.SendMessageAsync(message.MessageText, shutdown.Overdue);
            await lease.DeleteAsync(shutdown.Overdue);
        }
    }

    private bool TryDecode(string message, [NotNullWhen(true)] out string? text)
    {
        if (options.MessageEncoding == MessageEncoding.None)
        {
            text = message;
            return true;
        }

        var bytes = new byte[(message.Length * 3 / 4) + 3];
        text = Convert.TryFromBase64String(message, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
        return text is not null;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of queue '{Queue}' is not base64, so its function does not run.")]
    private static partial void LogNotBase64(ILogger logger, string messageId, string queue);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of queue '{Queue}' was received {Count} times and moves to '{PoisonQueue}'.")]
    private static partial void LogPoison(ILogger logger, string messageId, string queue, long count, string poisonQueue);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of queue '{Queue}' could not be settled, so it runs again when its lease ends.")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, string messageId, string queue);
}
