using System.Diagnostics.CodeAnalysis;
using ServerlessRegistry.Identifiers;

namespace ServerlessRegistry.Registrations;

/// <summary>Names a registration: 10 characters of Crockford base 32, 50 random bits. It is no secret and grants nothing.</summary>
public readonly record struct RegistrationId
{
    private const int Length = 10;

    private RegistrationId(string value)
    {
        Value = value;
    }

    /// <summary>The ten characters, in capitals.</summary>
    public string Value { get; }

    /// <summary>A new id from a cryptographic random source.</summary>
    public static RegistrationId Create() => new(CrockfordBase32.Random(Length));

    /// <summary>Reads an id in any case, with or without separators.</summary>
    /// <param name="text">What a caller sent.</param>
    /// <param name="id">The id, where the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out RegistrationId id)
    {
        var value = CrockfordBase32.Normalize(text, Length);
        id = value is null ? default : new RegistrationId(value);
        return value is not null;
    }

    /// <summary>Reads one that the registry wrote itself.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static RegistrationId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a registration id.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
