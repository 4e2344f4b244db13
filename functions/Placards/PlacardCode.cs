using System.Diagnostics.CodeAnalysis;
using ServerlessRegistry.Identifiers;

namespace ServerlessRegistry.Placards;

/// <summary>
/// The code on a placard: 12 characters of Crockford base 32 in groups of four (<c>7K3M-9QX2-TB4D</c>), 60 random bits.
/// It is drawn apart from the registration's id and reveals nothing about it.
/// </summary>
public readonly record struct PlacardCode
{
    private const int Length = 12;

    private PlacardCode(string characters)
    {
        Value = $"{characters[..4]}-{characters[4..8]}-{characters[8..]}";
    }

    /// <summary>The code as it is printed, with its hyphens.</summary>
    public string Value { get; }

    /// <summary>A new code from a cryptographic random source.</summary>
    public static PlacardCode Create() => new(CrockfordBase32.Random(Length));

    /// <summary>Reads a code as a passer-by may type it: any case, with or without separators.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="code">The code, where the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out PlacardCode code)
    {
        var characters = CrockfordBase32.Normalize(text, Length);
        code = characters is null ? default : new PlacardCode(characters);
        return characters is not null;
    }

    /// <summary>Reads one that the registry wrote itself.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static PlacardCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException("Not a placard code.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
