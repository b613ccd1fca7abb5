namespace Platform.RateLimiting.Ledger;

/// <summary>What is counted of one consumer for one window of one quota, and the terms that hold for it.</summary>
public sealed class LedgerAccount
{
    internal LedgerAccount(string policy, string consumer, Quotas.Quota quota, Quotas.QuotaWindow window)
    {
        (Policy, Quota, Consumer, Calendar) = (policy, quota.Name, consumer, quota.Calendar.Name);
        (WindowIndex, WindowStart, WindowEnd) = (window.Index, window.Start, window.End);
        (Allowance, Rollover, Overage, WarnAtPercent) = (quota.Allowance, quota.Rollover, quota.Overage, quota.WarnAtPercent);
    }

    /// <summary>The policy's name.</summary>
    public string Policy { get; }

    /// <summary>The quota's name.</summary>
    public string Quota { get; }

    /// <summary>The consumer: at most 200 characters, without control characters or broken surrogates. Case counts.</summary>
    public string Consumer { get; }

    /// <summary>The calendar. What is left of a window is carried only within one.</summary>
    public string Calendar { get; }

    /// <summary>The window's number in its calendar.</summary>
    public long WindowIndex { get; }

    /// <summary>The window's first instant, in whole seconds. With policy, quota and consumer it identifies the account.</summary>
    public DateTimeOffset WindowStart { get; }

    /// <summary>The first instant after the window.</summary>
    public DateTimeOffset WindowEnd { get; }

    /// <summary>Permits that the window gives.</summary>
    public long Allowance { get; }

    /// <summary>The most that is carried into the window.</summary>
    public long Rollover { get; }

    internal long Overage { get; }

    internal int[] WarnAtPercent { get; }

    internal LedgerAccountKey Key => new(Policy, Quota, Consumer, WindowStart.UtcTicks);

    /// <summary>What is carried into this window from an earlier one of the same calendar.</summary>
    /// <param name="earlierIndex">The number of the latest earlier window in which the consumer was seen.</param>
    /// <param name="earlierAllowance">What that one gave.</param>
    /// <param name="earlier">How it stands.</param>
    /// <returns>The permits, from 0 to <see cref="Rollover"/>. Windows in between were not used at all and left everything.</returns>
    public long CarriedFrom(long earlierIndex, long earlierAllowance, in LedgerAccountState earlier)
    {
        var unused = Int128.Max(0, (Int128)earlierAllowance + earlier.Carried - earlier.Used - earlier.Held);
        var between = Int128.Max(0, (Int128)WindowIndex - earlierIndex - 1);
        return (long)Int128.Min(Rollover, unused + between * Allowance);
    }
}
