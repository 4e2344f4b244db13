using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Encryption;

/// <summary>
/// Keys as somebody wrote them down, in the settings or in a key file: nothing of it is checked yet. A class and not a record, because a
/// record prints what it holds.
/// </summary>
internal sealed class WrittenKeys
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Encryption";

    /// <summary>The id of the key that seals.</summary>
    public string? CurrentKey { get; init; }

    /// <summary>Each key by its id, in base64.</summary>
    public IReadOnlyDictionary<string, string?> Keys { get; init; } = new Dictionary<string, string?>();

    /// <summary>The key of the blind indexes, in base64.</summary>
    public string? IndexKey { get; init; }

    /// <summary>Where they are written, in front of a name: <c>Encryption:</c>, or the key file.</summary>
    [JsonIgnore]
    public string Place { get; init; } = $"{Section}:";

    /// <summary>The keys of the settings; <see langword="null"/> where they have none. An empty setting counts as one that is not there.</summary>
    public static WrittenKeys? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var written = new WrittenKeys
        {
            CurrentKey = Value(section[nameof(CurrentKey)]),
            Keys = section.GetSection(nameof(Keys)).GetChildren()
                .Where(key => Value(key.Value) is not null)
                .ToDictionary(key => key.Key, key => Value(key.Value), StringComparer.OrdinalIgnoreCase),
            IndexKey = Value(section[nameof(IndexKey)]),
        };
        return written is { CurrentKey: null, Keys.Count: 0, IndexKey: null } ? null : written;
    }

    /// <summary>The failure of a setting.</summary>
    /// <param name="sentence">What is wrong and what to do; shows no value, because one may be a key.</param>
    public static OptionsValidationException Invalid(string sentence) => new(Section, typeof(KeyRing), [sentence]);

    private static string? Value(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
