using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Search;

/// <summary>
/// Seals continuations, so that one is good for the search it was given for and for no other, and nobody can make one up. The key
/// is the setting <c>Search:ContinuationKey</c>; without it each process draws its own, and a continuation is good only
/// where and as long as the process runs.
/// </summary>
public sealed class ContinuationSeal
{
    private const string Setting = "Search:ContinuationKey";
    private const int KeyLength = 32;
    private const int SealLength = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key;

    private ContinuationSeal(byte[] key) => _key = key;

    /// <summary>Reads the key. An empty setting counts as one that is not there.</summary>
    /// <exception cref="OptionsValidationException">The key is not 32 bytes in base64.</exception>
    public static ContinuationSeal Read(IConfiguration configuration)
    {
        var text = configuration[Setting];
        if (string.IsNullOrWhiteSpace(text))
        {
            return new ContinuationSeal(RandomNumberGenerator.GetBytes(KeyLength));
        }

        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == KeyLength
            ? new ContinuationSeal(key)
            : throw new OptionsValidationException(
                Setting,
                typeof(ContinuationSeal),
                [$"{Setting} must be {KeyLength} random bytes in base64, such as 'openssl rand -base64 {KeyLength}' prints."]);
    }

    /// <summary>What to send for the next page.</summary>
    internal string Seal(Continuation last, SearchRequest search)
    {
        var bytes = last.ToBytes();
        return Base64Url.EncodeToString([.. SealOf(bytes, search), .. bytes]);
    }

    /// <summary>Reads what an earlier answer to the same search gave; <see langword="null"/> for anything else.</summary>
    internal Continuation? Open(string text, SearchRequest search)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: > SealLength } sealedBytes)
        {
            return null;
        }

        var bytes = sealedBytes.AsSpan(SealLength);
        return CryptographicOperations.FixedTimeEquals(sealedBytes.AsSpan(0, SealLength), SealOf(bytes, search)) ? Continuation.Read(bytes) : null;
    }

    private byte[] SealOf(ReadOnlySpan<byte> bytes, SearchRequest search)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(QueryOf(search))));
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }

    /// <summary>What decides which cameras match and in which order. No text of a search has a line break in it.</summary>
    private static string QueryOf(SearchRequest search) => string.Create(
        CultureInfo.InvariantCulture,
        $"{search.Area.Text}\n{search.SeesPoint?.Longitude:R} {search.SeesPoint?.Latitude:R}\n{search.OwnerKind}\n{search.Text}");
}
