using System.Buffers;
using Azure;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Audit;

/// <summary>
/// Appends lines to the one chain that all instances share. Every append is conditional on the position that this instance
/// takes for the end, so of two that append at once one succeeds, and the other reads what came in between and tries again.
/// One caller at a time.
/// </summary>
public sealed partial class AuditChain(AuditFiles files, AuditHeads heads, AuditLimits limits, TimeProvider clock, ILogger<AuditChain> logger)
{
    /// <summary>A failure other than a lost race is met by looking once more, which also tells whether the lines were written after all.</summary>
    private const int Attempts = 2;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(40);

    /// <summary>An append that took long because the storage was away must not keep the next callers waiting once it is back.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private AuditTail? _tail;
    private long _appendedAt;
    private TimeSpan _rest;

    /// <summary>
    /// Waits a moment where this instance has just appended. To read what others wrote and then to append takes two requests, so
    /// an instance that appended without a pause would let no other come in between. Entries that come meanwhile share a block.
    /// </summary>
    internal Task RestAsync(CancellationToken cancellationToken)
    {
        var rest = _rest - clock.GetElapsedTime(_appendedAt);
        return rest > TimeSpan.Zero ? Task.Delay(rest, clock, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Writes the entries, each exactly once, in one block.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Ends the attempts; lines may have been written all the same.</param>
    /// <exception cref="RequestFailedException">The storage does not take the lines.</exception>
    internal async Task AppendAsync(IReadOnlyList<WaitingEntry> entries, CancellationToken cancellationToken)
    {
        var missing = entries;
        var failures = 0;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var tail = _tail ?? await FindAsync(cancellationToken);
                (_tail, missing) = attempt == 0 ? (tail, missing) : await CatchUpAsync(tail, missing, cancellationToken);
                if (missing.Count > 0)
                {
                    _tail = await OpenAsync(_tail, DayOf(missing), cancellationToken);
                    _tail = await WriteAsync(_tail, missing, cancellationToken);
                }

                heads.Remember(_tail);
                return;
            }
            catch (RequestFailedException exception) when (IsLostRace(exception))
            {
                await Task.Delay(LongestPause * Random.Shared.NextDouble(), clock, cancellationToken);
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException && ++failures < Attempts)
            {
                LogInDoubt(logger, exception);
            }
        }
    }

    private static DateOnly DayOf(IReadOnlyList<WaitingEntry> entries) => DateOnly.FromDateTime(entries.Max(waiting => waiting.Entry.At).UtcDateTime);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static bool IsLostRace(RequestFailedException exception) => exception.Status is 409 or 412 || AuditFiles.IsMissing(exception);

    /// <summary>Where the chain ends, for an instance that does not know yet. The remembered head is the quick way; without it the list of files tells.</summary>
    private async Task<AuditTail> FindAsync(CancellationToken cancellationToken)
    {
        var head = await RememberedAsync(cancellationToken);
        var last = head is null ? null : await EndOfAsync(head.File, cancellationToken);
        last ??= await EndOfFilesAsync(cancellationToken);
        var (tail, _) = await CatchUpAsync(last ?? new AuditTail(AuditFile.Origin, 0, 0, 0, AuditLine.NoPrevious), [], cancellationToken);

        // Where lines are missing that once were there, the chain goes on after them, so that their absence stays visible.
        return head?.Sequence > tail.Sequence ? tail with { Sequence = head.Sequence, Hash = head.Hash } : tail;
    }

