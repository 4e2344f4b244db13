using Azure;

namespace ServerlessRegistry.Encryption;

/// <summary>What the storage remembers of a key that its data is or was sealed with.</summary>
/// <param name="Id">The key's id, or <see cref="IndexKey"/>.</param>
/// <param name="Check">Something known, sealed with the key: tells it from any other.</param>
/// <param name="UnusedSince">Since when nothing was found that is sealed with it; <see langword="null"/> while there is something, or nobody has looked yet.</param>
/// <param name="RetiredAt">When it was found that nothing needs it any more; <see langword="null"/> while something may.</param>
/// <param name="Version">The row's ETag; none for a record that is not stored yet.</param>
internal sealed record KeyRecord(string Id, byte[] Check, DateTimeOffset? UnusedSince, DateTimeOffset? RetiredAt, ETag Version)
{
    /// <summary>Stands for the key of the blind indexes. No other key can have this id.</summary>
    public const string IndexKey = "index-key";

    /// <summary>Whether data may be sealed with it.</summary>
    public bool IsInUse => RetiredAt is null;
}
