namespace Platform.RateLimiting.Quotas;

/// <summary>The quotas that hold for a consumer, and their windows now. Reckoned anew only when a window ends.</summary>
internal sealed class QuotaPlan(Quota[] quotas, bool isExact, long leasePermits, WhenLedgerUnavailable whenUnavailable)
{
    private QuotaWindows? _windows;

    public Quota[] Quotas { get; } = quotas;

    /// <summary>Whether each decision waits for the ledger.</summary>
    public bool IsExact { get; } = isExact;

    public long LeasePermits { get; } = leasePermits;

    public WhenLedgerUnavailable WhenUnavailable { get; } = whenUnavailable;

    public QuotaWindows WindowsAt(DateTimeOffset now)
    {
        var windows = Volatile.Read(ref _windows);
        if (windows is not null && windows.Hold(now.UtcTicks))
            return windows;
        windows = new QuotaWindows(Quotas, now);
        Volatile.Write(ref _windows, windows);
        return windows;
    }
}
