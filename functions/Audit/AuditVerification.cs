using System.Runtime.CompilerServices;

namespace ServerlessRegistry.Audit;

/// <summary>
/// Recomputes the chain: each line must have the next number and the hash of the line before it, from file to file. Reads one
/// line at a time, and stops at the first that is wrong.
/// </summary>
public sealed class AuditVerification(AuditFiles files, AuditHeads heads)
{
    /// <summary>Checks the files of some days.</summary>
    /// <param name="from">The first day; <see langword="null"/> for the beginning of the log.</param>
    /// <param name="to">The last day; <see langword="null"/> for the end of the log.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    internal async Task<AuditFinding> VerifyAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        // The head is read first, so that the log can only be newer than it.
        var head = await heads.ReadAsync(cancellationToken);
        var all = await files.ListAsync(cancellationToken);
        var first = all.TakeWhile(file => file.Date < from).Count();
        var last = all.TakeWhile(file => to is null || file.Date <= to).Count();
        var walk = new AuditWalk(head, await StartAsync(all.Take(first), cancellationToken));
        await WalkAsync(walk, all.Skip(first).Take(last - first), cancellationToken);
        if (walk.Problem is null)
        {
            await EndAsync(walk, all.Skip(last), cancellationToken);
        }

        return walk.Finding(from, to);
    }

    /// <summary>What comes after the days in question vouches for their end: the next line, or else the head.</summary>
    private async Task EndAsync(AuditWalk walk, IEnumerable<AuditFile> after, CancellationToken cancellationToken)
    {
        if (await PlacesAsync(after, cancellationToken).Take(2).ToListAsync(cancellationToken) is [var line, .. var next])
        {
            walk.Meet(line, next.FirstOrDefault());
            return;
        }

        walk.End();
    }

    /// <summary>The line that comes before the first that is checked; <see langword="null"/> at the beginning of the log.</summary>
    private async Task<AuditPlace?> StartAsync(IEnumerable<AuditFile> before, CancellationToken cancellationToken)
    {
        foreach (var file in before.Reverse())
        {
            if (await files.LastLineAsync(file, cancellationToken) is { } last)
            {
                return new AuditPlace(file, 0, AuditLine.TryParse(last.Bytes), AuditLine.HashOf(last.Bytes));
            }
        }

        return null;
    }

    private async Task WalkAsync(AuditWalk walk, IEnumerable<AuditFile> checkedFiles, CancellationToken cancellationToken)
    {
        AuditPlace? place = null;
        await foreach (var next in PlacesAsync(checkedFiles, cancellationToken))
        {
            if (place is not null && !walk.Pass(place, next))
            {
                return;
            }

            place = next;
        }

        if (place is not null)
        {
            walk.Pass(place, null);
        }
    }

    private async IAsyncEnumerable<AuditPlace> PlacesAsync(IEnumerable<AuditFile> checkedFiles, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in checkedFiles)
        {
            var number = 0;
            await foreach (var line in files.ReadAsync(file, 0, cancellationToken))
            {
                yield return new AuditPlace(file, ++number, AuditLine.TryParse(line.Bytes), AuditLine.HashOf(line.Bytes));
            }
        }
    }
}