    private async Task<AuditHead?> RememberedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await heads.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            LogNoHead(logger, exception);
            return null;
        }
    }

    private async Task<AuditTail?> EndOfFilesAsync(CancellationToken cancellationToken)
    {
        foreach (var file in (await files.ListAsync(cancellationToken)).Reverse())
        {
            if (await EndOfAsync(file, cancellationToken) is { } tail)
            {
                return tail;
            }
        }

        return null;
    }

    /// <summary>The place just before a file's last line, from where reading on tells all the rest; <see langword="null"/> for a file without lines.</summary>
    private async Task<AuditTail?> EndOfAsync(AuditFile file, CancellationToken cancellationToken) =>
        await files.LastLineAsync(file, cancellationToken) is { } last ? new AuditTail(file, last.Start, 0, 0, AuditLine.NoPrevious) : null;

    /// <summary>Reads what others wrote since, and whether it has lines of one's own.</summary>
    /// <returns>The end of the chain, and the entries that are not written yet.</returns>
    private async Task<(AuditTail Tail, IReadOnlyList<WaitingEntry> Missing)> CatchUpAsync(
        AuditTail tail, IReadOnlyList<WaitingEntry> entries, CancellationToken cancellationToken)
    {
        var missing = entries.ToDictionary(waiting => waiting.Id);
        while (true)
        {
            AuditFile? next = null;
            var before = tail;
            await foreach (var written in files.ReadAsync(tail.File, tail.Position, cancellationToken))
            {
                var line = AuditLine.TryParse(written.Bytes);
                tail = Passed(tail, written, line);
                next = AuditFile.TryParse(line?.Next, out var following) && following.CompareTo(tail.File) > 0 ? following : null;
                missing.Remove(line?.Id ?? Guid.Empty);
            }

            if (next is null && (tail != before || await IsThereAsync(tail, cancellationToken)))
            {
                return (tail, [.. entries.Where(waiting => missing.ContainsKey(waiting.Id))]);
            }

            tail = tail with { File = next ?? tail.File, Position = 0, Blocks = 0 };
            await files.CreateAsync(tail.File, cancellationToken);
        }
    }

    /// <summary>Whether the file is there and not shorter than the tail says. One that somebody cut off is read again from its start.</summary>
    private async Task<bool> IsThereAsync(AuditTail tail, CancellationToken cancellationToken)
    {
        var size = await files.SizeAsync(tail.File, cancellationToken);
        return size?.Length >= tail.Position;
    }

    /// <summary>The tail after one more line. A line that does not fit, which no instance writes, moves the position only: the chain goes on from what is known to be good.</summary>
    private static AuditTail Passed(AuditTail tail, AuditFileLine written, AuditLine? line) => line?.Sequence > tail.Sequence
        ? tail with { Position = written.End, Sequence = line.Sequence, Hash = AuditLine.HashOf(written.Bytes) }
        : tail with { Position = written.End };

    /// <summary>The tail in a file that takes entries of a day: where the newest is of an earlier day or full, it is closed and the next begins.</summary>
    private async Task<AuditTail> OpenAsync(AuditTail tail, DateOnly day, CancellationToken cancellationToken)
    {
        if (tail.File.Date >= day && tail.Blocks < limits.BlocksPerFile)
        {
            return tail;
        }

        var next = tail.File.Next(day);
        var closing = new AuditLine { Kind = AuditLineKind.Closed, Next = next.Name };
        var closed = await WriteAsync(tail, [closing], cancellationToken);
        await files.CreateAsync(next, cancellationToken);
        return closed with { File = next, Position = 0, Blocks = 0 };
    }

    private Task<AuditTail> WriteAsync(AuditTail tail, IReadOnlyList<WaitingEntry> entries, CancellationToken cancellationToken) => WriteAsync(
        tail,
        entries.Select(waiting => new AuditLine { Kind = AuditLineKind.Entry, Id = waiting.Id, Entry = waiting.Entry }),
        cancellationToken);

    /// <summary>Ties the lines to the chain and writes them as one block, which storage takes whole or not at all.</summary>
    private async Task<AuditTail> WriteAsync(AuditTail tail, IEnumerable<AuditLine> lines, CancellationToken cancellationToken)
    {
        var block = new ArrayBufferWriter<byte>();
        var (sequence, hash) = (tail.Sequence, tail.Hash);
        foreach (var line in lines)
        {
            var bytes = (line with { Sequence = ++sequence, Previous = hash }).ToBytes();
            hash = AuditLine.HashOf(bytes);
            block.Write(bytes);
            block.Write("\n"u8);
        }

        var started = clock.GetTimestamp();
        var blocks = await files.AppendAsync(tail, block.WrittenMemory, cancellationToken);
        _appendedAt = clock.GetTimestamp();
        _rest = Shorter(2 * Random.Shared.NextDouble() * clock.GetElapsedTime(started, _appendedAt), LongestRest);
        return tail with { Position = tail.Position + block.WrittenCount, Blocks = blocks, Sequence = sequence, Hash = hash };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "It is not known whether the audit log took some lines; it is read again.")]
    private static partial void LogInDoubt(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The newest line of the audit log is not remembered; its files tell where it is.")]
    private static partial void LogNoHead(ILogger logger, Exception exception);
}
