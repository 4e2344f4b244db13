using System.Buffers.Binary;
using System.IO.Hashing;

namespace ServerlessRegistry.Placards;

/// <summary>
/// Tells programs how large a PNG is on paper, which Skia's encoder leaves out: the <c>pHYs</c> chunk (PNG specification,
/// third edition, 11.3.4.3), in pixels per metre.
/// </summary>
internal static class PngDensity
{
    private const double MetersPerInch = 0.0254;
    private const byte UnitIsMeter = 1;

    // The signature and the header chunk, which comes first and has a fixed length.
    private const int HeaderLength = 8 + 25;

    /// <summary>The picture with its density.</summary>
    /// <param name="png">A PNG without a density.</param>
    /// <param name="pixelsPerInch">The same in both directions.</param>
    public static byte[] Add(ReadOnlySpan<byte> png, int pixelsPerInch)
    {
        var pixelsPerMeter = (int)Math.Round(pixelsPerInch / MetersPerInch);
        Span<byte> chunk = stackalloc byte[21];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 9);
        "pHYs"u8.CopyTo(chunk[4..]);
        BinaryPrimitives.WriteInt32BigEndian(chunk[8..], pixelsPerMeter);
        BinaryPrimitives.WriteInt32BigEndian(chunk[12..], pixelsPerMeter);
        chunk[16] = UnitIsMeter;
        BinaryPrimitives.WriteUInt32BigEndian(chunk[17..], Crc32.HashToUInt32(chunk[4..17]));
        return [.. png[..HeaderLength], .. chunk, .. png[HeaderLength..]];
    }
}
