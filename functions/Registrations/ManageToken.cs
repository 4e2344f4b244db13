using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessRegistry.Registrations;

/// <summary>
/// The secret that lets an owner see and change a registration: 256 random bits as base64url. Only its hash is stored,
/// so a copy of the storage opens no registration.
/// </summary>
public readonly record struct ManageToken
{
    private ManageToken(string value)
    {
        Value = value;
    }

    /// <summary>The 43 characters that the owner keeps.</summary>
    public string Value { get; }

    /// <summary>A new token from a cryptographic random source.</summary>
    public static ManageToken Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>How long a hash is, in characters.</summary>
    internal const int HashLength = 64;

    /// <summary>The SHA-256 of a token, in lower-case hexadecimal digits: what is stored in its place.</summary>
    /// <param name="presented">What a caller presents as a token.</param>
    public static string Hash(string presented) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(presented)));

    /// <summary>Never the token: a value in a log or message must not open a registration.</summary>
    public override string ToString() => "(manage token)";
}
