namespace ServerlessRegistry.Audit;

/// <summary>What is wrong with the log.</summary>
public enum AuditProblemKind
{
    /// <summary>A line says something else than when it was written.</summary>
    Altered,

    /// <summary>Lines are missing in between.</summary>
    Removed,

    /// <summary>A line is there that was not written by the registry.</summary>
    Inserted,

    /// <summary>The end of a file is missing.</summary>
    Truncated,

    /// <summary>Two lines follow on the same one.</summary>
    Forked,
}

/// <summary>Where the chain breaks first.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line in the file, from 1; for lines that are missing, where they were; 0 for the last line of a file before the days in question.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Detail">What gave it away.</param>
public sealed record AuditProblem(string File, long Line, AuditProblemKind Kind, string Detail);

/// <summary>Whether the chain holds.</summary>
/// <param name="Date">The day that was checked; <see langword="null"/> where it was not just one.</param>
/// <param name="From">The first day; <see langword="null"/> for the beginning of the log.</param>
/// <param name="To">The last day; <see langword="null"/> for the end of the log.</param>
/// <param name="Holds">Whether nothing is wrong.</param>
/// <param name="Entries">How many entries were found good.</param>
/// <param name="FirstSequence">The number of the first line; <see langword="null"/> where there is none.</param>
/// <param name="LastSequence">The number of the last line that was found good.</param>
/// <param name="Problem">What is wrong first; <see langword="null"/> where nothing is.</param>
public sealed record AuditFinding(
    DateOnly? Date, DateOnly? From, DateOnly? To, bool Holds, long Entries, long? FirstSequence, long? LastSequence, AuditProblem? Problem);
