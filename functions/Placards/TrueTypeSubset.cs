using System.Buffers.Binary;
using System.Text;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Cuts a TrueType font down to the outlines of some glyphs, which keep their numbers and widths. Skia embeds a font in a
/// PDF as it is given, so this is what keeps placards small. Tables are as in the OpenType specification 1.9. Left out are
/// those for kerning and substitution, because the glyphs are placed already, and all hinting, which paper does not need.
/// </summary>
internal sealed class TrueTypeSubset
{
    private const int DirectoryHead = 12;
    private const int DirectoryEntry = 16;
    private const uint FileChecksum = 0xB1B0AFBA;

    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasInstructions = 0x0100;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;

    // In the order in which the directory must list them.
    private static readonly string[] KeptTables =
        ["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"];

    private readonly byte[] _file;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _tables;

    private TrueTypeSubset(byte[] file)
    {
        _file = file;
        _tables = Enumerable.Range(0, Word(file, 4))
            .Select(index => file.AsMemory(DirectoryHead + (index * DirectoryEntry), DirectoryEntry))
            .ToDictionary(
                entry => Encoding.ASCII.GetString(entry.Span[..4]),
                entry => (ReadOnlyMemory<byte>)file.AsMemory((int)Long(entry.Span, 8), (int)Long(entry.Span, 12)));
    }

    /// <summary>The font with the outlines of these glyphs, of glyph 0 and of what they are composed of.</summary>
    public static byte[] Create(byte[] file, IEnumerable<ushort> glyphs) => new TrueTypeSubset(file).Cut(glyphs);

    private byte[] Cut(IEnumerable<ushort> glyphs)
    {
        var kept = WithComponents(glyphs);
        var outlines = new MemoryStream();
        var hasLongOffsets = HasLongOffsets;
        var glyphCount = Word(_tables["maxp"].Span, 4);
        var offsets = new byte[(glyphCount + 1) * (hasLongOffsets ? 4 : 2)];
        for (var glyph = 0; glyph <= glyphCount; glyph++)
        {
            WriteOffset(offsets, glyph, (uint)outlines.Length, hasLongOffsets);
            if (glyph < glyphCount && kept.Contains((ushort)glyph))
            {
                outlines.Write(WithoutInstructions(Outline((ushort)glyph).Span));
                outlines.Write(new byte[outlines.Length % 2]);
            }
        }

        _tables["glyf"] = outlines.ToArray();
        _tables["loca"] = offsets;
        _tables["post"] = WithoutGlyphNames(_tables["post"].Span);
        return Assemble([.. KeptTables.Where(_tables.ContainsKey)]);
    }

    private bool HasLongOffsets => Word(_tables["head"].Span, 50) == 1;

    private HashSet<ushort> WithComponents(IEnumerable<ushort> glyphs)
    {
        var kept = new HashSet<ushort>();
        var waiting = new Queue<ushort>(glyphs.Prepend((ushort)0));
        while (waiting.TryDequeue(out var glyph))
        {
            if (kept.Add(glyph))
            {
                Components(Outline(glyph).Span).ForEach(component => waiting.Enqueue(component.Glyph));
            }
        }

        return kept;
    }

    private static byte[] WithoutInstructions(ReadOnlySpan<byte> outline)
    {
        if (outline.IsEmpty)
        {
            return [];
        }

        if (IsComposite(outline))
        {
            var composite = outline[..Components(outline)[^1].End].ToArray();
            foreach (var component in Components(outline))
            {
                var flags = Word(composite, component.Start) & ~HasInstructions;
                BinaryPrimitives.WriteUInt16BigEndian(composite.AsSpan(component.Start), (ushort)flags);
            }

            return composite;
        }

        // The head, the last point of each contour, the instructions after their length, and the points.
        var lengthAt = 10 + (2 * Word(outline, 0));
        return [.. outline[..lengthAt], 0, 0, .. outline[(lengthAt + 2 + Word(outline, lengthAt))..]];
    }

    // A glyph with a negative number of contours is composed of others.
    private static bool IsComposite(ReadOnlySpan<byte> outline) => !outline.IsEmpty && (short)Word(outline, 0) < 0;

    private static List<Component> Components(ReadOnlySpan<byte> outline)
    {
        var components = new List<Component>();
        var flags = IsComposite(outline) ? MoreComponents : 0;
        var at = 10;
        while ((flags & MoreComponents) != 0)
        {
            var start = at;
            flags = Word(outline, start);
            at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2);
            at += (flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasMatrix) != 0 ? 8 : 0;
            components.Add(new Component(Word(outline, start + 2), start, at));
        }

        return components;
    }

    private ReadOnlyMemory<byte> Outline(ushort glyph)
    {
        var offsets = _tables["loca"].Span;
        var (start, end) = HasLongOffsets
            ? (Long(offsets, glyph * 4), Long(offsets, (glyph + 1) * 4))
            : (2u * Word(offsets, glyph * 2), 2u * Word(offsets, (glyph + 1) * 2));
        return _tables["glyf"][(int)start..(int)end];
    }

    private static void WriteOffset(Span<byte> offsets, int glyph, uint offset, bool isLong)
    {
        if (isLong)
        {
            BinaryPrimitives.WriteUInt32BigEndian(offsets[(glyph * 4)..], offset);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(offsets[(glyph * 2)..], (ushort)(offset / 2));
        }
    }

    // Version 3 of the table has the same head and no names.
    private static byte[] WithoutGlyphNames(ReadOnlySpan<byte> post)
    {
        var head = post[..32].ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head, 0x00030000);
        return head;
    }

    private byte[] Assemble(string[] names)
    {
        var offset = DirectoryHead + (names.Length * DirectoryEntry);
        var file = new byte[offset + names.Sum(name => Aligned(_tables[name].Length))];
        WriteDirectoryHead(file, names.Length);
        var headAt = 0;
        foreach (var (index, name) in names.Index())
        {
            var table = _tables[name];
            table.CopyTo(file.AsMemory(offset));
            if (name == "head")
            {
                headAt = offset;
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(headAt + 8), 0);
            }

            var entry = file.AsSpan(DirectoryHead + (index * DirectoryEntry), DirectoryEntry);
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(file.AsSpan(offset, Aligned(table.Length))));
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], offset);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], table.Length);
            offset += Aligned(table.Length);
        }

        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(headAt + 8), FileChecksum - Checksum(file));
        return file;
    }

    private void WriteDirectoryHead(Span<byte> file, int tableCount)
    {
        var largestPower = (int)Math.Log2(tableCount);
        var searchRange = (1 << largestPower) * DirectoryEntry;
        _file.AsSpan(0, 4).CopyTo(file);
        BinaryPrimitives.WriteUInt16BigEndian(file[4..], (ushort)tableCount);
        BinaryPrimitives.WriteUInt16BigEndian(file[6..], (ushort)searchRange);
        BinaryPrimitives.WriteUInt16BigEndian(file[8..], (ushort)largestPower);
        BinaryPrimitives.WriteUInt16BigEndian(file[10..], (ushort)((tableCount * DirectoryEntry) - searchRange));
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var sum = 0u;
        for (var at = 0; at < data.Length; at += 4)
        {
            unchecked
            {
                sum += Long(data, at);
            }
        }

        return sum;
    }

    private static int Aligned(int length) => (length + 3) & ~3;

    private static ushort Word(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16BigEndian(data[at..]);

    private static uint Long(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data[at..]);

    private readonly record struct Component(ushort Glyph, int Start, int End);
}
