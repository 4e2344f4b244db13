using System.Globalization;

namespace ServerlessRegistry.Audit;

/// <summary>A file of the audit log: <c>2026-11-20.jsonl</c>, or <c>2026-11-20-0002.jsonl</c> for the second of a day.</summary>
/// <param name="Date">The day, in UTC. The file may also have entries of the day before it, from a clock that is slow.</param>
/// <param name="Number">Which file of the day, from 1.</param>
internal readonly record struct AuditFile(DateOnly Date, int Number) : IComparable<AuditFile>
{
    private const string Extension = ".jsonl";
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>
    /// Where the chain begins, whatever the clocks say: all that it ever has is a closing line that names the file of the
    /// first day. Two instances with different dates can so not begin two chains.
    /// </summary>
    public static AuditFile Origin => new(DateOnly.MinValue, 1);

    /// <summary>The name of the blob.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture, $"{Date:yyyy-MM-dd}{(Number == 1 ? "" : $"-{Number:0000}")}{Extension}");

    /// <summary>Reads the name of a blob.</summary>
    public static bool TryParse(string? name, out AuditFile file)
    {
        file = default;
        if (name is null || name.Length < DateFormat.Length + Extension.Length || !name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return false;
        }

        if (!DateOnly.TryParseExact(name.AsSpan(0, DateFormat.Length), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return false;
        }

        var suffix = name[DateFormat.Length..^Extension.Length];
        var number = 1;
        if (suffix.Length > 0 && !int.TryParse(suffix.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        file = new AuditFile(date, number);
        return file.Name == name;
    }

    /// <summary>The file that follows on this one: never an earlier one, so that a slow clock does not turn the log back.</summary>
    /// <param name="date">The day of what is to be written.</param>
    public AuditFile Next(DateOnly date) => date > Date ? new AuditFile(date, 1) : this with { Number = Number + 1 };

    /// <inheritdoc/>
    public int CompareTo(AuditFile other) => (Date, Number).CompareTo((other.Date, other.Number));
}
