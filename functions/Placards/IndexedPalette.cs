using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// The colours of every placard's picture: those of the design as they are and, for each two that meet, the blends between them, as fine
/// as 256 entries allow. A colour of a pixel is told as the nearest entry.
/// </summary>
internal sealed class IndexedPalette
{
    private const int MostEntries = 256;
    private const int Memories = 4096;
    private const uint HashFactor = 0x9E3779B1; // Knuth's: 2^32 by the golden ratio, and prime
    private const int HashShift = 32 - 12; // for as many as there are memories
    private readonly SKColor[] _entries;

    /// <summary>
    /// Colours that were asked for lately, with their index in the lowest byte. Each is read and written as a whole, so that threads may share
    /// them; whatever a place holds, it is true.
    /// </summary>
    private readonly uint[] _memories = new uint[Memories];

    /// <summary>Makes the palette.</summary>
    /// <param name="colors">Colours that stay what they are.</param>
    /// <param name="meetings">The colours whose blends are needed, because the one is drawn upon the other.</param>
    public IndexedPalette(IReadOnlyCollection<SKColor> colors, IReadOnlyCollection<(SKColor, SKColor)> meetings)
    {
        var blends = (MostEntries - colors.Count) / meetings.Count;
        _entries = [.. colors, .. meetings.SelectMany(meeting => Enumerable.Range(1, blends).Select(step => Blend(meeting, step, blends + 1)))];
        Array.Fill(_memories, Memory(Packed(_entries[0]), 0));
    }

    /// <summary>Each entry's red, green and blue, in the order of the indices.</summary>
    public byte[] Entries() => [.. _entries.SelectMany(entry => new[] { entry.Red, entry.Green, entry.Blue })];

    /// <summary>Writes the index of each colour. Pixels come in long runs of one colour, which are found and filled as wholes.</summary>
    /// <param name="colors">Opaque colours, with red, green, blue and one more byte in the order of the memory.</param>
    /// <param name="indices">As long as the colours.</param>
    public void Map(ReadOnlySpan<uint> colors, Span<byte> indices)
    {
        while (!colors.IsEmpty)
        {
            var run = RunOf(colors);
            indices[..run].Fill(IndexOf(colors[0]));
            colors = colors[run..];
            indices = indices[run..];
        }
    }

    private static int RunOf(ReadOnlySpan<uint> colors) => colors.IndexOfAnyExcept(colors[0]) is >= 0 and var length ? length : colors.Length;

    private static SKColor Blend((SKColor From, SKColor To) meeting, int step, int steps)
    {
        return new SKColor(Between(meeting.From.Red, meeting.To.Red), Between(meeting.From.Green, meeting.To.Green), Between(meeting.From.Blue, meeting.To.Blue));

        byte Between(byte from, byte to) => (byte)(((from * (steps - step)) + (to * step) + (steps / 2)) / steps);
    }

    private byte IndexOf(uint color)
    {
        ref var memory = ref _memories[(color * HashFactor) >> HashShift];
        var known = memory;
        if (known != Memory(color, (byte)known))
        {
            memory = known = Memory(color, Nearest(color));
        }

        return (byte)known;
    }

    private byte Nearest(uint color)
    {
        var (nearest, least) = (0, int.MaxValue);
        var wanted = Unpacked(color);
        for (var index = 0; index < _entries.Length; index++)
        {
            var entry = _entries[index];
            var (red, green, blue) = (entry.Red - wanted.Red, entry.Green - wanted.Green, entry.Blue - wanted.Blue);
            var distance = (red * red) + (green * green) + (blue * blue);
            if (distance < least)
            {
                (nearest, least) = (index, distance);
            }
        }

        return (byte)nearest;
    }

    /// <summary>The colour without its alpha, and its index.</summary>
    private static uint Memory(uint color, byte index) => (color << 8) | index;

    /// <summary>A colour as it lies in the picture's memory.</summary>
    private static uint Packed(SKColor color) => color.Red | ((uint)color.Green << 8) | ((uint)color.Blue << 16) | ((uint)color.Alpha << 24);

    private static SKColor Unpacked(uint color) => new((byte)color, (byte)(color >> 8), (byte)(color >> 16), (byte)(color >> 24));
}
