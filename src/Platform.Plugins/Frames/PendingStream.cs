using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>The items of a stream that have arrived and were not taken yet: never more than were asked for.</summary>
internal sealed class PendingStream
{
    /// <summary>As many taken, and others are asked for: by halves, so that a message goes out for several.</summary>
    private readonly int _half;
    private readonly Channel<WireMessage> _items =
        Channel.CreateUnbounded<WireMessage>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>How many may still come.</summary>
    private int _allowed;

    private bool _isLeft;
    private int _looks;

    /// <summary>How many were taken for which no others were asked for yet.</summary>
    private int _taken;

    public PendingStream(int ahead) => (_allowed, _half) = (ahead, (ahead + 1) / 2);

    /// <exception cref="WireException">It was not asked for.</exception>
    public void Add(WireMessage item)
    {
        if (Interlocked.Decrement(ref _allowed) < 0)
        {
            item.Dispose();
            throw new WireException("A plugin sent more items of a stream than were asked for.");
        }
        if (!_items.Writer.TryWrite(item))
            item.Dispose();
    }

    public void End(Exception? failure) => _items.Writer.TryComplete(failure);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes one that is there.</summary>
    /// <param name="item">The item, of which the caller disposes.</param>
    /// <param name="credit">How many others are to be asked for.</param>
    /// <returns>Whether one was there.</returns>
    public bool TryTake([MaybeNullWhen(false)] out WireMessage item, out int credit)
    {
        credit = 0;
        if (!_items.Reader.TryRead(out item))
            return false;
        if (++_taken >= _half)
        {
            (credit, _taken) = (_taken, 0);
            Interlocked.Add(ref _allowed, credit);
        }
        return true;
    }

    /// <summary>Gives back what nobody takes any more.</summary>
    public void Clear()
    {
        Volatile.Write(ref _isLeft, true);
        End(null);
        while (_items.Reader.TryRead(out var item))
            item.Dispose();
    }

    /// <summary>Looks whether the plugin goes on with it though nobody takes its items any more. For one thread at a time.</summary>
    /// <returns>How often that was seen.</returns>
    public int Look() => Volatile.Read(ref _isLeft) ? ++_looks : 0;
}
