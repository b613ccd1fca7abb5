using System.Collections.Concurrent;

namespace Platform.Plugins.Abstractions.Wire;

/// <summary>Lends the memory of messages, so that a call allocates none. Safe for use by several threads.</summary>
public sealed class WireMessages
{
    /// <summary>What is kept for the next one: more has been lent at once seldom, and may go.</summary>
    private const int MostKept = 64;

    /// <summary>A message that has grown beyond this was one of its kind.</summary>
    private const int MostBytesKept = 64 * 1024;

    private readonly ConcurrentQueue<WireMessage> _free = new();
    private int _count;

    /// <summary>Makes a pool.</summary>
    /// <param name="headerBytes">How many bytes stay free before each message, for what a channel says about it.</param>
    /// <param name="maxBytes">The most bytes of one message, without those. 4 MiB where it is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or <paramref name="maxBytes"/> is beyond 1 GiB.</exception>
    public WireMessages(int headerBytes = 0, int maxBytes = 4 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headerBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, 1 << 30);
        (HeaderBytes, MaxBytes) = (headerBytes, maxBytes);
    }

    /// <summary>How many bytes stay free before each message.</summary>
    public int HeaderBytes { get; }

    /// <summary>The most bytes of one message.</summary>
    public int MaxBytes { get; }

    /// <summary>Lends an empty message. Whoever disposes of it gives it back.</summary>
    /// <returns>The message.</returns>
    public WireMessage Rent()
    {
        if (!_free.TryDequeue(out var message))
            return new WireMessage(this);
        Interlocked.Decrement(ref _count);
        message.Reopen();
        return message;
    }

    internal void Return(WireMessage message)
    {
        if (message.Capacity > MostBytesKept)
            return;
        if (Interlocked.Increment(ref _count) > MostKept)
            Interlocked.Decrement(ref _count);
        else
            _free.Enqueue(message);
    }
}
