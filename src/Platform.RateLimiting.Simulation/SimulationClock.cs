using System.Diagnostics.CodeAnalysis;

namespace Platform.RateLimiting.Simulation;

/// <summary>
/// Virtual time: a <see cref="TimeProvider"/> whose time passes only from one scheduled action to the next. Whatever takes its time
/// from a TimeProvider (limits, timers, delays) runs on it, a day in a moment. Not thread-safe: one thread runs it.
/// </summary>
public sealed class SimulationClock : TimeProvider
{
    private readonly PriorityQueue<Scheduled, (long At, long Order)> _schedule = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;

    /// <summary>Makes a clock.</summary>
    /// <param name="start">What the wall clock shows at the beginning; left out, 1 January 2026.</param>
    public SimulationClock(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How much time has passed.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    internal long Now => _now;

    /// <inheritdoc />
    public override long GetTimestamp() => _now;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(_now);

    /// <summary>Has something done at a time.</summary>
    /// <param name="at">When, as time since the beginning; what is past is done next.</param>
    /// <param name="action">What.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is <see langword="null"/>.</exception>
    public void Schedule(TimeSpan at, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Schedule(at.Ticks, action);
    }

    /// <summary>Lets time pass, and does what is due on the way, in order of time and then of scheduling.</summary>
    /// <param name="until">Until when, as time since the beginning.</param>
    /// <param name="cancellationToken">Stops between two actions.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public void RunUntil(TimeSpan until, CancellationToken cancellationToken = default)
    {
        while (_schedule.TryPeek(out _, out var due) && due.At <= until.Ticks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = _schedule.Dequeue();
            _now = due.At;
            next.Run();
        }
        _now = Math.Max(_now, until.Ticks);
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Schedule(long at, Action action) => Enqueue(at, new Scheduled(action, null, null));

    /// <summary>The same for an action that needs something to work on, so that no closure is made for each of millions.</summary>
    internal void Schedule(long at, Action<object> action, object subject) => Enqueue(at, new Scheduled(null, action, subject));

    private void Enqueue(long at, Scheduled scheduled) => _schedule.Enqueue(scheduled, (Math.Max(at, _now), _order++));

    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    private readonly struct Scheduled(Action? action, Action<object>? actionOn, object? subject)
    {
        public void Run()
        {
            action?.Invoke();
            actionOn?.Invoke(subject!);
        }
    }

    private sealed class SimulatedTimer(SimulationClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _setting;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _setting++;
            _period = period;
            if (dueTime >= TimeSpan.Zero)
                Wait(_setting, dueTime);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Wait(long setting, TimeSpan time) => clock.Schedule(clock._now + time.Ticks, () => Fire(setting));

        private void Fire(long setting)
        {
            if (setting != _setting)
                return;
            if (_period > TimeSpan.Zero)
                Wait(setting, _period);
            callback(state);
        }
    }
}
