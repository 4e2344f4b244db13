using System.Runtime.CompilerServices;

namespace ServerlessRegistry.Audit;

/// <summary>Finds entries in the log. Reads the files of the days in question, and no others.</summary>
public sealed class AuditReader(AuditFiles files)
{
    /// <summary>After so many bytes an answer ends, so that a question with few answers in years of files is not cut off by the time limit of a function.</summary>
    private const long MostRead = 128 * 1024 * 1024;

    /// <summary>One page of the entries, in the order in which they were recorded.</summary>
    internal async Task<AuditPage> PageAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var entries = new List<RecordedEntry>();
        var unreadable = 0;
        long read = 0;
        AuditContinuation? end = null;
        await foreach (var (file, written) in LinesAsync(query, cancellationToken))
        {
            if (entries.Count == query.Limit || read > MostRead)
            {
                return new AuditPage(entries, unreadable, end!.ToString());
            }

            var line = AuditLine.TryParse(written.Bytes);
            unreadable += line is null ? 1 : 0;
            if (line is { Entry: { } entry } && query.Covers(entry))
            {
                entries.Add(new RecordedEntry(line.Sequence, entry));
            }

            read += written.Bytes.Length;
            end = new AuditContinuation(file, written.End);
        }

        return new AuditPage(entries, unreadable, null);
    }

    /// <summary>All entries, in the order in which they were recorded, one at a time.</summary>
    internal async IAsyncEnumerable<RecordedEntry> AllAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (_, written) in LinesAsync(query, cancellationToken))
        {
            if (AuditLine.TryParse(written.Bytes) is { Entry: { } entry } line && query.Covers(entry))
            {
                yield return new RecordedEntry(line.Sequence, entry);
            }
        }
    }

    private async IAsyncEnumerable<(AuditFile File, AuditFileLine Line)> LinesAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in (await files.ListAsync(cancellationToken)).Where(query.MayLieIn))
        {
            var start = file == query.Continuation?.File ? query.Continuation.Position : 0;
            await foreach (var line in files.ReadAsync(file, start, cancellationToken))
            {
                yield return (file, line);
            }
        }
    }
}
