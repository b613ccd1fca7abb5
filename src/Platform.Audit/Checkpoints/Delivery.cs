using System.Diagnostics.CodeAnalysis;
using Platform.Shared;

namespace Platform.Audit.Checkpoints;

/// <summary>Brings checkpoints to one publisher, in a loop of its own: one that hangs holds up nobody but those who wait for it.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Whoever owns it stops it, asynchronously.")]
internal sealed class Delivery
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ICheckpointPublisher _publisher;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly Action _delivered;
    private readonly Action<Exception, bool> _failed;
    private readonly DemandLoop _loop;
    private readonly Lock _lock = new();
    private (long Size, byte[] Note) _offered = (0, []);
    private byte[] _given = [];
    private Task? _running;
    private long _size = -1;
    private bool _isFailing;

    public Delivery(ICheckpointPublisher publisher, TimeSpan deadline, TimeProvider time, Action delivered, Action<Exception, bool> failed)
    {
        (_publisher, _deadline, _time, _delivered, _failed) = (publisher, deadline, time, delivered, failed);
        _loop = new DemandLoop(StepAsync, time, LongestPause);
    }

    /// <summary>The size of the last checkpoint that has arrived; -1 before the first.</summary>
    public long Size => Interlocked.Read(ref _size);

    public bool IsFailing => Volatile.Read(ref _isFailing);

    public void Offer(long size, byte[] note)
    {
        lock (_lock)
            _offered = (size, note);
        _loop.Wake();
    }

    /// <summary>Waits until what was offered has arrived, until the deadline.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        await _loop.Completion.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a publisher throws, it is tried again.")]
    private async ValueTask<LoopStep> StepAsync()
    {
        (long Size, byte[] Note) offered;
        lock (_lock)
            offered = _offered;
        if (offered.Note.Length == 0 || offered.Note == _given)
            return LoopStep.Idle;
        try
        {
            // One that does not care for its token is not called again before it has come back.
            if (_running is { IsCompleted: false })
                await _running.WaitAsync(_deadline, _time, _loop.Stopping).ConfigureAwait(false);
            using var deadline = new CancellationTokenSource(_deadline, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _loop.Stopping);
            _running = PublishAsync(offered.Note, either.Token);
            await _running.WaitAsync(_deadline, _time, _loop.Stopping).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            var isFirst = !_isFailing;
            Volatile.Write(ref _isFailing, true);
            _failed(failure, isFirst);
            return LoopStep.Failed;
        }
        _given = offered.Note;
        Interlocked.Exchange(ref _size, offered.Size);
        Volatile.Write(ref _isFailing, false);
        _delivered();
        return LoopStep.Again;
    }

    private async Task PublishAsync(byte[] note, CancellationToken cancellationToken) => await _publisher.PublishAsync(note, cancellationToken).ConfigureAwait(false);
}
