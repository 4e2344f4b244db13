namespace ServerlessRegistry.Notifications;

/// <summary>How the connection to a mail server is kept from listeners.</summary>
public enum SmtpSecurity
{
    /// <summary>The connection turns to TLS before anything is said; a server that does not offer it gets no mail.</summary>
    StartTls,

    /// <summary>TLS from the first byte on.</summary>
    Tls,

    /// <summary>In the clear.</summary>
    None,
}

/// <summary>The settings below <c>Mail:Smtp</c>: which mail server takes the mails. This is a class so that printing it shows no password.</summary>
public sealed class SmtpOptions
{
    /// <summary>The port for handing mail in (RFC 6409).</summary>
    internal const int DefaultPort = 587;

    /// <summary>How long one step may take where nothing is set.</summary>
    internal static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The server's name or address, such as <c>smtp.azurecomm.net</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The server's port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>How the connection is kept from listeners.</summary>
    public SmtpSecurity Security { get; init; }

    /// <summary>Whom to sign in as; <see langword="null"/> for a server that asks nobody.</summary>
    public string? UserName { get; init; }

    /// <summary>The password: a secret. Set if and only if <see cref="UserName"/> is.</summary>
    public string? Password { get; init; }

    /// <summary>How long each step may take: connecting, signing in, handing the message over.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}
