using System.Globalization;
using System.Reflection;
using System.Text;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Public Sans, the placards' typeface, as it is embedded in this assembly: loaded once, shared by every placard, safe to
/// use from many threads.
/// </summary>
public sealed class PublicSans : IDisposable
{
    /// <summary>Loads the weights that placards use.</summary>
    public PublicSans()
        : this(Load("PublicSans-Regular.ttf"), Load("PublicSans-Bold.ttf"), Load("PublicSans-Black.ttf"))
    {
    }

    private PublicSans(PlacardTypeface regular, PlacardTypeface bold, PlacardTypeface black)
    {
        (Regular, Bold, Black) = (regular, bold, black);
    }

    internal PlacardTypeface Regular { get; }

    internal PlacardTypeface Bold { get; }

    internal PlacardTypeface Black { get; }

    /// <summary>
    /// The first character that a placard cannot show, if any: one that a weight has no glyph for, one that only shapes
    /// its neighbour (a combining accent, which is set without one here), or one that has no shape at all.
    /// </summary>
    public Rune? FindUndrawable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsDrawable(rune))
            {
                return rune;
            }
        }

        return null;
    }

    /// <summary>The same weights with no outlines but those of these characters.</summary>
    internal PublicSans Subset(string characters) =>
        new(Regular.Subset(characters), Bold.Subset(characters), Black.Subset(characters));

    /// <inheritdoc/>
    public void Dispose()
    {
        Regular.Dispose();
        Bold.Dispose();
        Black.Dispose();
    }

    // Text is set one glyph for each UTF-16 unit, which holds in the basic multilingual plane only.
    private bool IsDrawable(Rune rune) => rune.IsBmp
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && Regular.Has(rune) && Bold.Has(rune) && Black.Has(rune);

    private static PlacardTypeface Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The typeface {resource} is not embedded in this assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new PlacardTypeface(file);
    }
}
