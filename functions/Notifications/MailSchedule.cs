namespace ServerlessRegistry.Notifications;

/// <summary>
/// When a mail is tried again that could not be sent: after 10 s, 30 s, 2 min, 10 min, 30 min and 1 h, then every 4 h for a
/// day and a half, since a mailbox or a server that is away is often back the next day. With another first delay the others
/// shrink or grow in proportion, up to 4 h.
/// </summary>
internal static class MailSchedule
{
    private const int LongestFactor = 1440;
    private const int LongWaits = 9;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(4);
    private static readonly int[] Factors = [1, 3, 12, 60, 180, 360];

    /// <summary>How often a mail is tried after the first time.</summary>
    public static int Retries => Factors.Length + LongWaits;

    /// <summary>How long to wait before the next attempt; <see langword="null"/> where it was the last.</summary>
    /// <param name="attempt">How often the mail was tried before the attempt that has just failed.</param>
    /// <param name="firstDelay">The delay before the second attempt.</param>
    public static TimeSpan? DelayAfter(int attempt, TimeSpan firstDelay)
    {
        if (attempt >= Retries)
        {
            return null;
        }

        var delay = firstDelay * (attempt < Factors.Length ? Factors[Math.Max(attempt, 0)] : LongestFactor);
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
