namespace Platform.RateLimiting.Quotas;

/// <summary>The windows of all quotas of a plan at the same time, up to the moment when the first of them ends.</summary>
internal sealed class QuotaWindows
{
    private readonly long _from;
    private readonly long _until;
    private object? _face;

    public QuotaWindows(Quota[] quotas, DateTimeOffset now)
    {
        Quotas = quotas;
        Windows = [.. quotas.Select(quota => quota.Calendar.WindowAt(now))];
        _from = Windows.Max(window => window.Start.UtcTicks);
        _until = Windows.Min(window => window.End.UtcTicks);
    }

    public Quota[] Quotas { get; }

    public QuotaWindow[] Windows { get; }

    /// <summary>The last instant at which all of them hold.</summary>
    public DateTimeOffset Last => new(_until - 1, TimeSpan.Zero);

    public bool Hold(long utcTicks) => utcTicks >= _from && utcTicks < _until;

    /// <summary>Something that a face made from the windows, once.</summary>
    public TFace Face<TFace>(Func<QuotaWindows, TFace> make)
        where TFace : class
    {
        if (Volatile.Read(ref _face) is TFace known)
            return known;
        var made = make(this);
        Volatile.Write(ref _face, made);
        return made;
    }
}
