using Azure.Data.Tables;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// Which registrations there is something to do for. Each filter reads the whole table, in pages, so they are for timers. A
/// column that is empty is not stored, and no comparison finds it.
/// </summary>
internal static class RegistrationFilters
{
    /// <summary>In a status since before a moment, with nothing that they wait for.</summary>
    public static string Stalled(RegistrationStatus status, DateTimeOffset before) =>
        TableClient.CreateQueryFilter($"Status eq {status.ToString()} and AwaitsConfirmation eq {false} and UpdatedAt lt {before}");

    /// <summary>
    /// Changed before a moment, without the map having followed. The bound is no whole number, since that would be written as one, and a
    /// table need not compare the two kinds.
    /// </summary>
    public static string MapBehind(DateTimeOffset before) => TableClient.CreateQueryFilter($"LeftLongitude ge {-180.5} and UpdatedAt lt {before}");

    /// <summary>Ended before a moment, without having been erased.</summary>
    public static string Ended(DateTimeOffset before) =>
        TableClient.CreateQueryFilter($"Status eq {nameof(RegistrationStatus.Withdrawn)} and UpdatedAt lt {before}");

    /// <summary>With mail due since before a moment.</summary>
    public static string MailBehind(DateTimeOffset before) => TableClient.CreateQueryFilter($"MailDue gt {""} and UpdatedAt lt {before}");

    /// <summary>Unconfirmed and submitted before a moment.</summary>
    public static string Unconfirmed(DateTimeOffset submittedBefore) =>
        TableClient.CreateQueryFilter($"AwaitsConfirmation eq {true} and SubmittedAt le {submittedBefore}");

    /// <summary>With a changed e-mail address that waits since before a moment.</summary>
    public static string EmailChanging(DateTimeOffset askedBefore) => TableClient.CreateQueryFilter($"EmailChangeAskedAt le {askedBefore}");

    /// <summary>Valid until a moment at most.</summary>
    public static string Ending(DateTimeOffset by) =>
        TableClient.CreateQueryFilter($"ValidUntil le {by} and Status ne {nameof(RegistrationStatus.Expired)} and AwaitsConfirmation eq {false}");

    /// <summary>Expired, and valid until a moment at most.</summary>
    public static string Expired(DateTimeOffset endedBefore) =>
        TableClient.CreateQueryFilter($"Status eq {nameof(RegistrationStatus.Expired)} and ValidUntil le {endedBefore}");

    /// <summary>Sealed with another key than the current one.</summary>
    public static string SealedOtherwise(string currentKeyId) => TableClient.CreateQueryFilter($"KeyId gt {""} and KeyId ne {currentKeyId}");
}
