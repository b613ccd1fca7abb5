using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.LedgerContract;

/// <summary>A ledger in a dictionary, one entry after the other, windows walked through one by one.</summary>
internal sealed class NaiveLedger
{
    private readonly Dictionary<(string Quota, string Consumer, long Index), (long Carried, long Used, long Held, long Allowance)> _accounts = [];

    public Dictionary<string, long> Usage { get; } = [];

    public (long Granted, int Refusals, string Standings) Decide(LedgerEntry entry)
    {
        foreach (var account in entry.Accounts)
            Open(account);
        var free = entry.Accounts.Select(account => Of(account) is var it ? it.Allowance + account.Overage + it.Carried - it.Used - it.Held : 0).ToArray();
        var (granted, refusals) = (0L, 0);
        switch (entry.Kind)
        {
            case LedgerEntryKind.Take:
                for (var i = 0; i < free.Length; i++)
                    refusals |= Math.Max(1, entry.Amount) > free[i] ? 1 << i : 0;
                granted = refusals == 0 || entry.IsForced ? entry.Amount : 0;
                Add(entry, granted, 0);
                break;
            case LedgerEntryKind.Lease:
                granted = Math.Min(entry.Amount, Math.Max(0, free.Min()) / 8);
                Add(entry, 0, granted);
                break;
            default:
                granted = entry.Amount;
                Add(entry, granted, 0);
                break;
        }
        if (entry.Kind != LedgerEntryKind.Lease)
            Usage[entry.Accounts[0].Consumer] = Usage.GetValueOrDefault(entry.Accounts[0].Consumer) + granted;
        return (granted, refusals, string.Join(",", entry.Accounts.Select(account => Of(account) is var it ? $"{it.Used + it.Held}+{it.Carried}" : "")));
    }

    private (long Carried, long Used, long Held, long Allowance) Of(LedgerAccount account) => _accounts[(account.Quota, account.Consumer, account.WindowIndex)];

    private void Open(LedgerAccount account)
    {
        if (_accounts.ContainsKey((account.Quota, account.Consumer, account.WindowIndex)))
            return;
        // From the latest window that was seen, a window at a time.
        long carried = 0;
        var seen = _accounts.Keys.Where(key => key.Quota == account.Quota && key.Consumer == account.Consumer && key.Index < account.WindowIndex).Select(key => key.Index).DefaultIfEmpty(-1).Max();
        if (seen >= 0)
        {
            var last = _accounts[(account.Quota, account.Consumer, seen)];
            carried = Math.Min(account.Rollover, Math.Max(0, last.Allowance + last.Carried - last.Used - last.Held));
            for (var window = seen + 1; window < account.WindowIndex; window++)
                carried = Math.Min(account.Rollover, account.Allowance + carried);
        }
        _accounts[(account.Quota, account.Consumer, account.WindowIndex)] = (carried, 0, 0, account.Allowance);
    }

    private void Add(LedgerEntry entry, long used, long held)
    {
        foreach (var account in entry.Accounts)
        {
            var it = Of(account);
            _accounts[(account.Quota, account.Consumer, account.WindowIndex)] = it with { Used = Math.Max(0, it.Used + used), Held = it.Held + held };
        }
    }
}
