using System.Globalization;

namespace ServerlessRegistry.Notifications;

/// <summary>
/// A message was refused for good. Servers repeat addresses in what they answer and hosts log exceptions with all that is in
/// them, so this carries a stage and a number, and no exception inside.
/// </summary>
/// <param name="stage">What was refused.</param>
/// <param name="code">The server's reply code (RFC 5321, section 4.2.3).</param>
public sealed class MailRefusedException(MailStage stage, int code)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"The mail was refused for good with code {code} ({stage})."))
{
    /// <summary>What was refused.</summary>
    public MailStage Stage { get; } = stage;

    /// <summary>The server's reply code, such as 550.</summary>
    public int Code { get; } = code;
}
