using System.Globalization;
using ServerlessRegistry.Identifiers;

namespace ServerlessRegistry.Notifications;

/// <summary>The name of a mail in the outbox, such as <c>20261123T094512.345Z-7K3M9QX2.eml</c>: when it was sent, and chance. Names sort by time.</summary>
internal static class OutboxName
{
    private const string Ending = ".eml";
    private const string Time = "yyyyMMdd'T'HHmmss.fff'Z'";
    private const int TimeLength = 20;
    private const int RandomLength = 8;

    /// <summary>A name for a mail that is sent now.</summary>
    public static string Create(DateTimeOffset now) =>
        $"{now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}-{CrockfordBase32.Random(RandomLength)}{Ending}";

    /// <summary>When the mail of a name was sent; <see langword="null"/> for what is no such name.</summary>
    public static DateTimeOffset? TimeIn(string name) =>
        name.Length == TimeLength + 1 + RandomLength + Ending.Length
        && name.EndsWith(Ending, StringComparison.Ordinal)
        && name[TimeLength] == '-'
        && CrockfordBase32.Normalize(name.Substring(TimeLength + 1, RandomLength), RandomLength) is not null
        && DateTimeOffset.TryParseExact(
            name[..TimeLength], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
