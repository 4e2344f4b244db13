using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Checks;

/// <summary>What a registration says of its owner is sealed, says with which key, and opens with the keys of the settings.</summary>
internal sealed class SealCheck(PersonalDataCipher cipher) : IRegistrationCheck
{
    /// <inheritdoc/>
    public bool HoldsAlways => true;

    /// <inheritdoc/>
    public Task<IEnumerable<Breach>> FindAsync(StoredRegistration stored, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<Breach>>(
            stored is { Main: { } main, IsTombstone: false } && Find(stored.Id, main["Personal"], main["KeyId"]) is { } breach ? [breach] : []);

    private Breach? Find(string id, object? personal, object? keyId)
    {
        if (personal is not byte[] sealedBytes)
        {
            return new Breach("sealed.missing", id, "There is no sealed personal data.", "Restore the registration's rows from a backup.");
        }

        try
        {
            cipher.Open(sealedBytes, id);
            return PersonalDataCipher.KeyIdOf(sealedBytes) == keyId as string
                ? null
                : new Breach(
                    "sealed.key", id, "The column KeyId names another key than the one that the data is sealed with.",
                    "Keep every key until the registration has changed: a rotation would retire one that is in use.");
        }
        catch (UnreadableDataException exception)
        {
            return new Breach("sealed.unreadable", id, exception.Message, "Add the key that is missing; where none is, restore the registration's rows from a backup.");
        }
    }
}
