namespace Platform.RateLimiting.Ledger;

/// <summary>An account has reached a level that nobody was told of in its window.</summary>
internal readonly record struct LedgerWarning(int Account, int Percent, long Used, long Available)
{
    /// <summary>Adds each level that is reached and not told yet, and marks them as told.</summary>
    public static void Add(List<LedgerWarning> warnings, int index, LedgerAccount account, ref LedgerAccountState state)
    {
        if (account.WarnAtPercent.Length == 0)
            return;
        var available = account.Allowance + state.Carried;
        foreach (var percent in account.WarnAtPercent)
        {
            if (percent <= state.WarnedPercent || (Int128)state.Used * 100 < (Int128)available * percent)
                continue;
            warnings.Add(new LedgerWarning(index, percent, state.Used, available));
            state = state with { WarnedPercent = percent };
        }
    }
}
