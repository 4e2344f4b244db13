namespace ServerlessRegistry.Notifications;

/// <summary>How far the sending of a message had come when it failed.</summary>
public enum MailStage
{
    /// <summary>Reaching the server, its greeting, TLS.</summary>
    Connection,

    /// <summary>Signing in.</summary>
    Authentication,

    /// <summary>Naming the sender.</summary>
    Sender,

    /// <summary>Naming the recipient.</summary>
    Recipient,

    /// <summary>Handing the message itself over.</summary>
    Content,
}
