namespace ServerlessRegistry.Placards;

/// <summary>
/// The colours of a picture, each with its index. Where there are more than an index can tell, the blends that lie closest together become
/// one: each channel loses as many of its low bits as it takes.
/// </summary>
internal sealed class IndexedPalette
{
    private const int Channels = 3;
    private readonly List<uint> _entries = [];
    private readonly Dictionary<uint, byte> _indices = [];

    private IndexedPalette()
    {
    }

    /// <summary>The palette of a picture.</summary>
    /// <param name="colors">Every pixel, with red in the lowest byte.</param>
    /// <param name="most">The most entries; at least 64 and those of the exact colours.</param>
    /// <param name="exact">Colours that stay what they are.</param>
    public static IndexedPalette Of(ReadOnlySpan<uint> colors, int most, IReadOnlyCollection<uint> exact)
    {
        var found = Distinct(colors);
        for (var lost = 0; ; lost++)
        {
            if (TryMake(found, lost, most, exact) is { } palette)
            {
                return palette;
            }
        }
    }

    /// <summary>Each entry's red, green and blue, in the order of the indices.</summary>
    public byte[] Entries()
    {
        var entries = new byte[Channels * _entries.Count];
        for (var index = 0; index < _entries.Count; index++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                entries[(Channels * index) + channel] = (byte)(_entries[index] >> (8 * channel));
            }
        }

        return entries;
    }

    /// <summary>Writes the index of each colour. Pixels come in long runs of one colour, which are found and filled as wholes.</summary>
    public void Map(ReadOnlySpan<uint> colors, Span<byte> indices)
    {
        while (!colors.IsEmpty)
        {
            var run = RunOf(colors);
            indices[..run].Fill(_indices[colors[0]]);
            colors = colors[run..];
            indices = indices[run..];
        }
    }

    /// <summary>In the order in which they come, so that the same picture has the same palette.</summary>
    private static List<uint> Distinct(ReadOnlySpan<uint> colors)
    {
        var seen = new HashSet<uint>();
        var found = new List<uint>();
        for (; !colors.IsEmpty; colors = colors[RunOf(colors)..])
        {
            if (seen.Add(colors[0]))
            {
                found.Add(colors[0]);
            }
        }

        return found;
    }

    private static int RunOf(ReadOnlySpan<uint> colors) => colors.IndexOfAnyExcept(colors[0]) is >= 0 and var length ? length : colors.Length;

    private static IndexedPalette? TryMake(List<uint> found, int lost, int most, IReadOnlyCollection<uint> exact)
    {
        var palette = new IndexedPalette();
        var entries = new Dictionary<uint, byte>();
        foreach (var color in found)
        {
            var entry = exact.Contains(color) ? color : Rounded(color, lost);
            if (!entries.TryGetValue(entry, out var index))
            {
                if (entries.Count == most)
                {
                    return null;
                }

                entries[entry] = index = (byte)entries.Count;
                palette._entries.Add(entry);
            }

            palette._indices[color] = index;
        }

        return palette;
    }

    /// <summary>The nearest colour whose channels have the highest bits only; the brightest stays the brightest.</summary>
    private static uint Rounded(uint color, int lost)
    {
        var steps = (1 << (8 - lost)) - 1;
        var rounded = 0u;
        for (var channel = 0; channel < Channels; channel++)
        {
            var value = (int)(color >> (8 * channel)) & 0xFF;
            var level = ((value * steps) + 127) / 255;
            rounded |= (uint)(((level * 255) + (steps / 2)) / steps) << (8 * channel);
        }

        return rounded | 0xFF000000;
    }
}
