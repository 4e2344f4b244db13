using MimeKit;

namespace ServerlessRegistry.Notifications;

/// <summary>In the place of a mailer where there is none: requests from a time when there was one wait for its return.</summary>
internal sealed class AbsentMailer : IMailer
{
    public Task SendAsync(MimeMessage message, CancellationToken cancellationToken) =>
        throw new MailUnavailableException(MailStage.Connection, null, nameof(AbsentMailer));
}
