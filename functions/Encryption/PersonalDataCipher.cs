using System.Security.Cryptography;
using System.Text;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// Seals personal data before it reaches a storage, with AES-256-GCM (NIST SP 800-38D). Sealed bytes say by themselves how to open them:
/// <c>version (1) | length of the key id (1) | key id | nonce (12) | tag (16) | ciphertext</c>. What comes before the nonce, and what the
/// data belongs to, are authenticated with it, so that sealed bytes are good only at their own place.
/// </summary>
/// <remarks>
/// Nonces are random. A key may seal 2^32 times before two nonces meet with a probability of 2^-32, the limit of the standard.
/// </remarks>
public sealed class PersonalDataCipher(KeyRing keys)
{
    private const byte Version = 1;
    private const int HeaderLength = 2;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int LongestKeyId = 32;

    /// <summary>Seals with the current key. The same text gives other bytes each time.</summary>
    /// <param name="plain">What nobody but the registry is to read; may be empty.</param>
    /// <param name="boundTo">What it belongs to, such as the registration's id: it opens with nothing else.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string boundTo) => Seal(plain, boundTo, keys.CurrentKeyId);

    /// <summary>Opens what was sealed with any key of the ring.</summary>
    /// <param name="sealedBytes">What <see cref="Seal(ReadOnlySpan{byte}, string)"/> gave.</param>
    /// <param name="boundTo">What it was sealed with.</param>
    /// <exception cref="UnreadableDataException">The key is not in the ring, or a byte is not the one that was sealed, or it belongs to something else.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string boundTo)
    {
        var keyId = KeyIdOf(sealedBytes);
        var key = keys.Find(keyId) ?? throw new UnreadableDataException($"The data is sealed with key {keyId}, which is not among the keys.");
        var header = sealedBytes[..(HeaderLength + keyId.Length)];
        var nonce = sealedBytes.Slice(header.Length, NonceLength);
        var tag = sealedBytes.Slice(header.Length + NonceLength, TagLength);
        var ciphertext = sealedBytes[(header.Length + NonceLength + TagLength)..];
        var plain = new byte[ciphertext.Length];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(nonce, ciphertext, tag, plain, AssociatedData(header, boundTo));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new UnreadableDataException($"The data is not what was sealed with key {keyId}: it or the key was changed, or it belongs to something else.");
        }
    }

    /// <summary>The id of the key that the bytes were sealed with, which need not be in the ring. It is only sure once they are opened.</summary>
    /// <exception cref="UnreadableDataException">The bytes are cut off, or of a version that this registry does not know.</exception>
    public static string KeyIdOf(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeaderLength)
        {
            throw CutOff();
        }

        if (sealedBytes[0] != Version)
        {
            throw new UnreadableDataException($"The data is sealed in version {sealedBytes[0]}, which this registry does not know.");
        }

        var length = sealedBytes[1];
        if (length is 0 or > LongestKeyId || sealedBytes.Length < HeaderLength + length + NonceLength + TagLength)
        {
            throw CutOff();
        }

        var keyId = sealedBytes.Slice(HeaderLength, length);
        return IsKeyId(keyId) ? Encoding.ASCII.GetString(keyId) : throw new UnreadableDataException("The data does not say which key it is sealed with.");
    }

    /// <summary>Seals with a key of the ring.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> plain, string boundTo, string keyId)
    {
        var sealedBytes = new byte[HeaderLength + keyId.Length + NonceLength + TagLength + plain.Length];
        var header = sealedBytes.AsSpan(0, HeaderLength + keyId.Length);
        header[0] = Version;
        header[1] = (byte)keyId.Length;
        Encoding.ASCII.GetBytes(keyId, header[HeaderLength..]);
        var nonce = sealedBytes.AsSpan(header.Length, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        var tag = sealedBytes.AsSpan(header.Length + NonceLength, TagLength);
        var ciphertext = sealedBytes.AsSpan(header.Length + NonceLength + TagLength);

        // One for each use: the class does not promise that threads can share it.
        using var aes = new AesGcm(keys.Find(keyId)!, TagLength);
        aes.Encrypt(nonce, plain, ciphertext, tag, AssociatedData(header, boundTo));
        return sealedBytes;
    }

    /// <summary>The header says how long it is, so that no two pairs give the same bytes.</summary>
    private static byte[] AssociatedData(ReadOnlySpan<byte> header, string boundTo) => [.. header, .. Encoding.UTF8.GetBytes(boundTo)];

    private static bool IsKeyId(ReadOnlySpan<byte> bytes)
    {
        foreach (var character in bytes)
        {
            if (!(char.IsAsciiLetterLower((char)character) || char.IsAsciiDigit((char)character) || character == '_'))
            {
                return false;
            }
        }

        return true;
    }

    private static UnreadableDataException CutOff() => new("The sealed data is cut off.");
}
