using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>Says that somebody is sending a mail, so that nobody else sends the same.</summary>
/// <param name="Kind">What the mail is about.</param>
/// <param name="Mailbox">The index of the address that it goes to.</param>
/// <param name="Sender">Who is sending it.</param>
/// <param name="Until">When they are done or dead, if they have not said so before.</param>
public sealed record MailMark(MailKind Kind, string Mailbox, Guid Sender, DateTimeOffset Until)
{
    /// <summary>Whether another mark is of the same mail.</summary>
    public bool IsOfSameMail(MailMark other) => other.Kind == Kind && other.Mailbox == Mailbox;

    /// <summary>Whether another sender is sending the same mail while this mark is made. One who would take longer than this one has a clock that is wrong.</summary>
    /// <param name="other">The other sender's mark.</param>
    /// <param name="now">When this mark is made.</param>
    public bool Follows(MailMark other, DateTimeOffset now) => IsOfSameMail(other) && other.Sender != Sender && other.Until > now && other.Until <= Until;
}
