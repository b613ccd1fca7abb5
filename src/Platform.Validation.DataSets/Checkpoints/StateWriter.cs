using System.Buffers.Binary;

namespace Platform.Validation.DataSets.Checkpoints;

/// <summary>Writes the parts of a checkpoint: little-endian, texts with their length in front.</summary>
internal sealed class StateWriter(Stream stream)
{
    public void Write(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Write(string? text)
    {
        if (text is null)
        {
            Write(-1L);
            return;
        }

        // UTF-16 as it is: texts of data may hold halves of surrogates, which UTF-8 would lose.
        Write((long)text.Length);
        Span<byte> unit = stackalloc byte[sizeof(char)];
        foreach (var character in text)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(unit, character);
            stream.Write(unit);
        }
    }
}
