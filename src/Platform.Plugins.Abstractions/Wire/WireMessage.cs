namespace Platform.Plugins.Abstractions.Wire;

/// <summary>One message and its memory. For one thread at a time; disposing of it gives the memory back, after which nobody may look at it.</summary>
public sealed class WireMessage : IDisposable
{
    private const int FirstBytes = 256;

    private readonly WireMessages _pool;
    private byte[] _bytes;
    private int _isGivenBack;

    internal WireMessage(WireMessages pool)
    {
        _pool = pool;
        _bytes = new byte[pool.HeaderBytes + Math.Min(FirstBytes, pool.MaxBytes)];
    }

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(_pool.HeaderBytes, Length);

    /// <summary>The free bytes before the message, for a channel.</summary>
    public Span<byte> Header => _bytes.AsSpan(0, _pool.HeaderBytes);

    /// <summary>The message with the bytes before it, as a channel sends it.</summary>
    public ReadOnlyMemory<byte> WithHeader => _bytes.AsMemory(0, _pool.HeaderBytes + Length);

    internal int Depth { get; set; }

    internal int Capacity => _bytes.Length;

    /// <summary>Makes room at the end.</summary>
    /// <param name="count">How many bytes.</param>
    /// <returns>They, which hold anything until they are written.</returns>
    /// <exception cref="WireException">The message would have more bytes than its pool allows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Memory<byte> Extend(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _pool.MaxBytes - Length)
            throw new WireException($"The message would be longer than {_pool.MaxBytes} bytes: send less at once, as a stream, or allow more.");
        var at = _pool.HeaderBytes + Length;
        if (count > _bytes.Length - at)
        {
            var most = _pool.HeaderBytes + _pool.MaxBytes;
            Array.Resize(ref _bytes, (int)Math.Clamp(_bytes.Length * 2L, at + count, most));
        }
        Length += count;
        return _bytes.AsMemory(at, count);
    }

    /// <summary>Gives the memory back. A second time does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            _pool.Return(this);
    }

    internal void Reopen()
    {
        (Length, Depth) = (0, 0);
        Volatile.Write(ref _isGivenBack, 0);
    }

    /// <summary>Bytes that were written already.</summary>
    internal Span<byte> Written(int at, int count) => _bytes.AsSpan(_pool.HeaderBytes + at, count);
}
