using System.Buffers;

namespace CityDesk.Open311.Formats;

/// <summary>
/// Memory between a document and the response. What the response itself was given cannot be taken back; what lies here can,
/// so that a list that breaks before its first byte went out can still become an error answer.
/// </summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _written;

    public int Count => _written;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _written);

    public void Clear() => _written = 0;

    public void Advance(int count) => _written += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsSpan(_written);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _written = 0;
    }

    private void EnsureFree(int size)
    {
        size = Math.Max(size, 1);
        if (_bytes.Length - _written >= size)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_written + size, _bytes.Length * 2));
        _bytes.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
