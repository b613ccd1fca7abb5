namespace Platform.Encryption.Keys;

/// <summary>What a keyring adds to the ciphers of its keys: the time after which they stop, and the count of what did not open.</summary>
/// <remarks>
/// The sweeper zeroes keys whose time is over; but a timer may be late, and after that time the store may say that another key seals. So
/// sealing looks at the clocks itself: from then on nobody can bring another value under the old key. At both of them: a machine that
/// slept through that time finds it over when it wakes.
/// </remarks>
internal sealed class KeyUse
{
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly TimeSpan _length;
    private readonly long _timestamps;
    private long _until;
    private long _untilUtc;

    /// <param name="time">The clocks.</param>
    /// <param name="length">How long after a look-up keys are used.</param>
    /// <param name="telemetry">Counts.</param>
    public KeyUse(TimeProvider time, TimeSpan length, Telemetry telemetry)
    {
        _time = time;
        _telemetry = telemetry;
        _length = length;
        _timestamps = (long)Math.Min(length.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4d);
        Renew(Moment.Now(time));
    }

    public bool IsOver => _time.GetTimestamp() >= Volatile.Read(ref _until) || _time.GetUtcNow().UtcTicks >= Volatile.Read(ref _untilUtc);

    /// <summary>The store had these keys at this time.</summary>
    public void Renew(Moment moment)
    {
        Volatile.Write(ref _until, moment.Timestamp + _timestamps);
        Volatile.Write(ref _untilUtc, moment.Utc.UtcTicks + Math.Min(_length.Ticks, long.MaxValue / 4));
    }

    /// <exception cref="ObjectDisposedException">The keys were not looked up for too long.</exception>
    public void ThrowIfOver()
    {
        if (IsOver)
            throw new ObjectDisposedException(nameof(KeyLease), "The store has not confirmed these keys for too long. Take another lease.");
    }

    public void CountRefusal(OpenResult result) => _telemetry.NotOpened(result);
}
