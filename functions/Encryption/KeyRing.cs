using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// The keys that personal data is sealed with: the current one, which seals, older ones, which still open, and the key of the blind
/// indexes. They come from the settings <c>Encryption:CurrentKey</c>, <c>Encryption:Keys:{id}</c> and <c>Encryption:IndexKey</c>; a
/// registry whose storage is on this machine may leave them out and gets a key file.
/// </summary>
public sealed partial class KeyRing
{
    /// <summary>The length of every key in bytes: AES-256, and as much for HMAC-SHA-256.</summary>
    internal const int KeyLength = 32;

    private const string UnresolvedReference = "@Microsoft.KeyVault(";

    private readonly Dictionary<string, byte[]> _keys;

    private KeyRing(string place, string currentKeyId, Dictionary<string, byte[]> keys, byte[] indexKey)
    {
        Place = place;
        CurrentKeyId = currentKeyId;
        _keys = keys;
        IndexKey = indexKey;
    }

    /// <summary>The id of the key that seals: 1 to 32 small letters, digits and underscores.</summary>
    public string CurrentKeyId { get; }

    /// <summary>The ids of all keys, the current one among them.</summary>
    public IReadOnlyCollection<string> KeyIds => _keys.Keys;

    /// <summary>Where the keys are written, in front of a name that a message tells.</summary>
    internal string Place { get; }

    /// <summary>The key of the blind indexes.</summary>
    internal byte[] IndexKey { get; }

    /// <summary>Reads the keys of the settings. Without any, a registry whose storage is on this machine reads or makes its key file.</summary>
    /// <exception cref="OptionsValidationException">There is no key, or one is wrong; the message says what to do and shows none.</exception>
    public static KeyRing Read(IConfiguration configuration)
    {
        var keyFile = configuration[KeyFile.Setting];
        if (WrittenKeys.Read(configuration) is { } written)
        {
            return string.IsNullOrWhiteSpace(keyFile)
                ? From(written)
                : throw WrittenKeys.Invalid($"Set either {KeyFile.Setting} or Encryption:Keys, not both, so that it is clear which keys are meant.");
        }

        return StorageConnection.Read(configuration).IsOnThisMachine
            ? From(KeyFile.ReadOrMake(KeyFile.Locate(keyFile)))
            : throw WrittenKeys.Invalid(
                "Encryption:Keys has no key, and the storage is not on this machine: set Encryption:CurrentKey, Encryption:Keys:{id} "
                + $"and Encryption:IndexKey. 'openssl rand -base64 {KeyLength}' makes a key.");
    }

    /// <summary>The key of this id; <see langword="null"/> where there is none.</summary>
    internal byte[]? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    /// <summary>Checks what was written down.</summary>
    private static KeyRing From(WrittenKeys written)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, text) in written.Keys)
        {
            var id = CheckedId(name, written.Place);
            if (!keys.TryAdd(id, Key($"{written.Place}Keys:{id}", text)))
            {
                throw WrittenKeys.Invalid($"{written.Place}Keys:{id} is there twice: letter case does not tell keys apart.");
            }
        }

        var ring = new KeyRing(written.Place, CurrentOf(written, keys), keys, Key($"{written.Place}IndexKey", written.IndexKey));
        RefuseKeyWithTwoUses(ring);
        return ring;
    }

    /// <summary>Names of settings have no letter case, so ids are kept in small letters.</summary>
    private static string CheckedId(string name, string place) => KeyId().IsMatch(name)
        ? name.ToLowerInvariant()
        : throw WrittenKeys.Invalid($"{place}Keys has a key whose id is not 1 to 32 letters, digits and underscores.");

    private static string CurrentOf(WrittenKeys written, Dictionary<string, byte[]> keys)
    {
        if (keys.Count == 0)
        {
            throw WrittenKeys.Invalid($"{written.Place}Keys has no key: each is {KeyLength} random bytes in base64, below an id of its own.");
        }

        var known = string.Join(", ", keys.Keys.Order(StringComparer.Ordinal));
        var name = $"{written.Place}CurrentKey";
        return written.CurrentKey switch
        {
            null or "" => throw WrittenKeys.Invalid($"{name} is not set: it names the key that seals, one of {known}."),
            { } id when keys.ContainsKey(id.ToLowerInvariant()) => id.ToLowerInvariant(),
            { } id => throw WrittenKeys.Invalid(Unresolved(name, id) ?? $"{name} names none of the keys: it must be one of {known}."),
        };
    }

    private static byte[] Key(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw WrittenKeys.Invalid($"{name} is not set: it must be {KeyLength} random bytes in base64, such as 'openssl rand -base64 {KeyLength}' prints.");
        }

        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(text, key, out var length) && length == KeyLength
            ? key
            : throw WrittenKeys.Invalid(
                Unresolved(name, text) ?? $"{name} must be {KeyLength} random bytes in base64, such as 'openssl rand -base64 {KeyLength}' prints.");
    }

    private static string? Unresolved(string name, string text) => text.StartsWith(UnresolvedReference, StringComparison.OrdinalIgnoreCase)
        ? $"{name} is a Key Vault reference that was not resolved: check the reference, and that the app's identity may read what it names."
        : null;

    private static void RefuseKeyWithTwoUses(KeyRing ring)
    {
        var names = ring._keys.Append(KeyValuePair.Create(nameof(IndexKey), ring.IndexKey)).ToLookup(key => Convert.ToBase64String(key.Value), key => key.Key);
        if (names.FirstOrDefault(same => same.Skip(1).Any()) is { } same)
        {
            throw WrittenKeys.Invalid($"{ring.Place}Keys and IndexKey have the same key under two names, {string.Join(" and ", same)}: make a key for each.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();
}
