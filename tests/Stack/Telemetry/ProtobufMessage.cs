using System.Buffers.Binary;
using System.Text;

namespace Steadfast.Local.Stack.Tests.Telemetry;

/// <summary>One field of a message of Protocol Buffers.</summary>
/// <param name="Number">Its number in the schema.</param>
/// <param name="Value">The value of a number.</param>
/// <param name="Bytes">The content of a text, of bytes or of another message.</param>
internal readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    public ProtobufMessage Message => new(Bytes);
}

/// <summary>A message of Protocol Buffers, read without its schema.</summary>
internal readonly struct ProtobufMessage(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The fields with a number, in their order.</summary>
    public IEnumerable<ProtobufField> All(int number) => Fields().Where(field => field.Number == number);

    /// <summary>The field with a number; null when it is not there.</summary>
    public ProtobufField? Find(int number) => All(number).Select(field => (ProtobufField?)field).FirstOrDefault();

    private List<ProtobufField> Fields()
    {
        List<ProtobufField> fields = [];
        ReadOnlyMemory<byte> left = bytes;
        while (left.Length > 0)
        {
            ulong tag = Number(ref left);
            int number = (int)(tag >> 3);
            fields.Add((tag & 7) switch
            {
                0 => new(number, Number(ref left), default),
                1 => new(number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref left, 8).Span), default),
                2 => new(number, 0, Take(ref left, (int)Number(ref left))),
                5 => new(number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref left, 4).Span), default),
                var type => throw new InvalidDataException($"There is no wire type {type}."),
            });
        }

        return fields;
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> left, int count)
    {
        ReadOnlyMemory<byte> taken = left[..count];
        left = left[count..];
        return taken;
    }

    private static ulong Number(ref ReadOnlyMemory<byte> left)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref left, 1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
