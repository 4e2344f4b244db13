using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Timers;

/// <summary>
/// An NCRONTAB schedule in UTC: second, minute, hour, day of the month, month, day of the week. What the parser at hand
/// knows beyond NCRONTAB, or reads in another way, is refused: a schedule means here what it means in Azure.
/// </summary>
internal sealed partial class TimerSchedule
{
    private const int OccurrencesLookedAt = 10;
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);

    private static readonly string[] Names =
    [
        "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT",
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];

    private readonly CronExpression _expression;

    private TimerSchedule(CronExpression expression)
    {
        _expression = expression;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="StartException">It is not one, or its time never comes; the message names the function.</exception>
    public static TimerSchedule Parse(FunctionDescriptor function, string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6 || fields.Any(field => field.Split(',').Any(item => !IsNcrontab(item))))
        {
            throw Wrong(function, text, "write six fields, such as '0 30 9 * * 1-5' for 9:30 (UTC) from Monday to Friday");
        }

        try
        {
            // Sunday is 0 only.
            var schedule = fields[5].Contains('7', StringComparison.Ordinal)
                ? throw Wrong(function, text, "the day of the week goes from 0 (Sunday) to 6")
                : new TimerSchedule(CronExpression.Parse(string.Join(' ', fields), CronFormat.IncludeSeconds));
            return schedule._expression.GetNextOccurrence(DateTime.UnixEpoch) is null
                ? throw Wrong(function, text, "there is no such date")
                : schedule;
        }
        catch (CronFormatException exception)
        {
            throw Wrong(function, text, exception.Message.TrimEnd('.'));
        }
    }

    /// <summary>The first time of the schedule after the given one.</summary>
    public DateTime After(DateTime time) =>
        _expression.GetNextOccurrence(time) ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    /// <summary>Whether runs are at least a minute apart, so that a missed one is worth making up.</summary>
    public bool IsWorthMonitoring(DateTime now)
    {
        for (var (index, time) = (0, After(now)); index < OccurrencesLookedAt; index++)
        {
            var next = After(time);
            if (next - time < ShortestMonitored)
            {
                return false;
            }

            time = next;
        }

        return true;
    }

    private static StartException Wrong(FunctionDescriptor function, string text, string problem) =>
        new($"The schedule '{text}' of function '{function.Name}' is not an NCRONTAB expression: {problem}.");

    /// <summary>
    /// A star, a value or a range, with or without a step. A range runs upwards: NCRONTAB turns others round, and most else
    /// wraps them.
    /// </summary>
    private static bool IsNcrontab(string item)
    {
        var match = Item().Match(item);
        return match.Success && (!match.Groups["to"].Success || Value(match.Groups["from"].Value) <= Value(match.Groups["to"].Value));
    }

    /// <summary>A number, or the place of a name in the year or the week.</summary>
    private static int Value(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : Array.IndexOf(Names, text.ToUpperInvariant());

    [GeneratedRegex("^(\\*|(?<from>[0-9]{1,2}|[A-Za-z]{3})(-(?<to>[0-9]{1,2}|[A-Za-z]{3}))?)(/[0-9]{1,2})?$")]
    private static partial Regex Item();
}
