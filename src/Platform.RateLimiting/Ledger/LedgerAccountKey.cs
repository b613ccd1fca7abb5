namespace Platform.RateLimiting.Ledger;

/// <summary>What identifies an account.</summary>
internal readonly record struct LedgerAccountKey(string Policy, string Quota, string Consumer, long WindowStart) : IComparable<LedgerAccountKey>
{
    /// <summary>One order for all processes, so that two that lock the same accounts do not wait for each other.</summary>
    public int CompareTo(LedgerAccountKey other)
    {
        var order = string.CompareOrdinal(Policy, other.Policy);
        order = order != 0 ? order : string.CompareOrdinal(Quota, other.Quota);
        order = order != 0 ? order : string.CompareOrdinal(Consumer, other.Consumer);
        return order != 0 ? order : WindowStart.CompareTo(other.WindowStart);
    }
}
