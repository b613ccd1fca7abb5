namespace Platform.Errors.Resilience;

/// <summary>
/// A token bucket that calls and time fill and retries empty, in millionths of a retry. Lock-free: a call adds with one instruction. What it adds beyond the
/// capacity is cut off by the next withdrawal, which gives the same as cutting at once, because in between nothing is taken out.
/// </summary>
/// <param name="options">The sizes.</param>
/// <param name="ticksPerSecond">The unit of time.</param>
/// <param name="now">The time at which the bucket is full.</param>
internal sealed class RetryBudget(RetryBudgetOptions options, long ticksPerSecond, long now)
{
    private const long Retry = 1_000_000;

    private readonly long _capacity = options.Burst * Retry;
    private readonly long _perCall = (long)(options.Ratio * Retry);
    private readonly double _perTick = options.MinimumPerSecond * Retry / ticksPerSecond;
    private readonly Lock _lock = new();
    private long _balance = options.Burst * Retry;
    private long _filledAt = now;

    /// <summary>How many retries are left, without what time has earned since the last withdrawal.</summary>
    public double Left => Math.Min(Volatile.Read(ref _balance), _capacity) / (double)Retry;

    /// <summary>A call was made.</summary>
    public void Deposit() => Interlocked.Add(ref _balance, _perCall);

    /// <summary>Takes one retry out.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryWithdraw(long now)
    {
        lock (_lock)
        {
            var earned = EarnedBy(now);
            while (true)
            {
                var balance = Volatile.Read(ref _balance);
                var filled = Math.Min(balance + earned, _capacity);
                var isGranted = filled >= Retry;
                if (Interlocked.CompareExchange(ref _balance, isGranted ? filled - Retry : filled, balance) == balance)
                    return isGranted;
            }
        }
    }

    /// <summary>What is less than a millionth stays in the time that has not been counted yet, so that frequent questions lose nothing.</summary>
    private long EarnedBy(long now)
    {
        var elapsed = now - _filledAt;
        var earned = elapsed <= 0 ? 0 : (long)Math.Min(elapsed * _perTick, _capacity);
        if (earned > 0)
            _filledAt = earned == _capacity ? now : _filledAt + Math.Min(elapsed, (long)Math.Ceiling(earned / _perTick));
        return earned;
    }
}
