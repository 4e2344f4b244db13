using System.Globalization;

namespace ServerlessRegistry.Audit;

/// <summary>A line and where it lies.</summary>
/// <param name="File">Its file.</param>
/// <param name="Number">Which line of the file it is, from 1; 0 where that was not counted.</param>
/// <param name="Line">What it says; <see langword="null"/> where it cannot be read.</param>
/// <param name="Hash">The hash of its bytes.</param>
internal sealed record AuditPlace(AuditFile File, long Number, AuditLine? Line, string Hash);

/// <summary>A walk along the chain, line by line, that says what is wrong where the chain breaks.</summary>
/// <param name="head">A line that was once the newest; <see langword="null"/> where none is remembered.</param>
/// <param name="start">The line before the first of the walk; <see langword="null"/> at the beginning of the log.</param>
internal sealed class AuditWalk(AuditHead? head, AuditPlace? start)
{
    private AuditPlace? _last = start;
    private long _entries;
    private long? _firstSequence;
    private long? _lastSequence;

    /// <summary>What is wrong; <see langword="null"/> as long as the chain holds.</summary>
    public AuditProblem? Problem { get; private set; }

    private long ExpectedSequence => (_last?.Line?.Sequence ?? 0) + 1;

    private string ExpectedPrevious => _last?.Hash ?? AuditLine.NoPrevious;

    /// <summary>Goes on by a line.</summary>
    /// <param name="place">The line.</param>
    /// <param name="next">The one after it, by which a wrong line can be told from a wrong neighbour.</param>
    /// <returns>Whether the chain holds so far.</returns>
    public bool Pass(AuditPlace place, AuditPlace? next)
    {
        Meet(place, next);
        if (Problem is not null)
        {
            return false;
        }

        _entries += place.Line!.Kind == AuditLineKind.Entry ? 1 : 0;
        _firstSequence ??= place.Line.Sequence;
        _lastSequence = place.Line.Sequence;
        _last = place;
        return true;
    }

    /// <summary>Checks a line without going on to it.</summary>
    /// <inheritdoc cref="Pass"/>
    public void Meet(AuditPlace place, AuditPlace? next) =>
        Problem = Follows(place) ? Misplaced(place) ?? Forgotten(place) : Broken(place, next);

    /// <summary>The newest line has been passed: is it as new as the one that is remembered?</summary>
    public void End()
    {
        if (head is not null && head.Sequence >= ExpectedSequence)
        {
            var (file, line) = _last is { Line.Next: { } next } ? (next, 1) : (_last?.File.Name ?? head.File.Name, (_last?.Number ?? 0) + 1);
            Problem = new AuditProblem(
                file, line, AuditProblemKind.Truncated, Say($"The log ends before line {head.Sequence} of the chain, which was once its newest, in {head.File.Name}."));
        }
    }

    /// <summary>What the walk found.</summary>
    public AuditFinding Finding(DateOnly? from, DateOnly? to) => new(
        from is not null && from == to ? from : null, from, to, Problem is null, _entries, _firstSequence, _lastSequence, Problem);

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);

    private static AuditProblem At(AuditPlace place, AuditProblemKind kind, FormattableString detail) =>
        new(place.File.Name, place.Number, kind, Say(detail));

    private bool Follows(AuditPlace place) => place.Line is { } line && line.Sequence == ExpectedSequence && line.Previous == ExpectedPrevious;

    /// <summary>A line that is tied to the chain, and yet not where it belongs.</summary>
    private AuditProblem? Misplaced(AuditPlace place)
    {
        var isClosed = _last?.Line?.Kind == AuditLineKind.Closed;
        return (isClosed, _last?.File == place.File) switch
        {
            (true, true) => At(place, AuditProblemKind.Inserted, $"The line comes after the one that closed the file."),
            (true, false) when _last!.Line!.Next != place.File.Name => At(place, AuditProblemKind.Removed, $"{_last.File.Name} says that {_last.Line.Next} follows."),
            (false, false) when _last is not null => At(place, AuditProblemKind.Inserted, $"The file begins while {_last.File.Name} is not closed."),
            _ => null,
        };
    }

    /// <summary>A line that is tied to the chain, and yet not the one that was remembered.</summary>
    private AuditProblem? Forgotten(AuditPlace place) => head is not null && head.Sequence == place.Line!.Sequence && head.Hash != place.Hash
        ? At(place, AuditProblemKind.Altered, $"The line is not the one that was remembered as the newest when it was written.")
        : null;

    private AuditProblem Broken(AuditPlace place, AuditPlace? next)
    {
        if (next is not null && Follows(next))
        {
            return At(place, AuditProblemKind.Inserted, $"The chain goes on without the line.");
        }

        if (place.Line is not { } line)
        {
            return At(place, AuditProblemKind.Altered, $"The line is not one of an audit log.");
        }

        if (line.Sequence > ExpectedSequence && line.Previous != ExpectedPrevious)
        {
            return Gap(place, line);
        }

        if (_last is { Line.Previous: var predecessor } && predecessor == line.Previous)
        {
            return At(_last, AuditProblemKind.Forked, $"The line and the one after it both follow on the same line; the chain goes on from the second.");
        }

        if (line.Sequence < ExpectedSequence)
        {
            return At(place, AuditProblemKind.Inserted, $"The line is number {line.Sequence} of the chain, and {ExpectedSequence} is due here.");
        }

        return line.Sequence == ExpectedSequence && _last is not null && IsVouchedFor(place, next)
            ? At(_last, AuditProblemKind.Altered, $"The hash of the line is not the one that the line after it has.")
            : At(place, AuditProblemKind.Altered, $"The line is not tied to the one before it.");
    }

    private AuditProblem Gap(AuditPlace place, AuditLine line) => _last is not null && _last.File != place.File && _last.Line?.Kind != AuditLineKind.Closed
        ? new AuditProblem(
            _last.File.Name, _last.Number + 1, AuditProblemKind.Truncated,
            Say($"The file ends before the lines {ExpectedSequence} to {line.Sequence - 1} of the chain; {place.File.Name} goes on after them."))
        : At(place, AuditProblemKind.Removed, $"The lines {ExpectedSequence} to {line.Sequence - 1} of the chain are missing before this one.");

    /// <summary>Whether something else has the hash of the line, so that it is not the line that changed.</summary>
    private bool IsVouchedFor(AuditPlace place, AuditPlace? next) =>
        next is null ? head is null || head.Sequence != place.Line!.Sequence || head.Hash == place.Hash : next.Line?.Previous == place.Hash;
}
