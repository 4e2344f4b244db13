using System.Buffers.Binary;
using System.Numerics;
using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// The kerning of a typeface: how much closer or farther two letters stand than their widths say. Skia leaves kerning to
/// a text shaper; for upright Latin text the pair adjustments of the font's <c>GPOS</c> table are all that one would do
/// (OpenType 1.9, "GPOS — Glyph Positioning Table", lookup type 2).
/// </summary>
internal sealed class PairKerning
{
    private const uint GlyphPositioningTag = 0x47504F53; // "GPOS"
    private const uint KerningFeatureTag = 0x6B65726E; // "kern"
    private const ushort PairAdjustment = 2;
    private const int PlacementFlags = 0b0011;
    private const int AdvanceWidthFlag = 0b0100;

    private readonly byte[] _table;
    private readonly int[] _subtables;

    private PairKerning(byte[] table)
    {
        _table = table;
        _subtables = table.Length == 0 ? [] : [.. PairSubtables()];
    }

    /// <summary>Reads the kerning of a typeface; one without a <c>GPOS</c> table has none.</summary>
    public static PairKerning Read(SKTypeface typeface) =>
        new(typeface.TryGetTableData(GlyphPositioningTag, out var table) ? table : []);

    /// <summary>What to add to the left glyph's width when the right one follows, in font units.</summary>
    public int Between(ushort left, ushort right)
    {
        foreach (var subtable in _subtables)
        {
            var coverageIndex = CoverageIndex(subtable + Number(subtable + 2), left);
            if (coverageIndex < 0)
            {
                continue;
            }

            // The first subtable that knows the pair decides, even when it says 0.
            var adjustment = Number(subtable) == 1
                ? AdjustmentByPair(subtable, coverageIndex, right)
                : AdjustmentByClass(subtable, left, right);
            if (adjustment is { } found)
            {
                return found;
            }
        }

        return 0;
    }

    private IEnumerable<int> PairSubtables()
    {
        int features = Number(6);
        int lookups = Number(8);
        var kerningLookups = Enumerable.Range(0, Number(features))
            .Select(feature => features + 2 + (feature * 6))
            .Where(feature => BinaryPrimitives.ReadUInt32BigEndian(_table.AsSpan(feature)) == KerningFeatureTag)
            .Select(feature => features + Number(feature + 4))
            .SelectMany(feature => Numbers(feature + 4, Number(feature + 2)))
            .Distinct();
        return kerningLookups
            .Select(lookup => lookups + Number(lookups + 2 + (lookup * 2)))
            .Where(lookup => Number(lookup) == PairAdjustment)
            .SelectMany(lookup => Numbers(lookup + 6, Number(lookup + 4)).Select(subtable => lookup + subtable));
    }

    private int? AdjustmentByPair(int subtable, int coverageIndex, ushort right)
    {
        var (size, advance) = ValueRecord(subtable);
        var pairSet = subtable + Number(subtable + 10 + (coverageIndex * 2));
        var pairSize = 2 + size;
        var (low, high) = (0, Number(pairSet) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var pair = pairSet + 2 + (middle * pairSize);
            var glyph = Number(pair);
            if (glyph == right)
            {
                return advance < 0 ? 0 : SignedNumber(pair + 2 + advance);
            }

            (low, high) = glyph < right ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private int AdjustmentByClass(int subtable, ushort left, ushort right)
    {
        var (size, advance) = ValueRecord(subtable);
        var leftClass = Class(subtable + Number(subtable + 8), left);
        var rightClass = Class(subtable + Number(subtable + 10), right);
        var record = subtable + 16 + (((leftClass * Number(subtable + 14)) + rightClass) * size);
        return advance < 0 ? 0 : SignedNumber(record + advance);
    }

    // The bytes of both glyphs' value records, and where in them the left glyph's width stands (-1: nowhere).
    private (int Size, int Advance) ValueRecord(int subtable)
    {
        var leftFormat = Number(subtable + 4);
        var size = 2 * (BitOperations.PopCount(leftFormat) + BitOperations.PopCount(Number(subtable + 6)));
        var hasAdvance = (leftFormat & AdvanceWidthFlag) != 0;
        return (size, hasAdvance ? 2 * BitOperations.PopCount((uint)(leftFormat & PlacementFlags)) : -1);
    }

    private int CoverageIndex(int coverage, ushort glyph)
    {
        var isList = Number(coverage) == 1;
        for (var index = 0; index < Number(coverage + 2); index++)
        {
            if (isList && Number(coverage + 4 + (index * 2)) == glyph)
            {
                return index;
            }

            var range = coverage + 4 + (index * 6);
            if (!isList && Number(range) <= glyph && glyph <= Number(range + 2))
            {
                return Number(range + 4) + glyph - Number(range);
            }
        }

        return -1;
    }

    // Glyphs that no class names are of class 0.
    private int Class(int definition, ushort glyph)
    {
        if (Number(definition) == 1)
        {
            var index = glyph - Number(definition + 2);
            return index >= 0 && index < Number(definition + 4) ? Number(definition + 6 + (index * 2)) : 0;
        }

        for (var index = 0; index < Number(definition + 2); index++)
        {
            var range = definition + 4 + (index * 6);
            if (Number(range) <= glyph && glyph <= Number(range + 2))
            {
                return Number(range + 4);
            }
        }

        return 0;
    }

    private IEnumerable<ushort> Numbers(int offset, int count) => Enumerable.Range(0, count).Select(index => Number(offset + (index * 2)));

    private ushort Number(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_table.AsSpan(offset));

    private short SignedNumber(int offset) => BinaryPrimitives.ReadInt16BigEndian(_table.AsSpan(offset));
}
