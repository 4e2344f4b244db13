using MimeKit;

namespace ServerlessRegistry.Notifications;

/// <summary>Hands mails over to what delivers them.</summary>
public interface IMailer
{
    /// <summary>Sends a message to its one recipient. When it returns, the message is in somebody else's care.</summary>
    /// <exception cref="MailRefusedException">The message is refused for good: sending it again would not help.</exception>
    /// <exception cref="MailUnavailableException">It could not be sent now; later it may.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancellationToken);
}
