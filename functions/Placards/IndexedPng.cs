using System.Buffers.Binary;
using System.IO.Hashing;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Writes a picture as a PNG with a palette (PNG specification, third edition, colour type 3): a byte for each pixel, where Skia's own
/// encoder writes three. A placard is a few flat colours and the blends at their edges; a quarter of the work and of the size is left.
/// </summary>
internal static class IndexedPng
{
    private const double MetersPerInch = 0.0254;
    private const byte UnitIsMeter = 1;
    private const byte BitsOfAnIndex = 8;
    private const byte ColorTypeIndexed = 3;
    private const uint AdlerModulus = 65521;
    private const int RoomForTheRest = 1024; // A palette takes 768 bytes, the other chunks less than 200.

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Deflate with a window of 32 KiB (RFC 1950).</summary>
    private static ReadOnlySpan<byte> ZlibHead => [0x78, 0x01];

    /// <summary>A deflate block that is empty and the last (RFC 1951).</summary>
    private static ReadOnlySpan<byte> LastBlock => [0x03, 0x00];

    /// <summary>Writes a picture.</summary>
    /// <param name="width">Its pixels from left to right.</param>
    /// <param name="height">Its pixels from top to bottom.</param>
    /// <param name="pixelsPerInch">How large it is on paper, the same in both directions.</param>
    /// <param name="palette">The palette that the rows were made with.</param>
    /// <param name="parts">All rows, from the top.</param>
    public static byte[] Write(int width, int height, int pixelsPerInch, IndexedPalette palette, IReadOnlyList<PngRows> parts)
    {
        using var file = new MemoryStream(RoomForTheRest + parts.Sum(part => part.Deflated.Length));
        file.Write(Signature);
        Write(file, "IHDR"u8, Header(width, height));
        Write(file, "pHYs"u8, Density(pixelsPerInch));
        Write(file, "PLTE"u8, palette.Entries());
        Write(file, parts);
        Write(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Header(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = BitsOfAnIndex;
        header[9] = ColorTypeIndexed;
        return header;
    }

    private static byte[] Density(int pixelsPerInch)
    {
        var pixelsPerMeter = (int)Math.Round(pixelsPerInch / MetersPerInch);
        var density = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(density, pixelsPerMeter);
        BinaryPrimitives.WriteInt32BigEndian(density.AsSpan(4), pixelsPerMeter);
        density[8] = UnitIsMeter;
        return density;
    }

    /// <summary>One zlib stream, which a PNG may cut into as many chunks as it likes.</summary>
    private static void Write(Stream file, IReadOnlyList<PngRows> parts)
    {
        Write(file, "IDAT"u8, ZlibHead);
        foreach (var part in parts)
        {
            Write(file, "IDAT"u8, part.Deflated);
        }

        Span<byte> end = [.. LastBlock, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(end[LastBlock.Length..], Check(parts));
        Write(file, "IDAT"u8, end);
    }

    /// <summary>
    /// The Adler-32 sum of all parts. Its low half is one more than the sum of the bytes; its high half is the sum of what the low half was
    /// after each byte, so that with a part before it, each byte adds as much more as that part's bytes come to.
    /// </summary>
    private static uint Check(IReadOnlyList<PngRows> parts)
    {
        var (low, high) = (1L, 0L);
        foreach (var part in parts)
        {
            high = (high + (part.Check >> 16) + ((low - 1 + AdlerModulus) % AdlerModulus * part.Length)) % AdlerModulus;
            low = (low - 1 + AdlerModulus + (part.Check & 0xFFFF)) % AdlerModulus;
        }

        return (uint)((high << 16) | low);
    }

    private static void Write(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        var check = new Crc32();
        check.Append(type);
        check.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, check.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
