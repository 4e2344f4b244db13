using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Registrations;

/// <summary>What a registration says of its owner does not open: its key is not at hand, or the row was changed from outside.</summary>
public sealed class UnreadableRegistrationException : Exception
{
    internal UnreadableRegistrationException(string id, UnreadableDataException reason)
        : base($"The personal data of registration {id} cannot be read. {reason.Message}", reason)
    {
    }
}
