using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Audit;

/// <summary>Which entries an auditor asks for.</summary>
/// <param name="From">The earliest time; <see langword="null"/> for the beginning of the log.</param>
/// <param name="To">The time before which entries lie; <see langword="null"/> for the end of the log.</param>
/// <param name="Officer">Whose: an object id or a name, in any letter case; <see langword="null"/> for everybody's.</param>
/// <param name="CaseNumber">For which case, in any letter case; <see langword="null"/> for all.</param>
/// <param name="Limit">The most entries in one answer.</param>
/// <param name="Continuation">Where the answer before this one ended; <see langword="null"/> for the first.</param>
internal sealed record AuditQuery(
    DateTimeOffset? From, DateTimeOffset? To, string? Officer, string? CaseNumber, int Limit, AuditContinuation? Continuation)
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;
    private const int MaxLength = 200;

    private static readonly string[] Names = ["from", "to", "officer", "caseNumber", "limit", "continuation"];

    /// <summary>Reads the query of a request.</summary>
    /// <param name="query">The parameters.</param>
    /// <param name="errors">Notes what is wrong with each; the result counts only where it notes nothing.</param>
    public static AuditQuery Read(IQueryCollection query, ValidationErrors errors)
    {
        foreach (var name in query.Keys.Where(name => !Names.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add(name.Length <= MaxLength ? name : "(a parameter with a long name)", "is not a known parameter");
        }

        var asked = new AuditQuery(
            Time(query, "from", errors), Time(query, "to", errors), Text(query, "officer", errors), Text(query, "caseNumber", errors), Count(query, errors), Place(query, errors));
        if (asked.To <= asked.From)
        {
            errors.Add("to", "must be later than 'from'");
        }

        return asked;
    }

    /// <summary>Whether an entry is asked for.</summary>
    public bool Covers(AuditEntry entry) =>
        !(entry.At < From) && !(entry.At >= To)
        && (Officer is null || Is(entry.ObjectId, Officer) || Is(entry.Name, Officer))
        && (CaseNumber is null || Is(entry.CaseNumber, CaseNumber));

    /// <summary>Whether a file may have entries that are asked for. A file may have entries of the day before its own, from a slow clock, and never of the day after.</summary>
    public bool MayLieIn(AuditFile file) =>
        (From is null || file.Date >= Day(From.Value)) && (To is null || file.Date <= Day(To.Value).AddDays(1))
        && (Continuation is null || file.CompareTo(Continuation.File) >= 0);

    private static DateOnly Day(DateTimeOffset time) =>
        DateOnly.FromDateTime(time.UtcDateTime) is var day && day < DateOnly.MaxValue ? day : DateOnly.MaxValue.AddDays(-1);

    private static bool Is(string? value, string asked) => string.Equals(value, asked, StringComparison.OrdinalIgnoreCase);

    private static string? Text(IQueryCollection query, string name, ValidationErrors errors)
    {
        var text = query[name].ToString().Trim();
        if (text.Length > MaxLength)
        {
            errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"must have at most {MaxLength} characters"));
        }

        return text.Length == 0 ? null : text;
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name, ValidationErrors errors)
    {
        if (Text(query, name, errors) is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        errors.Add(name, "must be a date and time with its offset, such as 2026-11-20T22:15:00Z");
        return null;
    }

    private static int Count(IQueryCollection query, ValidationErrors errors)
    {
        if (Text(query, "limit", errors) is not { } text)
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        errors.Add("limit", string.Create(CultureInfo.InvariantCulture, $"must be a whole number between 1 and {MaxLimit}"));
        return DefaultLimit;
    }

    private static AuditContinuation? Place(IQueryCollection query, ValidationErrors errors)
    {
        if (Text(query, "continuation", errors) is not { } text)
        {
            return null;
        }

        if (!AuditContinuation.TryParse(text, out var continuation))
        {
            errors.Add("continuation", "must be the continuation of the answer before this one");
        }

        return continuation;
    }
}
