using System.Net.Security;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ServerlessRegistry.Notifications;

/// <summary>Hands each message to a mail server over a connection of its own (RFC 6409).</summary>
public sealed class SmtpMailer : IMailer
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Replies that say that this registry is not signed in as it should be (RFC 4954, section 6), whatever they answer.</summary>
    private static readonly int[] SignInReplies = [530, 534, 535, 538];

    private readonly SmtpOptions _options;
    private readonly RemoteCertificateValidationCallback? _trust;

    /// <param name="options">The mail server; its certificate must be one that this machine trusts.</param>
    public SmtpMailer(SmtpOptions options)
        : this(options, trust: null)
    {
    }

    /// <param name="options">The mail server.</param>
    /// <param name="trust">Which certificates count, for tests whose server made its own.</param>
    internal SmtpMailer(SmtpOptions options, RemoteCertificateValidationCallback? trust)
    {
        _options = options;
        _trust = trust;
    }

    /// <inheritdoc/>
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = _trust };
        await TakeAsync(MailStage.Connection, token => client.ConnectAsync(_options.Host, _options.Port, Tls(), token), cancellationToken);
        if (_options is { UserName: { } userName, Password: { } password })
        {
            await TakeAsync(MailStage.Authentication, token => client.AuthenticateAsync(userName, password, token), cancellationToken);
        }

        var format = FormatFor(message, client.Capabilities);
        await TakeAsync(MailStage.Content, token => client.SendAsync(format, message, token), cancellationToken);
        await LeaveAsync(client);
    }

    private SecureSocketOptions Tls() => _options.Security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>An address with other letters than ASCII before its @ can only be written to through servers that know SMTPUTF8 (RFC 6531).</summary>
    private static FormatOptions FormatFor(MimeMessage message, SmtpCapabilities capabilities)
    {
        var format = FormatOptions.Default.Clone();
        if (message.To.Mailboxes.All(mailbox => mailbox.LocalPart.All(char.IsAscii)))
        {
            return format;
        }

        if (!capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            throw new MailRefusedException(MailStage.Recipient, (int)SmtpStatusCode.MailboxNameNotAllowed);
        }

        format.International = true;
        return format;
    }

    /// <summary>One step of the conversation, for as long as the settings allow, with its failures sorted.</summary>
    private async Task TakeAsync(MailStage stage, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Timeout);
        try
        {
            await step(patience.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The exceptions of the mail library repeat what the server said, so none of them goes on from here.
            throw patience.IsCancellationRequested ? new MailUnavailableException(stage, null, "Timeout") : Sorted(stage, exception);
        }
    }

    private static Exception Sorted(MailStage stage, Exception exception)
    {
        if (exception is ServiceNotAuthenticatedException)
        {
            return new MailUnavailableException(MailStage.Authentication, (int)SmtpStatusCode.AuthenticationRequired, exception.GetType().Name);
        }

        var reply = exception as SmtpCommandException ?? exception.InnerException as SmtpCommandException;
        var code = reply is null ? (int?)null : (int)reply.StatusCode;
        var reached = stage is MailStage.Content ? Reached(reply) : stage;
        var isAboutTheMail = stage is MailStage.Content && code is >= 500 and <= 599 && !SignInReplies.Contains(code.Value);
        return isAboutTheMail ? new MailRefusedException(reached, code!.Value) : new MailUnavailableException(reached, code, exception.GetType().Name);
    }

    private static MailStage Reached(SmtpCommandException? reply) => reply?.ErrorCode switch
    {
        SmtpErrorCode.SenderNotAccepted => MailStage.Sender,
        SmtpErrorCode.RecipientNotAccepted => MailStage.Recipient,
        _ => MailStage.Content,
    };

    /// <summary>The message is the server's by now: whatever happens here must not have it sent again.</summary>
    private static async Task LeaveAsync(SmtpClient client)
    {
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ProtocolException or CommandException)
        {
            // The server is free to hang up first.
        }
    }
}
