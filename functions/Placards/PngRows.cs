using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Rows of a picture as a PNG with a palette holds them, compressed apart from the rows above and below, so that rows which many pictures
/// share need be compressed once only.
/// </summary>
internal sealed class PngRows
{
    private const int ZlibHead = 2;
    private const int ZlibCheck = 4;
    private const byte NoFilter = 0;
    private const byte FilterUp = 2;

    /// <summary>Looks for runs of one colour only: a sixth of the time of a usual level, for a sixth more bytes.</summary>
    private static readonly ZLibCompressionOptions Runs = new() { CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    private PngRows(byte[] deflated, int length, uint check) => (Deflated, Length, Check) = (deflated, length, check);

    /// <summary>Deflate blocks that end at a byte's end; none is the last (RFC 1951).</summary>
    public byte[] Deflated { get; }

    /// <summary>How many bytes they hold when they are inflated.</summary>
    public int Length { get; }

    /// <summary>The Adler-32 sum of those bytes (RFC 1950).</summary>
    public uint Check { get; }

    /// <summary>Compresses rows.</summary>
    /// <param name="pixels">Opaque, with red, green, blue and one more byte for each pixel.</param>
    /// <param name="palette">The palette of the picture.</param>
    public static PngRows Of(SKPixmap pixels, IndexedPalette palette)
    {
        using var data = new MemoryStream();
        long end;
        using (var zlib = new ZLibStream(data, Runs, leaveOpen: true))
        {
            Write(zlib, MemoryMarshal.Cast<byte, uint>(pixels.GetPixelSpan()), pixels.Width, palette);
            zlib.Flush();
            end = data.Length;
        }

        var file = data.GetBuffer().AsSpan(0, (int)data.Length);
        return new PngRows(
            file[ZlibHead..(int)end].ToArray(), (1 + pixels.Width) * pixels.Height, BinaryPrimitives.ReadUInt32BigEndian(file[^ZlibCheck..]));
    }

    /// <summary>
    /// Each row begins with the number of its filter. A row that is the same as the one above is told so, with the filter "up" and all zeros;
    /// for others none is best, as for all indices.
    /// </summary>
    private static void Write(ZLibStream zlib, ReadOnlySpan<uint> colors, int width, IndexedPalette palette)
    {
        var row = new byte[1 + width];
        row[0] = NoFilter;
        var same = new byte[1 + width];
        same[0] = FilterUp;
        for (var above = ReadOnlySpan<uint>.Empty; !colors.IsEmpty; above = colors[..width], colors = colors[width..])
        {
            if (colors[..width].SequenceEqual(above))
            {
                zlib.Write(same);
                continue;
            }

            palette.Map(colors[..width], row.AsSpan(1));
            zlib.Write(row);
        }
    }
}
