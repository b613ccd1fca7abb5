namespace Platform.RateLimiting.Quotas;

/// <summary>A quota, ready to decide: its calendar is the policy's, its amounts those of a tier or a consumer.</summary>
internal sealed class Quota(string name, QuotaOptions options, QuotaCalendar calendar, QuotaAllowanceOptions? own)
{
    public string Name { get; } = name;

    public QuotaPeriod Period { get; } = options.Period;

    public QuotaCalendar Calendar { get; } = calendar;

    public long Allowance { get; } = own?.Allowance ?? options.Allowance;

    public long Rollover { get; } = own?.Rollover ?? options.Rollover;

    public long Overage { get; } = own?.Overage ?? options.Overage;

    public int[] WarnAtPercent { get; } = [.. options.WarnAtPercent.Order()];

    /// <summary>The most that a window can ever give.</summary>
    public long Most => Allowance + Rollover + Overage;
}
