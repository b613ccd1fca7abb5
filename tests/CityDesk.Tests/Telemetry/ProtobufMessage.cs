using System.Text;

namespace CityDesk.Tests.Telemetry;

/// <summary>A protobuf message as it came over the wire, without its schema: as much as the tests ask of it.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding: a field is a tag (number and wire type) and a value.</remarks>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> wire)
    {
        while (wire.Length > 0)
        {
            var tag = ReadVarint(ref wire);
            var length = (tag & 7) switch
            {
                0 => Varint(wire),
                1 => 8,
                2 => checked((int)ReadVarint(ref wire)),
                5 => 4,
                var other => throw new InvalidDataException($"Wire type {other} is none that OTLP uses."),
            };
            _fields.Add((checked((int)(tag >> 3)), wire[..length]));
            wire = wire[length..];
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int field) => _fields.Where(each => each.Field == field).Select(each => new ProtobufMessage(each.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(_fields.Single(each => each.Field == field).Bytes.Span);

    private static int Varint(ReadOnlyMemory<byte> wire)
    {
        var length = 1;
        while (wire.Span[length - 1] >= 0x80)
            length++;
        return length;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> wire)
    {
        var length = Varint(wire);
        ulong value = 0;
        for (var at = length - 1; at >= 0; at--)
            value = (value << 7) | (uint)(wire.Span[at] & 0x7F);
        wire = wire[length..];
        return value;
    }
}
