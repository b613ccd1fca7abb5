namespace Platform.RateLimiting.Gcra;

/// <summary>Gives back what a grant did not use, and never more than is still owed for it.</summary>
/// <remarks>
/// <para>Debts are paid off in the order in which they were made. A grant that left its key at time <c>a</c> is paid off at
/// <c>a</c>, or earlier by as much as was refunded since to grants in front of it; what may still be given back is the time from
/// now until then. Without the refunds in front, two grants of one key would be credited for the same stretch of time.</para>
/// <para>Refunds are kept for groups of keys, which their hashes assign: a sum, and the last few one by one, with key and
/// position. Who finds all refunds since its grant among those counts exactly the ones in front of it. Who does not, because there
/// were too many or because its grant was taken without the lock and has no position, counts what it cannot tell as in front: then the
/// credit is too small, never too large. A grant that still is the last of its key needs none of this: it is undone.</para>
/// <para>The order of steps matters. A refund takes the lock of its group, lowers the word, then adds to the sum; a grant reads
/// the sum before it raises the word. So no refund after a grant is missed by it.</para>
/// </remarks>
internal sealed class RefundLedger(KeyTable table)
{
    private const int Groups = 4096;
    private const int Remembered = 32;

    private readonly Group[] _groups = new Group[Groups];

    /// <summary>What had been refunded; a grant that may have to be undone at once notes it before it takes.</summary>
    public RefundNote Note(ulong tag)
    {
        ref var group = ref GroupOf(tag);
        return new RefundNote(Volatile.Read(ref group.Refunded), Volatile.Read(ref group.Count), RefundNote.NoPosition);
    }

    /// <summary>Takes for a reservation: with a position among those of its key.</summary>
    public Grant Take(ulong tag, ref long now, long increment, long tolerance)
    {
        ref var group = ref GroupOf(tag);
        Enter(ref group);
        try
        {
            var taken = table.TryTake(tag, ref now, increment, tolerance, out var arrival);
            return new Grant { Taken = taken, Arrival = arrival, Note = new RefundNote(group.Refunded, group.Count, arrival + group.Refunded) };
        }
        finally
        {
            Volatile.Write(ref group.Locked, 0);
        }
    }

    /// <summary>Gives back at most <paramref name="amount"/> of a grant.</summary>
    /// <param name="tag">The key's hash.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="amount">The time to give back.</param>
    public void Refund(ulong tag, in Grant grant, long amount)
    {
        ref var group = ref GroupOf(tag);
        Enter(ref group);
        try
        {
            if (group.Count == grant.Note.Count && table.TryUndo(tag, grant.Arrival, amount))
                return;
            var credit = table.GiveBack(tag, grant.Arrival - InFront(group, tag, grant.Note), amount);
            if (credit == 0)
                return;
            (group.Recent ??= new Entry[Remembered])[group.Count % Remembered] = new Entry(tag, grant.Note.Position, credit);
            Volatile.Write(ref group.Refunded, group.Refunded + credit);
            Volatile.Write(ref group.Count, group.Count + 1);
        }
        finally
        {
            Volatile.Write(ref group.Locked, 0);
        }
    }

    private static long InFront(in Group group, ulong tag, RefundNote note)
    {
        var since = group.Refunded - note.Refunded;
        if (note.Position == RefundNote.NoPosition)
            return since;
        long behindOrOther = 0;
        for (var number = Math.Max(note.Count, group.Count - Remembered); number < group.Count; number++)
        {
            ref var entry = ref group.Recent![number % Remembered];
            if (entry.Tag != tag || entry.Position > note.Position)
                behindOrOther += entry.Amount;
        }
        return since - behindOrOther;
    }

    private static void Enter(ref Group group)
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref group.Locked, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private ref Group GroupOf(ulong tag) => ref _groups[tag & (Groups - 1)];

    private struct Group
    {
        public long Refunded;
        public long Count;
        public Entry[]? Recent;
        public int Locked;
    }

    private readonly record struct Entry(ulong Tag, long Position, long Amount);
}
