using System.Globalization;

namespace ServerlessRegistry.Notifications;

/// <summary>
/// A message could not be sent now; the same message may go through later. As <see cref="MailRefusedException"/>, it carries
/// no text of the server and no exception inside.
/// </summary>
/// <param name="stage">How far it had come.</param>
/// <param name="code">The server's reply code; <see langword="null"/> where it gave none.</param>
/// <param name="reason">What kind of failure it was, such as <c>Timeout</c> or the name of an exception's type.</param>
public sealed class MailUnavailableException(MailStage stage, int? code, string reason)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"The mail could not be sent now: {(code is { } number ? $"code {number}" : reason)} ({stage})."))
{
    /// <summary>How far it had come.</summary>
    public MailStage Stage { get; } = stage;

    /// <summary>The server's reply code, such as 451; <see langword="null"/> where it gave none: cut off, timed out, no TLS.</summary>
    public int? Code { get; } = code;

    /// <summary>Whether the server may have taken the message all the same: it had it, and did not say so in time.</summary>
    public bool MayHaveArrived => Stage is MailStage.Content && Code is null;

    /// <summary>What kind of failure it was.</summary>
    public string Reason { get; } = reason;
}
