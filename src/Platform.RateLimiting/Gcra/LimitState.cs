namespace Platform.RateLimiting.Gcra;

/// <summary>What a limit remembers. It outlives the policy's settings: a reload makes new limits and keeps their state.</summary>
internal sealed class LimitState(KeyTable table)
{
    private RefundLedger? _refunds;

    public KeyTable Table { get; } = table;

    /// <summary>Made when it is first needed: most limits never see a refund.</summary>
    private RefundLedger Refunds =>
        Volatile.Read(ref _refunds) ?? Interlocked.CompareExchange(ref _refunds, new RefundLedger(Table), null) ?? _refunds;

    /// <summary>Takes a cost that may have to be undone at once, from where the key was seen to conform.</summary>
    public void Take(ulong tag, KeyTable.Sight sight, long next, ref long now, long increment, long tolerance, out Grant grant)
    {
        // First the note, then the take: see the ledger. Written in place: a copy would wait for its parts.
        var refunds = Volatile.Read(ref _refunds);
        if (refunds is null)
            grant.Note = RefundNote.None;
        else
            grant.Note = refunds.Note(tag);
        if (Table.TrySwap(sight, next))
        {
            grant.Taken = Taken.FromKey;
            grant.Arrival = next;
            return;
        }
        // The time by which the key was seen to conform may be only about right.
        now = Math.Max(now, Table.Now);
        grant.Taken = Table.TryTake(tag, ref now, increment, tolerance, out grant.Arrival);
    }

    /// <summary>Takes a cost that will be settled.</summary>
    public Grant Reserve(ulong tag, ref long now, long increment, long tolerance) => Refunds.Take(tag, ref now, increment, tolerance);

    /// <summary>Gives time back, as far as it is still owed.</summary>
    public void GiveBack(ulong tag, in Grant grant, long amount)
    {
        if (grant.Taken == Taken.FromKey)
            Refunds.Refund(tag, grant, amount);
    }
}
