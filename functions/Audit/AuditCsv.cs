using System.Globalization;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Audit;

/// <summary>The log as a table for a spreadsheet.</summary>
internal static class AuditCsv
{
    private static readonly string[] Header =
    [
        "sequence", "at", "objectId", "name", "role", "action", "outcome", "status", "caseNumber", "purpose", "target", "resultCount", "resultIds", "clientAddress",
    ];

    /// <summary>A heading, and a row for each entry as it comes.</summary>
    public static IAsyncEnumerable<string> LinesOf(IAsyncEnumerable<RecordedEntry> entries) => entries.Select(RowOf).Prepend(CsvLine.Of(Header));

    private static string RowOf(RecordedEntry entry) => CsvLine.Of(
        entry.Sequence.ToString(CultureInfo.InvariantCulture),
        entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        entry.ObjectId,
        entry.Name,
        entry.Role,
        Name(entry.Action),
        Name(entry.Outcome),
        entry.Status.ToString(CultureInfo.InvariantCulture),
        entry.CaseNumber,
        entry.Purpose,
        entry.Target?.GetRawText(),
        entry.ResultCount?.ToString(CultureInfo.InvariantCulture),
        string.Join(' ', entry.ResultIds ?? []),
        entry.ClientAddress);

    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
