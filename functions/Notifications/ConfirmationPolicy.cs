namespace ServerlessRegistry.Notifications;

/// <summary>Whether owners confirm their e-mail address before their registration counts: the setting <c>Confirmation</c>.</summary>
/// <param name="isRequired">Whether they do.</param>
public sealed class ConfirmationPolicy(bool isRequired)
{
    /// <summary>Whether a registration waits until its owner has used the link in the mail.</summary>
    public bool IsRequired { get; } = isRequired;
}
