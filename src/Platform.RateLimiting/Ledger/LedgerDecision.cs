namespace Platform.RateLimiting.Ledger;

/// <summary>Decides one entry on the accounts as they stand. Pure arithmetic; no sum can overflow.</summary>
internal static class LedgerDecision
{
    /// <summary>Amounts of options are at most this, the largest integer of a structured field (RFC 9651, section 3.3.1), and what is used is cut at four times it: sums stay far below 2^63.</summary>
    public const long LargestAmount = 999_999_999_999_999;

    private const long MostUsed = 4 * LargestAmount;

    public static void Decide(LedgerEntry entry, Span<LedgerAccountState> states)
    {
        entry.Refusals = 0;
        switch (entry.Kind)
        {
            case LedgerEntryKind.Take:
                Take(entry, states);
                break;
            case LedgerEntryKind.Lease:
                Lease(entry, states);
                break;
            case LedgerEntryKind.Return:
                entry.Granted = entry.Amount;
                Add(entry, states, entry.Amount, -Bounded(entry.Amount + entry.Released));
                break;
            default:
                entry.Granted = entry.Amount;
                Add(entry, states, entry.Amount, 0);
                break;
        }
        WriteStandings(entry, states);
    }

    public static void WriteStandings(LedgerEntry entry, ReadOnlySpan<LedgerAccountState> states)
    {
        for (var i = 0; i < entry.Accounts.Length; i++)
        {
            var state = states[entry.Indexes[i]];
            entry.Standings[i].Used = state.Used + state.Held;
            entry.Standings[i].Carried = state.Carried;
        }
    }

    private static void Take(LedgerEntry entry, Span<LedgerAccountState> states)
    {
        for (var i = 0; i < entry.Accounts.Length; i++)
        {
            // A cost of nothing asks whether one could be taken.
            if (Math.Max(1, entry.Amount) > Free(entry.Accounts[i], states[entry.Indexes[i]]))
                entry.Refusals |= 1 << i;
        }
        entry.Granted = entry.Refusals == 0 || entry.IsForced ? entry.Amount : 0;
        Add(entry, states, entry.Granted, 0);
    }

    /// <summary>
    /// Never more than an eighth of what is free, so that near the end of an allowance no process sits on what another could use.
    /// </summary>
    private static void Lease(LedgerEntry entry, Span<LedgerAccountState> states)
    {
        var granted = entry.Amount;
        for (var i = 0; i < entry.Accounts.Length; i++)
            granted = Math.Min(granted, Math.Max(0, Free(entry.Accounts[i], states[entry.Indexes[i]])) / 8);
        entry.Granted = granted;
        Add(entry, states, 0, granted);
    }

    private static long Free(LedgerAccount account, in LedgerAccountState state) => account.Allowance + account.Overage + state.Carried - state.Used - state.Held;

    private static void Add(LedgerEntry entry, Span<LedgerAccountState> states, long used, long held)
    {
        foreach (var index in entry.Indexes)
            states[index] = states[index] with { Used = Sum(states[index].Used, used), Held = Sum(states[index].Held, held) };
    }

    private static long Sum(long value, long change) => Math.Clamp(value + Bounded(change), 0, MostUsed);

    public static long Bounded(long amount) => Math.Clamp(amount, -MostUsed, MostUsed);
}
