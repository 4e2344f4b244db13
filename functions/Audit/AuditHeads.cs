using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Audit;

/// <summary>
/// Remembers the newest line of the log in another place than the log, a row of a table, so that a log whose end was cut off can be
/// told from one that is whole. It is written soon after a line, not with it: the row may be behind, and never ahead.
/// </summary>
public sealed partial class AuditHeads(TableServiceClient tables, ILogger<AuditHeads> logger) : BackgroundService
{
    private const string Key = "head";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.AuditHeads);
    private readonly Channel<AuditHead> _newest = Channel.CreateBounded<AuditHead>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Notes the newest line; returns at once.</summary>
    internal void Remember(AuditTail tail) => _newest.Writer.TryWrite(new AuditHead(tail.File, tail.Sequence, tail.Hash));

    /// <summary>The newest line that is remembered; <see langword="null"/> where none is.</summary>
    /// <exception cref="RequestFailedException">The table does not answer.</exception>
    internal async Task<AuditHead?> ReadAsync(CancellationToken cancellationToken) => (await RowAsync(cancellationToken)).Head;

    /// <summary>Stops once the last line is remembered.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _newest.Writer.TryComplete();
        await Task.WhenAny(ExecuteTask ?? Task.CompletedTask, Task.Delay(Timeout.Infinite, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var head in _newest.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(head, stoppingToken);
            }
            catch (Exception exception) when (StorageFailure.Is(exception))
            {
                LogNotRemembered(logger, head.Sequence, exception);
            }
        }
    }

    private async Task WriteAsync(AuditHead head, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (stored, version) = await RowAsync(cancellationToken);
            if (stored?.Sequence >= head.Sequence)
            {
                return;
            }

            var row = new TableEntity(Key, Key) { ["File"] = head.File.Name, ["Sequence"] = head.Sequence, ["Hash"] = head.Hash };
            try
            {
                await (version == default
                    ? _table.AddEntityAsync(row, cancellationToken)
                    : _table.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken));
                return;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412)
            {
                // Another instance was first; whoever has the newer line writes.
            }
        }
    }

    private async Task<(AuditHead? Head, ETag Version)> RowAsync(CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(Key, Key, cancellationToken: cancellationToken);
        if (!row.HasValue || row.Value is not { } values)
        {
            return default;
        }

        return AuditFile.TryParse(values.GetString("File"), out var file) && values.GetInt64("Sequence") is { } sequence && values.GetString("Hash") is { } hash
            ? (new AuditHead(file, sequence, hash), values.ETag)
            : (null, values.ETag);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit log's line {Sequence} is written, but not remembered as its newest.")]
    private static partial void LogNotRemembered(ILogger logger, long sequence, Exception exception);
}

/// <summary>A line that was once the newest.</summary>
/// <param name="File">The file that it is in.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record AuditHead(AuditFile File, long Sequence, string Hash);
