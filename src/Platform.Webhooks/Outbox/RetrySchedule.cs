namespace Platform.Webhooks.Outbox;

/// <summary>When a failed attempt is followed by the next: a list of waits, each spread at random so that what failed together does not come back together. Immutable.</summary>
public sealed class RetrySchedule
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly TimeSpan[] _waits;

    /// <summary>Makes a schedule.</summary>
    /// <param name="waits">What is waited after the first failure, the second, and so on. After as many failures and one more the event is given up.</param>
    /// <exception cref="ArgumentException">A wait is negative or longer than 30 days, or there are more than 100.</exception>
    public RetrySchedule(params ReadOnlySpan<TimeSpan> waits)
    {
        if (waits.Length > 100)
            throw new ArgumentException("A schedule has at most 100 waits.", nameof(waits));
        foreach (var wait in waits)
        {
            if (wait < TimeSpan.Zero || wait > LongestWait)
                throw new ArgumentException($"A wait is between nothing and {LongestWait}, not {wait}.", nameof(waits));
        }
        _waits = waits.ToArray();
    }

    /// <summary>The schedule of Standard Webhooks 1.0.0: at once, then after 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours. Ten attempts over three days.</summary>
    public static RetrySchedule Standard { get; } = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24));

    /// <summary>How many attempts are made in all.</summary>
    public int Attempts => _waits.Length + 1;

    /// <summary>How long it can take from the first attempt to the last, with every wait at its longest.</summary>
    internal TimeSpan Longest => TimeSpan.FromTicks(_waits.Sum(static wait => wait.Ticks)) * 1.2;

    /// <summary>The same schedule without waits beyond a longest: as many attempts, sooner.</summary>
    /// <param name="longest">The longest wait, before it is spread at random.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentException"><paramref name="longest"/> is negative or more than 30 days.</exception>
    public RetrySchedule AtMost(TimeSpan longest) => new([.. _waits.Select(wait => wait < longest ? wait : longest)]);

    /// <summary>What is waited after a failure.</summary>
    /// <param name="attempt">Which attempt failed: 1 for the first.</param>
    /// <param name="random">A number from 0 up to but not 1: the wait is 0.8 times the one in the schedule at 0, and 1.2 times at 1.</param>
    /// <returns>The wait, or <see langword="null"/> when it was the last attempt.</returns>
    public TimeSpan? After(int attempt, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(random, 1);
        return attempt > _waits.Length ? null : _waits[attempt - 1] * (0.8 + (0.4 * random));
    }
}
