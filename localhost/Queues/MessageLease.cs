using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Storage;

namespace ServerlessRegistry.Localhost.Queues;

/// <summary>
/// A received message that nobody else sees while this process works on it. Each renewal gives it another pop receipt;
/// only the last one is good for anything, and none when the lease has ended and somebody else has received the message.
/// </summary>
internal sealed partial class MessageLease : IAsyncDisposable
{
    private readonly QueueClient _queue;
    private readonly QueueMessage _message;
    private readonly TimeSpan _duration;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended;
    private readonly Task _renewing;
    private string _popReceipt;
    private bool _isLost;

    /// <param name="queue">Where the message is.</param>
    /// <param name="message">The message as it was received.</param>
    /// <param name="duration">How long it was received for, and is renewed for.</param>
    /// <param name="logger">Told of a lease that was lost.</param>
    /// <param name="noLonger">Ends the renewal.</param>
    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan duration, ILogger logger, CancellationToken noLonger)
    {
        _queue = queue;
        _message = message;
        _duration = duration;
        _logger = logger;
        _popReceipt = message.PopReceipt;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(noLonger);
        _renewing = RenewAsync(noLonger);
    }

    /// <summary>Whether the message is still this process's; asks storage, and renews the lease with it.</summary>
    public async Task<bool> IsHeldAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(popReceipt => RenewOnceAsync(popReceipt, cancellationToken));
        return !_isLost;
    }

    /// <summary>Takes the message off the queue: its work is done.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken) =>
        SettleAsync(popReceipt => _queue.DeleteMessageAsync(_message.MessageId, popReceipt, cancellationToken));

    /// <summary>Gives the message back, for whoever receives it after a while.</summary>
    public Task ReleaseAsync(TimeSpan invisibleFor, CancellationToken cancellationToken) =>
        SettleAsync(popReceipt => _queue.UpdateMessageAsync(
            _message.MessageId, popReceipt, visibilityTimeout: invisibleFor, cancellationToken: cancellationToken));

    /// <summary>Ends the renewal.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndRenewalAsync();
        _ended.Dispose();
    }

    private static bool IsLoss(Exception exception) =>
        exception is RequestFailedException failure
        && (failure.ErrorCode == QueueErrorCode.MessageNotFound || failure.ErrorCode == QueueErrorCode.PopReceiptMismatch
            || failure.ErrorCode == QueueErrorCode.QueueNotFound);

    private async Task SettleAsync(Func<string, Task> settle)
    {
        await EndRenewalAsync();
        if (_isLost)
        {
            return;
        }

        try
        {
            await settle(_popReceipt);
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            NoteLoss();
        }
    }

    private async Task EndRenewalAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
    }

    /// <remarks>A renewal on its way is waited for, since its answer has the pop receipt that is good from then on.</remarks>
    private async Task RenewAsync(CancellationToken noLonger)
    {
        try
        {
            while (!_isLost)
            {
                await Task.Delay(_duration / 3, _ended.Token);
                await TryRenewAsync(noLonger);
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended, or nobody waits for it any longer.
        }
    }

    private async Task TryRenewAsync(CancellationToken noLonger)
    {
        try
        {
            await RenewOnceAsync(_popReceipt, noLonger);
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            NoteLoss();
        }
        catch (Exception exception) when (StorageOutage.IsStorageError(exception) && !noLonger.IsCancellationRequested)
        {
            // The receipt stays good until somebody else receives the message, so the next renewal may succeed.
        }
    }

    private async Task RenewOnceAsync(string popReceipt, CancellationToken cancellationToken)
    {
        var update = await _queue.UpdateMessageAsync(
            _message.MessageId, popReceipt, visibilityTimeout: _duration, cancellationToken: cancellationToken);
        _popReceipt = update.Value.PopReceipt;
    }

    private void NoteLoss()
    {
        _isLost = true;
        LogLost(_logger, _message.MessageId, _queue.Name);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The lease of message {MessageId} of queue '{Queue}' was lost: it is left as it is, and may run again.")]
    private static partial void LogLost(ILogger logger, string messageId, string queue);
}
