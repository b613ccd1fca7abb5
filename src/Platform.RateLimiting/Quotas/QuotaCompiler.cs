namespace Platform.RateLimiting.Quotas;

/// <summary>Makes the quotas of a policy's plans from validated options. Calendars are shared by all of them.</summary>
internal sealed class QuotaCompiler
{
    private readonly RateLimitPolicyOptions _options;
    private readonly (string Name, QuotaOptions Options, QuotaCalendar Calendar)[] _quotas;

    public QuotaCompiler(RateLimitPolicyOptions options)
    {
        _options = options;
        _quotas = [.. options.Quotas.OrderBy(quota => quota.Key, StringComparer.Ordinal).Select(quota => (
            quota.Key,
            quota.Value,
            new QuotaCalendar(quota.Value.Period, TimeZoneInfo.FindSystemTimeZoneById(quota.Value.TimeZone), quota.Value.AnchorDay, quota.Value.AnchorMonth, quota.Value.WeekStart)))];
    }

    /// <param name="overrides">What a consumer has, before what its tier has.</param>
    public QuotaPlan? Compile(IDictionary<string, QuotaAllowanceOptions>[] overrides) => _quotas.Length == 0 ? null : new QuotaPlan(
        [.. _quotas.Select(quota => new Quota(
            quota.Name,
            quota.Options,
            quota.Calendar,
            overrides.Select(each => each.TryGetValue(quota.Name, out var own) ? own : null).FirstOrDefault(own => own is not null)))],
        // In shadow mode nothing is refused, so that each call is counted whatever is left: only the ledger can.
        isExact: _options.QuotaLeasePermits == 0 || _options.Shadow,
        _options.QuotaLeasePermits,
        _options.WhenLedgerUnavailable);
}
