using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using SkiaSharp;

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
    private const int MostColors = 256;

    /// <summary>Looks for runs of one colour only: a sixth of the time of a usual level, for a sixth more bytes.</summary>
    private static readonly ZLibCompressionOptions Runs = new() { CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Writes a picture.</summary>
    /// <param name="pixels">The picture, opaque, with red, green, blue and one more byte for each pixel.</param>
    /// <param name="pixelsPerInch">How large it is on paper, the same in both directions.</param>
    /// <param name="exact">Colours that stay what they are, however many blends there are.</param>
    public static byte[] Encode(SKPixmap pixels, int pixelsPerInch, IReadOnlyCollection<SKColor> exact)
    {
        var colors = MemoryMarshal.Cast<byte, uint>(pixels.GetPixelSpan());
        var palette = IndexedPalette.Of(colors, MostColors, [.. exact.Select(Packed)]);
        using var file = new MemoryStream();
        file.Write(Signature);
        Write(file, "IHDR"u8, Header(pixels.Width, pixels.Height));
        Write(file, "pHYs"u8, Density(pixelsPerInch));
        Write(file, "PLTE"u8, palette.Entries());
        Write(file, "IDAT"u8, Compressed(colors, pixels.Width, palette));
        Write(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>A colour as it lies in the picture's memory.</summary>
    private static uint Packed(SKColor color) => MemoryMarshal.Read<uint>([color.Red, color.Green, color.Blue, color.Alpha]);

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

    /// <summary>Each row begins with the number of its filter: none, which is best for indices.</summary>
    private static ReadOnlySpan<byte> Compressed(ReadOnlySpan<uint> colors, int width, IndexedPalette palette)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, Runs, leaveOpen: true))
        {
            var row = new byte[1 + width];
            for (; !colors.IsEmpty; colors = colors[width..])
            {
                palette.Map(colors[..width], row.AsSpan(1));
                zlib.Write(row);
            }
        }

        return data.GetBuffer().AsSpan(0, (int)data.Length);
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
