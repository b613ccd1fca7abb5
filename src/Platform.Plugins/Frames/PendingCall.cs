using System.Threading.Tasks.Sources;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>
/// A call that was sent; used again for others, so that none allocates. Two hold it: the caller, until he has what he waits for or has
/// given up, and the plugin, until it has said how the call ended, which it says once of each call, also where nobody waits any more. It is
/// used again when both have let go.
/// </summary>
internal sealed class PendingCall(int place) : IValueTaskSource<WireMessage>, IThreadPoolWorkItem
{
    private const uint Waiting = 1;
    private const uint GivenUp = 2;
    private const uint Ended = 3;

    private ManualResetValueTaskSourceCore<WireMessage> _source;
    private WireMessage? _answer;
    private Exception? _failure;
    private int _holders;
    private (uint Request, int Times) _looks;

    /// <summary>Which use of it this is, in sixteen bits, and above them how it stands.</summary>
    private uint _state;

    public int Place { get; } = place;

    /// <summary>The number of the call: its place, and the use of it.</summary>
    public uint Request { get; private set; }

    public ValueTask<WireMessage> Task => new(this, _source.Version);

    public static int PlaceOf(uint request) => (int)(request & 0xFFFF);

    public void Open()
    {
        _source.Reset();
        (_answer, _failure, _holders) = (null, null, 2);
        var use = ((Request >> 16) + 1) & 0xFFFF;
        Request = (use << 16) | (uint)Place;
        Volatile.Write(ref _state, (Waiting << 16) | use);
    }

    /// <summary>The caller gives up, or the connection has ended.</summary>
    /// <returns>Whether he waited until then.</returns>
    public bool TryGiveUp(uint request, Exception reason) => TryMove(request, Waiting, GivenUp) && Complete(null, reason);

    /// <summary>The plugin has said how it ended.</summary>
    /// <returns>Whether somebody waits for that, and takes what it has answered.</returns>
    /// <exception cref="WireException">It was said already, or nobody has called.</exception>
    public bool End(uint request, WireMessage? answer, Exception? failure) => TryMove(request, Waiting, Ended) ? Complete(answer, failure)
        : TryMove(request, GivenUp, Ended) ? false : throw new WireException("A plugin said how a call ended that it was not doing.");

    /// <summary>Looks whether the plugin goes on with it though its caller has given up. For one thread at a time.</summary>
    /// <returns>How often in a row that was seen; 0 where it is not so.</returns>
    public int Look()
    {
        var state = Volatile.Read(ref _state);
        _looks = state >> 16 != GivenUp ? default : _looks.Request == state ? (state, _looks.Times + 1) : (state, 1);
        return _looks.Times;
    }

    /// <summary>One of the two lets go.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool LetGo() => Interlocked.Decrement(ref _holders) == 0;

    public void Execute()
    {
        if (_failure is { } failure)
            _source.SetException(failure);
        else
            _source.SetResult(_answer!);
    }

    public WireMessage GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private bool TryMove(uint request, uint from, uint to)
    {
        var use = request >> 16;
        return Interlocked.CompareExchange(ref _state, (to << 16) | use, (from << 16) | use) == ((from << 16) | use);
    }

    /// <summary>
    /// Not on the thread that reads: what the caller does next is not its affair. The pool takes the object itself, and allocates nothing.
    /// </summary>
    private bool Complete(WireMessage? answer, Exception? failure)
    {
        (_answer, _failure) = (answer, failure);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }
}
