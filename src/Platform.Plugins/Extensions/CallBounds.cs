namespace Platform.Plugins.Extensions;

/// <summary>Whether a call may be made.</summary>
/// <param name="Refused">Why not; nothing where it may.</param>
/// <param name="Place">Its place, to be given back.</param>
/// <param name="Due">When the call in that place is overdue, as a timestamp.</param>
/// <param name="IsNews">Whether this is the first call that is refused since the quarantine began.</param>
internal readonly record struct CallEntry(ExtensionOutcome? Refused, int Place, long Due, bool IsNews)
{
    public static CallEntry Admitted(int place, long due) => new(null, place, due, false);

    public static CallEntry NotAdmitted(ExtensionOutcome refused, bool isNews = false) => new(refused, -1, 0, isNews);
}

/// <summary>
/// The calls of one version of a plugin that are under way, also those for which nobody waits any more: a call that never ends keeps its place, and so what a
/// plugin may take of the host's threads has an end. Safe for use by several threads.
/// </summary>
internal sealed class CallBounds(int most, int mostOverdue, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _waiters = new();

    /// <summary>When the call in each place is overdue, as a timestamp; nothing where the place is free.</summary>
    private readonly long?[] _due = new long?[most];
    private bool _isKnown;

    /// <summary>
    /// Whether as many calls are overdue as are allowed. It ends when they end, and is seen when somebody asks: nothing has to run for it.
    /// </summary>
    public bool IsQuarantined
    {
        get
        {
            lock (_lock)
                return CountOverdue() >= mostOverdue;
        }
    }

    /// <summary>Takes a place, and waits for one where all are taken.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public ValueTask<CallEntry> EnterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var due = time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
        Waiter waiter;
        lock (_lock)
        {
            if (CountOverdue() >= mostOverdue)
            {
                var isNews = !_isKnown;
                _isKnown = true;
                return new ValueTask<CallEntry>(CallEntry.NotAdmitted(ExtensionOutcome.Quarantined, isNews));
            }
            _isKnown = false;
            if (Array.FindIndex(_due, static each => each is null) is var place and >= 0)
            {
                _due[place] = due;
                return new ValueTask<CallEntry>(CallEntry.Admitted(place, due));
            }
            _waiters.Enqueue(waiter = new Waiter(due));
        }
        return new ValueTask<CallEntry>(WaitAsync(waiter, timeout, cancellationToken));
    }

    /// <summary>
    /// Nobody waits for a call any more. A timer may end a little before the clock by which calls are overdue has come so far, and the next call must not pass in between.
    /// </summary>
    public void GiveUp(CallEntry entry)
    {
        lock (_lock)
        {
            // It may have ended in the same moment, and its place be another's.
            if (_due[entry.Place] == entry.Due)
                _due[entry.Place] = Math.Min(entry.Due, time.GetTimestamp());
        }
    }

    /// <summary>Gives a place to whoever has waited longest, or back. In quarantine nobody waits on.</summary>
    public void Exit(int place)
    {
        lock (_lock)
        {
            _due[place] = null;
            var isQuarantined = CountOverdue() >= mostOverdue;
            while (_waiters.TryDequeue(out var waiter))
            {
                var entry = isQuarantined ? CallEntry.NotAdmitted(ExtensionOutcome.Quarantined) : CallEntry.Admitted(place, waiter.Due);
                if (!waiter.Entry.TrySetResult(entry) || isQuarantined)
                    continue;
                _due[place] = waiter.Due;
                return;
            }
        }
    }

    private async Task<CallEntry> WaitAsync(Waiter waiter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await waiter.Entry.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception given) when (given is TimeoutException or OperationCanceledException)
        {
            // A place that came in the same moment goes on to the next.
            if (!waiter.Entry.TrySetCanceled(CancellationToken.None) && await waiter.Entry.Task.ConfigureAwait(false) is { Refused: null } late)
                Exit(late.Place);
            return given is TimeoutException ? CallEntry.NotAdmitted(ExtensionOutcome.TimedOut) : throw new OperationCanceledException(cancellationToken);
        }
    }

    private int CountOverdue()
    {
        var (count, now) = (0, time.GetTimestamp());
        foreach (var due in _due)
            count += due <= now ? 1 : 0;
        return count;
    }

    private sealed class Waiter(long due)
    {
        public long Due { get; } = due;

        public TaskCompletionSource<CallEntry> Entry { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
