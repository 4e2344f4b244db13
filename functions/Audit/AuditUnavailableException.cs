namespace ServerlessRegistry.Audit;

/// <summary>The audit log cannot be written. Whatever was to be recorded must not happen: answer 503 and disclose nothing.</summary>
public sealed class AuditUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AuditUnavailableException()
        : this("The audit log cannot be written.")
    {
    }

    /// <inheritdoc cref="AuditUnavailableException()"/>
    public AuditUnavailableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="AuditUnavailableException()"/>
    public AuditUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
