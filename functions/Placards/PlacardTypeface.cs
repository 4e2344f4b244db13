using System.Text;
using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>One weight of the typeface with its kerning. Lengths are in ems, so that one measurement serves every size.</summary>
internal sealed class PlacardTypeface : IDisposable
{
    private readonly byte[] _file;
    private readonly SKTypeface _typeface;
    private readonly PairKerning _kerning;
    private readonly float _unitsPerEm;

    public PlacardTypeface(byte[] file)
        : this(file, kerning: null)
    {
    }

    private PlacardTypeface(byte[] file, PairKerning? kerning)
    {
        using var data = SKData.CreateCopy(file);
        _file = file;
        _typeface = SKTypeface.FromData(data) ?? throw new InvalidOperationException("The embedded typeface is not a font file.");
        _kerning = kerning ?? PairKerning.Read(_typeface);
        _unitsPerEm = _typeface.UnitsPerEm;
        using var font = CreateFont(_unitsPerEm);
        Ascent = -font.Metrics.Ascent / _unitsPerEm;
        Descent = font.Metrics.Descent / _unitsPerEm;
        CapHeight = font.Metrics.CapHeight / _unitsPerEm;
    }

    /// <summary>How far the tallest letters rise above the baseline; few accents on capitals rise higher.</summary>
    public float Ascent { get; }

    /// <summary>How far letters hang below the baseline.</summary>
    public float Descent { get; }

    /// <summary>The height of a capital.</summary>
    public float CapHeight { get; }

    /// <summary>The same typeface with no outlines but those of these characters, for a smaller PDF.</summary>
    public PlacardTypeface Subset(string characters)
    {
        using var font = CreateFont(_unitsPerEm);
        return new PlacardTypeface(TrueTypeSubset.Create(_file, font.GetGlyphs(characters)), _kerning);
    }

    public bool Has(Rune rune)
    {
        using var font = CreateFont(_unitsPerEm);
        return font.ContainsGlyph(rune.Value);
    }

    /// <summary>A font whose outlines and widths do not depend on the resolution: the same layout on paper and in pixels.</summary>
    public SKFont CreateFont(float size) => new(_typeface, size)
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        LinearMetrics = true,
        Subpixel = true,
    };

    /// <summary>Chooses and places the glyphs of a text on one endless line.</summary>
    public SetText Set(string text)
    {
        using var font = CreateFont(_unitsPerEm);
        var glyphs = font.GetGlyphs(text);
        var widths = font.GetGlyphWidths(glyphs, out var ink);
        var edges = new float[glyphs.Length + 1];
        for (var index = 0; index < glyphs.Length; index++)
        {
            var kerning = index + 1 < glyphs.Length ? _kerning.Between(glyphs[index], glyphs[index + 1]) : 0;
            edges[index + 1] = edges[index] + ((widths[index] + kerning) / _unitsPerEm);
        }

        var inkAscent = -ink.Select(bounds => bounds.Top).DefaultIfEmpty().Min() / _unitsPerEm;
        var inkDescent = ink.Select(bounds => bounds.Bottom).DefaultIfEmpty().Max() / _unitsPerEm;
        return new SetText(text, glyphs, edges, inkAscent, inkDescent);
    }

    public void Dispose() => _typeface.Dispose();
}
