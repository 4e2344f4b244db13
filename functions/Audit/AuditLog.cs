using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Audit;

/// <summary>
/// The record of what members of the agency did. Entries that wait at the same time are written together: whoever comes
/// first writes for all that came until then.
/// </summary>
public sealed partial class AuditLog(AuditChain chain, AuditLimits limits, TimeProvider clock, ILogger<AuditLog> logger) : IDisposable
{
    private readonly ConcurrentQueue<WaitingEntry> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Writes an entry. When it returns, the line is durable.</summary>
    /// <param name="entry">Who did what.</param>
    /// <param name="cancellationToken">Ends the wait; the entry may be written all the same.</param>
    /// <exception cref="AuditUnavailableException">The entry could not be written in time. Disclose nothing.</exception>
    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var waiting = new WaitingEntry(entry);
        _waiting.Enqueue(waiting);
        using var patience = new CancellationTokenSource(limits.Patience, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await WriteAsync(waiting, end.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnavailable(logger, exception);
            throw new AuditUnavailableException("The audit log did not take the entry in time.", exception);
        }
        finally
        {
            waiting.Abandon();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task WriteAsync(WaitingEntry waiting, CancellationToken cancellationToken)
    {
        while (!waiting.Written.IsCompleted)
        {
            await _turn.WaitAsync(cancellationToken);
            await CommitInTurnAsync(waiting, cancellationToken).WaitAsync(cancellationToken);
        }

        await waiting.Written;
    }

    /// <summary>Writes for all that wait, and goes on where whoever called has no more time: the others still wait.</summary>
    private async Task CommitInTurnAsync(WaitingEntry waiting, CancellationToken cancellationToken)
    {
        try
        {
            if (!waiting.Written.IsCompleted)
            {
                await chain.RestAsync(cancellationToken);
                await CommitAsync(TakeBatch());
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private List<WaitingEntry> TakeBatch()
    {
        var batch = new List<WaitingEntry>();
        var size = 0;
        while (batch.Count < limits.EntriesPerBlock && size < limits.BlockSize && _waiting.TryDequeue(out var waiting))
        {
            if (!waiting.Written.IsCompleted)
            {
                batch.Add(waiting);
                size += waiting.Size;
            }
        }

        return batch;
    }

    /// <summary>Writes for everybody in the batch, so the end of one request does not end it.</summary>
    private async Task CommitAsync(List<WaitingEntry> batch)
    {
        using var patience = new CancellationTokenSource(limits.Patience, clock);
        try
        {
            await chain.AppendAsync(batch, patience.Token);
            batch.ForEach(waiting => waiting.Succeed());
        }
        catch (Exception exception)
        {
            // Whatever the reason is, nobody in the batch may go on.
            LogUnavailable(logger, exception);
            batch.ForEach(waiting => waiting.Fail(new AuditUnavailableException("The audit log cannot be written.", exception)));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log cannot be written, so nothing is disclosed.")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);
}
