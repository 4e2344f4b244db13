using System.Buffers.Binary;
using System.Text;

namespace ServerlessRegistry.Tests.Telemetry;

/// <summary>A protobuf message, read field by field without its schema.</summary>
internal sealed class ProtobufMessage
{
    private readonly ILookup<int, (ulong Number, ReadOnlyMemory<byte> Bytes)> _fields;

    private ProtobufMessage(ReadOnlyMemory<byte> message) => _fields = Fields(message).ToLookup(field => field.Id, field => (field.Number, field.Bytes));

    public static ProtobufMessage Read(ReadOnlyMemory<byte> message) => new(message);

    /// <summary>The messages of a field.</summary>
    public IEnumerable<ProtobufMessage> Messages(int field) => _fields[field].Select(value => new ProtobufMessage(value.Bytes));

    /// <summary>The messages at the end of a path of fields.</summary>
    public IEnumerable<ProtobufMessage> Messages(params int[] path) =>
        path.Aggregate<int, IEnumerable<ProtobufMessage>>([this], (messages, field) => messages.SelectMany(message => message.Messages(field)));

    public bool Has(int field) => _fields.Contains(field);

    public string Text(int field) => Encoding.UTF8.GetString(_fields[field].LastOrDefault().Bytes.Span);

    public string Hex(int field) => Convert.ToHexStringLower(_fields[field].LastOrDefault().Bytes.Span);

    public long Number(int field) => (long)_fields[field].LastOrDefault().Number;

    public double Real(int field) => BitConverter.UInt64BitsToDouble(_fields[field].LastOrDefault().Number);

    private static IEnumerable<(int Id, ulong Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var key = Varint(ref rest);
            var id = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return (id, Varint(ref rest), default);
                    break;
                case 1:
                    yield return (id, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, 8).Span), default);
                    break;
                case 2:
                    yield return (id, 0, Take(ref rest, (int)Varint(ref rest)));
                    break;
                case 5:
                    yield return (id, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, 4).Span), default);
                    break;
                default:
                    throw new InvalidDataException("No protobuf.");
            }
        }
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = Take(ref rest, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
