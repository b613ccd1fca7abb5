using System.Buffers.Binary;

namespace Platform.Validation.DataSets.Checkpoints;

/// <summary>Reads what <see cref="StateWriter"/> wrote, and believes nothing of it.</summary>
internal sealed class StateReader(ReadOnlyMemory<byte> state)
{
    private int _at;

    public bool IsAtEnd => _at == state.Length;

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A number that cannot be negative.</summary>
    public long ReadCount(long maximum = long.MaxValue) => ReadInt64() is >= 0 and var count && count <= maximum
        ? count
        : throw new CheckpointException("The checkpoint holds a number that cannot be.");

    /// <summary>A number between two bounds.</summary>
    public long ReadCount(long minimum, long maximum) => ReadCount(maximum) is var count && count >= minimum
        ? count
        : throw new CheckpointException("The checkpoint holds a number that cannot be.");

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public void ReadExactly(Span<byte> bytes) => Take(bytes.Length).CopyTo(bytes);

    public string? ReadText()
    {
        var length = ReadInt64();
        if (length == -1)
            return null;
        if (length < 0 || length > (state.Length - _at) / 2)
            throw new CheckpointException("The checkpoint ends inside a text.");
        var bytes = Take((int)length * 2);
        var text = new char[length];
        for (var i = 0; i < text.Length; i++)
            text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]);
        return new string(text);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > state.Length - _at)
            throw new CheckpointException("The checkpoint ends too early.");
        _at += length;
        return state.Span.Slice(_at - length, length);
    }
}
