namespace Platform.Encryption.Keys;

/// <summary>What a keyring adds to the ciphers of its keys: the time after which they stop, and the count of what did not open.</summary>
/// <remarks>
/// The sweeper zeroes keys whose time is over; but a timer may be late, and after that time the store may say that another key seals. So
/// sealing looks at the clock itself: from then on nobody can bring another value under the old key.
/// </remarks>
internal sealed class KeyUse
{
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly long _length;
    private long _until;

    /// <param name="time">The clock.</param>
    /// <param name="length">How long after a look-up keys are used.</param>
    /// <param name="telemetry">Counts.</param>
    public KeyUse(TimeProvider time, TimeSpan length, Telemetry telemetry)
    {
        _time = time;
        _telemetry = telemetry;
        _length = (long)Math.Min(length.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4d);
        Renew(time.GetTimestamp());
    }

    public bool IsOver => _time.GetTimestamp() >= Volatile.Read(ref _until);

    /// <summary>The store had these keys at this time.</summary>
    public void Renew(long timestamp) => Volatile.Write(ref _until, timestamp + _length);

    /// <exception cref="ObjectDisposedException">The keys were not looked up for too long.</exception>
    public void ThrowIfOver()
    {
        if (IsOver)
            throw new ObjectDisposedException(nameof(KeyLease), "The store has not confirmed these keys for too long. Take another lease.");
    }

    public void CountRefusal(OpenResult result) => _telemetry.NotOpened(result);
}
