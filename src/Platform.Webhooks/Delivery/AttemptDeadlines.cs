using System.Collections.Concurrent;

namespace Platform.Webhooks.Delivery;

/// <summary>
/// Deadlines of attempts. One that has not passed is used again, with its timer and its place for who waits: made anew they cost each attempt half a kilobyte
/// and the lock of the queue of
/// timers twice. Thread-safe.
/// </summary>
internal sealed class AttemptDeadlines(TimeProvider time)
{
    /// <summary>As many as a process may have attempts under way; more are made and let go.</summary>
    private const int MostKept = 1_024;

    private readonly ConcurrentQueue<CancellationTokenSource> _kept = [];

    public CancellationTokenSource Begin(TimeSpan timeout)
    {
        if (!_kept.TryDequeue(out var deadline))
            return new CancellationTokenSource(timeout, time);
        deadline.CancelAfter(timeout);
        return deadline;
    }

    /// <summary>Has it pass sooner.</summary>
    public static void Shorten(CancellationTokenSource deadline, TimeSpan rest) => deadline.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);

    /// <summary>Takes it back. Nobody may use it, or cancel it, after this.</summary>
    public void End(CancellationTokenSource deadline)
    {
        // One whose timer was ever due says no. On another clock than the system's the timer is not known to be stopped.
        if (ReferenceEquals(time, TimeProvider.System) && _kept.Count < MostKept && deadline.TryReset())
            _kept.Enqueue(deadline);
        else
            deadline.Dispose();
    }
}
