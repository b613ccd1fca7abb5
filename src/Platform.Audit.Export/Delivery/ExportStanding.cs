namespace Platform.Audit.Export.Delivery;

/// <summary>How an exporter stands, for whoever watches it. Written by its loop alone.</summary>
internal sealed class ExportStanding(string exporter)
{
    private long _lag = -1;
    private long _failingSince = long.MaxValue;
    private string? _stopped;

    public string Exporter => exporter;

    /// <summary>
    /// Records that it has not got rid of, as of its last look; <see langword="null"/> where it has not looked, because another process exports, or has
    /// stopped for good.
    /// </summary>
    public long? Lag => StoppedFor is null && Interlocked.Read(ref _lag) is >= 0 and var lag ? lag : null;

    /// <summary>Why it has stopped for good; <see langword="null"/> while it has not.</summary>
    public string? StoppedFor => Volatile.Read(ref _stopped);

    /// <summary>Since when attempts fail; <see langword="null"/> while they do not.</summary>
    public DateTimeOffset? FailingSince => Interlocked.Read(ref _failingSince) is not long.MaxValue and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Lags(long records) => Interlocked.Exchange(ref _lag, records);

    public void Failed(DateTimeOffset now) => Interlocked.CompareExchange(ref _failingSince, now.UtcTicks, long.MaxValue);

    public void Works() => Interlocked.Exchange(ref _failingSince, long.MaxValue);

    public void Stopped(string reason) => Volatile.Write(ref _stopped, reason);
}
