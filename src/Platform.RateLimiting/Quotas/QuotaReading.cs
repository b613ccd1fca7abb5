namespace Platform.RateLimiting;

/// <summary>How one quota stood for a key when a decision was made.</summary>
/// <param name="Quota">The quota's name.</param>
/// <param name="Allowance">Permits that each window gives this key.</param>
/// <param name="Carried">Permits carried into this window from the one before.</param>
/// <param name="Overage">Permits that may be taken beyond both.</param>
/// <param name="Used">Permits used in this window, after this decision. What other processes hold as leases counts as used.</param>
/// <param name="WindowStart">The first instant of the window.</param>
/// <param name="WindowEnd">The first instant after it, when the quota begins anew.</param>
/// <param name="ResetAfter">The time until then.</param>
/// <param name="RetryAfter">The time until the same cost is admitted by this quota: zero when it is now, the end of the window otherwise. <see langword="null"/> when it never is, because the cost is more than a window can give.</param>
public readonly record struct QuotaReading(
    string Quota, long Allowance, long Carried, long Overage, long Used, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, TimeSpan ResetAfter, TimeSpan? RetryAfter)
{
    /// <summary>Permits left of the allowance and what was carried; overage is not counted, so it is 0 while that is being used.</summary>
    public long Remaining => Math.Max(0, Allowance + Carried - Used);

    /// <summary>Permits taken beyond the allowance and what was carried.</summary>
    public long OverageUsed => Math.Max(0, Used - Allowance - Carried);
}
