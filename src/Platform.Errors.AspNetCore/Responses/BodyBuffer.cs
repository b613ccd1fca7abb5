using System.Buffers;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Holds a body until its length is known: with <c>Content-Length</c> a client can tell a whole answer from one that was cut off, and the server sends one
/// piece. A thread keeps one: a body is written without waiting for anything, and only a server that is slow to take it holds it longer.
/// </summary>
internal sealed class BodyBuffer : IBufferWriter<byte>
{
    private const int Smallest = 1024;

    /// <summary>What a thread keeps; a larger one was for a single large answer.</summary>
    private const int LargestKept = 64 * 1024;

    // Belongs to a thread until it is taken; it may be given back on another one.
    [ThreadStatic]
    private static BodyBuffer? _kept;

    private byte[] _bytes = new byte[Smallest];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    public static BodyBuffer Rent()
    {
        var buffer = _kept ?? new BodyBuffer();
        _kept = null;
        return buffer;
    }

    public void Return()
    {
        _length = 0;
        if (_bytes.Length <= LargestKept)
            _kept = this;
    }

    /// <summary>Takes back the last byte, to go on inside an object that was closed.</summary>
    public void Reopen() => _length--;

    public void Replace(int index, byte value) => _bytes[index] = value;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - _length < int.Max(size, 1))
            Array.Resize(ref _bytes, int.Max(_bytes.Length * 2, _length + size));
    }
}
