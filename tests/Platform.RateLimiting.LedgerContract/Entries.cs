using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.LedgerContract;

/// <summary>Accounts, entries and batches as a process makes them.</summary>
internal sealed class Entries(string writer)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private long _sequence;

    public static Quota Day(long allowance, long rollover = 0, long overage = 0, params int[] levels) => Make("daily", QuotaPeriod.Day, allowance, rollover, overage, levels);

    public static Quota Month(long allowance, long rollover = 0, long overage = 0, params int[] levels) => Make("monthly", QuotaPeriod.Month, allowance, rollover, overage, levels);

    public static LedgerAccount[] Accounts(DateTimeOffset at, string consumer, params Quota[] quotas) => Accounts("api", at, consumer, quotas);

    public static LedgerAccount[] Accounts(string policy, DateTimeOffset at, string consumer, params Quota[] quotas) =>
        [.. quotas.Select(quota => new LedgerAccount(policy, consumer, quota, quota.Calendar.WindowAt(at)))];

    public static LedgerEntry Take(LedgerAccount[] accounts, long cost, DateTimeOffset? at = null, bool isForced = false) => new(LedgerEntryKind.Take, accounts, cost, at ?? Start) { IsForced = isForced };

    public static LedgerEntry Charge(LedgerAccount[] accounts, long amount, DateTimeOffset? at = null) => new(LedgerEntryKind.Charge, accounts, amount, at ?? Start);

    public static LedgerEntry Lease(LedgerAccount[] accounts, long permits, DateTimeOffset? at = null) => new(LedgerEntryKind.Lease, accounts, permits, at ?? Start);

    public static LedgerEntry Return(LedgerAccount[] accounts, long used, long released, DateTimeOffset? at = null) => new(LedgerEntryKind.Return, accounts, used, at ?? Start) { Released = released };

    public LedgerBatch Batch(params LedgerEntry[] entries) => new(writer, ++_sequence, entries.Length == 0 ? Start : entries.Max(entry => entry.At), entries);

    /// <summary>The same batch as a process makes it that does not know whether the first was committed.</summary>
    public LedgerBatch Again(params LedgerEntry[] entries) => new(writer, _sequence, Start, entries);

    private static Quota Make(string name, QuotaPeriod period, long allowance, long rollover, long overage, int[] levels)
    {
        var options = new QuotaOptions { Allowance = allowance, Period = period, Rollover = rollover, Overage = overage };
        options.WarnAt(levels);
        return new Quota(name, options, new QuotaCalendar(period, TimeZoneInfo.Utc), own: null);
    }
}
