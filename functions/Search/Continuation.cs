using System.Buffers.Binary;
using System.Text;

namespace ServerlessRegistry.Search;

/// <summary>The last camera of an answer. The next answer starts after it, also when cameras came or went in between.</summary>
/// <param name="Rank">The camera's rank by what it sees.</param>
/// <param name="Distance">Its distance, in metres.</param>
/// <param name="CameraId">Its id.</param>
internal sealed record Continuation(int Rank, double Distance, string CameraId)
{
    private const int FixedLength = sizeof(byte) + sizeof(double);

    /// <summary>What continues after a camera.</summary>
    public static Continuation After(FoundCamera last) => new(last.Rank, last.Distance, last.Camera.CameraId);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static Continuation Read(ReadOnlySpan<byte> bytes) =>
        new(bytes[0], BinaryPrimitives.ReadDoubleBigEndian(bytes[1..]), Encoding.UTF8.GetString(bytes[FixedLength..]));

    /// <summary>The rank, the distance to its last bit, and the id.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[FixedLength + Encoding.UTF8.GetByteCount(CameraId)];
        bytes[0] = (byte)Rank;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), Distance);
        Encoding.UTF8.GetBytes(CameraId, bytes.AsSpan(FixedLength));
        return bytes;
    }
}
