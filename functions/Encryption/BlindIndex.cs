using System.Security.Cryptography;
using System.Text;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// Finds sealed texts again without opening them: the same text gives the same index, and only who has the index key can work out an
/// index or try texts until one fits.
/// </summary>
public sealed class BlindIndex(KeyRing keys)
{
    /// <summary>The index of a text: HMAC-SHA-256, 64 hexadecimal digits in small letters.</summary>
    /// <param name="purpose">What is indexed, such as <c>email</c>. Each purpose has a key of its own, so indexes of different kinds tell nothing about each other.</param>
    /// <param name="text">The text, already brought into the form in which equal things are equal.</param>
    public string Of(string purpose, string text)
    {
        var keyOfPurpose = HMACSHA256.HashData(keys.IndexKey, Encoding.UTF8.GetBytes(purpose));
        return Convert.ToHexStringLower(HMACSHA256.HashData(keyOfPurpose, Encoding.UTF8.GetBytes(text)));
    }
}
