using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Platform.Shared;

namespace Platform.RateLimiting.Gcra;

/// <summary>
/// The theoretical arrival times of the keys of one limit: a fixed table of slots in unmanaged memory, changed with compare and
/// swap alone. No timer, no sweep: a slot whose time lies in the past is free, and the next newcomer takes it.
/// </summary>
/// <remarks>
/// <para>A key has two buckets of eight slots, chosen by independent halves of its hash, and lies in the first unless that was
/// crowded when it came.</para>
/// <para>How threads agree. A slot's tag is written only by whoever swapped its time for <see cref="Claimed"/>. Who updates a key
/// reads the time, then the tag, and swaps the time: the swap fails if the slot changed hands in between, because a new owner's
/// time is always later than the expired one that it replaced. Newcomers with the same tag queue at one of a few spin locks, so
/// that a key never gets two slots.</para>
/// </remarks>
internal sealed unsafe class KeyTable
{
    public const int SlotsPerBucket = 8;

    /// <summary>Slots for each key that the table is meant for. At that filling fewer than one key in ten thousand finds no place (KeyTableTests).</summary>
    public const double SlotsPerKey = 1.35;

    /// <summary>The time of a slot that is changing hands.</summary>
    public const long Claimed = long.MinValue;

    /// <summary>
    /// From this filling on a newcomer looks whether its other bucket has more room. Later would leave more keys without a place
    /// (at 7 one in 500 of a full table), sooner would put more of them into their second bucket, which takes another fetch to find.
    /// </summary>
    private const int Crowded = 5;

    /// <summary>Of the words of a bucket every other one is a tag.</summary>
    private const uint TagLanes = 0x5555;

    private const int Locks = 64;
    private const int IntsPerCacheLine = 16;
    private const int SharedBuckets = 1024;
    private const int SampledBuckets = 1024;

    private readonly KeySlots _memory;
    private readonly KeySlot* _slots;
    private readonly ulong _buckets;
    private readonly GcraClock _clock;
    private readonly WhenFull _whenFull;
    private readonly int[] _locks = new int[Locks * IntsPerCacheLine];
    private readonly long[] _shared = new long[SharedBuckets];
    private long _sharedTakes;
    private long _evictions;

    public KeyTable(int keys, WhenFull whenFull, GcraClock clock)
    {
        Keys = keys;
        _buckets = Math.Max(2, (ulong)Math.Ceiling(keys * SlotsPerKey / SlotsPerBucket));
        _memory = new KeySlots((long)_buckets, SlotsPerBucket);
        _slots = _memory.First;
        _whenFull = whenFull;
        _clock = clock;
    }

    /// <summary>How many live keys the table is meant for.</summary>
    public int Keys { get; }

    public WhenFull WhenFull => _whenFull;

    public long Bytes => _memory.Bytes;

    /// <summary>The exact time.</summary>
    public long Now => _clock.Now;

    /// <summary>Decisions that a shared bucket made because a key had no place.</summary>
    public long SharedTakes => Volatile.Read(ref _sharedTakes);

    /// <summary>Keys that were put out for another.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Fetches what <see cref="TryTake(ulong, ref long, long, long, out long)"/> will look at first, while the caller still reads the clock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong tag)
    {
        if (!Sse.IsSupported)
            return;
        var bucket = Primary(tag);
        Sse.Prefetch0(bucket);
        Sse.Prefetch0(bucket + SlotsPerBucket / 2);
    }

    /// <summary>
    /// Takes <paramref name="increment"/> for a key, or refuses, where a time that is only about right tells enough. What a key owes
    /// that owes something already does not depend on the time, so the outcome and the word are those of the exact time.
    /// </summary>
    /// <param name="tag">The key's hash.</param>
    /// <param name="lately">The time, or up to <see cref="GcraClock.Lag"/> before it.</param>
    /// <param name="increment">The cost, in time.</param>
    /// <param name="tolerance">The time that pays for a whole burst; at least <paramref name="increment"/>.</param>
    /// <param name="sight">The key's theoretical arrival time after it was taken, or as it was seen; and where, if it has its slot in the first bucket.</param>
    /// <returns>What was decided.</returns>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AtOnce TryTakeAtOnce(ulong tag, long lately, long increment, long tolerance, out Sight sight)
    {
        if (tag == 0)
            tag = 1;
        var slot = FindIn(Primary(tag), tag);
        if (slot is null)
        {
            sight = default;
            return AtOnce.Unknown;
        }
        // The time before the tag, as everywhere: see the remarks of the class. One that is claimed lies far in the past.
        var seen = Volatile.Read(ref slot->Arrival);
        if (Volatile.Read(ref slot->Tag) != tag)
        {
            sight = default;
            return AtOnce.Unknown;
        }
        sight = new Sight(slot, seen);
        if (seen < lately + GcraClock.Lag)
            return AtOnce.Unknown;
        var next = seen + increment;
        if (next - lately > tolerance)
            return next - (lately + GcraClock.Lag) > tolerance ? AtOnce.Refused : AtOnce.Unknown;
        if (Interlocked.CompareExchange(ref slot->Arrival, next, seen) != seen)
            return AtOnce.Unknown;
        GC.KeepAlive(_memory);
        sight = new Sight(slot, next);
        return AtOnce.Taken;
    }

    /// <summary>Takes <paramref name="increment"/> for a key, if it conforms.</summary>
    /// <param name="tag">The key's hash.</param>
    /// <param name="now">The time of the request; for a key that had no slot, the later time at which it got one.</param>
    /// <param name="increment">The cost, in time.</param>
    /// <param name="tolerance">The time that pays for a whole burst; at least <paramref name="increment"/>.</param>
    /// <param name="arrival">The key's theoretical arrival time, after it was taken or as it stood against it.</param>
    /// <returns>Whether it was taken, and where. A refusal writes nothing.</returns>
    [HotPath]
    public Taken TryTake(ulong tag, ref long now, long increment, long tolerance, out long arrival)
    {
        if (tag == 0)
            tag = 1;
        var spin = default(SpinWait);
        Taken taken;
        while (true)
        {
            var slot = Find(tag);
            if (slot is null)
            {
                if (TryInsert(tag, ref now, increment, tolerance, out arrival, out taken))
                    break;
                continue;
            }

            var seen = Volatile.Read(ref slot->Arrival);
            if (seen == Claimed || Volatile.Read(ref slot->Tag) != tag)
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }
            if (!GcraRate.Conforms(seen, now, increment, tolerance, out var next))
            {
                (arrival, taken) = (seen, Taken.No);
                break;
            }
            if (Interlocked.CompareExchange(ref slot->Arrival, next, seen) == seen)
            {
                (arrival, taken) = (next, Taken.FromKey);
                break;
            }
        }
        GC.KeepAlive(_memory);
        return taken;
    }

    /// <inheritdoc cref="TryTake(ulong, ref long, long, long, out long)"/>
    public Taken TryTake(ulong tag, long now, long increment, long tolerance, out long arrival) => TryTake(tag, ref now, increment, tolerance, out arrival);

    /// <summary>The key's theoretical arrival time; in the past for one that has no slot.</summary>
    public long Read(ulong tag) => Look(tag).Arrival;

    /// <summary>The key's theoretical arrival time, and where it stands, for <see cref="TrySwap"/>.</summary>
    [HotPath]
    public Sight Look(ulong tag)
    {
        if (tag == 0)
            tag = 1;
        var spin = default(SpinWait);
        while (true)
        {
            var slot = Find(tag);
            if (slot is null)
                return new Sight(null, Volatile.Read(ref SharedOf(tag)));
            var seen = Volatile.Read(ref slot->Arrival);
            if (seen != Claimed && Volatile.Read(ref slot->Tag) == tag)
            {
                GC.KeepAlive(_memory);
                return new Sight(slot, seen);
            }
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Moves a key on from where it was seen.</summary>
    /// <returns>Whether it still stood there; it never does where it had no slot.</returns>
    [HotPath]
    public bool TrySwap(Sight sight, long arrival)
    {
        var swapped = sight.Slot is not null && sight.Arrival != Claimed && Interlocked.CompareExchange(ref sight.Slot->Arrival, arrival, sight.Arrival) == sight.Arrival;
        GC.KeepAlive(_memory);
        return swapped;
    }

    /// <summary>Takes a grant back that is still the last of its key: as if its cost had been less from the start.</summary>
    /// <param name="tag">The key's hash.</param>
    /// <param name="arrival">Where the grant left the key. The caller knows that nothing was refunded since, so the key can only have moved on from there.</param>
    /// <param name="amount">By how much less.</param>
    /// <returns>Whether it was the last.</returns>
    public bool TryUndo(ulong tag, long arrival, long amount)
    {
        if (tag == 0)
            tag = 1;
        var slot = Find(tag);
        var undone = slot is not null && Volatile.Read(ref slot->Arrival) == arrival && Volatile.Read(ref slot->Tag) == tag
            && Interlocked.CompareExchange(ref slot->Arrival, arrival - amount, arrival) == arrival;
        GC.KeepAlive(_memory);
        return undone;
    }

    /// <summary>Gives time back to a key: at most <paramref name="amount"/>, and at most what of <paramref name="owedUntil"/> is still to come.</summary>
    /// <returns>The time given back.</returns>
    /// <remarks>
    /// The clock is read after the word: when the swap succeeds nobody was admitted in between, so the refund happened at that
    /// time exactly, however long the thread was held up.
    /// </remarks>
    public long GiveBack(ulong tag, long owedUntil, long amount)
    {
        if (tag == 0)
            tag = 1;
        while (Find(tag) is var slot && slot is not null)
        {
            var seen = Volatile.Read(ref slot->Arrival);
            if (seen == Claimed || Volatile.Read(ref slot->Tag) != tag)
                continue;
            var credit = Math.Min(amount, owedUntil - _clock.Now);
            if (credit <= 0)
                return 0;
            if (Interlocked.CompareExchange(ref slot->Arrival, seen - credit, seen) == seen)
            {
                GC.KeepAlive(_memory);
                return credit;
            }
        }
        return 0;
    }

    /// <summary>Charges a key whether or not it conforms: what was used was used.</summary>
    /// <param name="tag">The key's hash.</param>
    /// <param name="amount">The cost, in time; at most <see cref="GcraRate.LargestDebt"/>.</param>
    public void Charge(ulong tag, long amount)
    {
        // The tolerance is beyond every debt, so the take conforms; a debt that is too large to count is cut, not overflown.
        var now = _clock.Now;
        var debt = Math.Max(0, Read(tag) - now);
        TryTake(tag, now, Math.Min(amount, GcraRate.LargestDebt - Math.Min(debt, GcraRate.LargestDebt)), long.MaxValue, out _);
    }

    /// <summary>Lets no key owe more than <paramref name="tolerance"/>: for limits that became tighter, so that nobody waits by the rules of yesterday.</summary>
    public void Cap(long tolerance)
    {
        for (var slot = _slots; slot < _slots + _buckets * SlotsPerBucket; slot++)
        {
            while (true)
            {
                var seen = Volatile.Read(ref slot->Arrival);
                // Read after the word, so it is no earlier than the time by which the word was written.
                var latest = _clock.Now + tolerance;
                if (seen <= latest || Interlocked.CompareExchange(ref slot->Arrival, latest, seen) == seen)
                    break;
            }
        }
        GC.KeepAlive(_memory);
    }

    /// <summary>How many keys owe something now, reckoned from a sample of the buckets.</summary>
    public long EstimateLiveKeys()
    {
        var now = _clock.Now;
        var sampled = Math.Min(_buckets, SampledBuckets);
        long live = 0;
        for (ulong i = 0; i < sampled; i++)
        {
            var bucket = _slots + _buckets * i / sampled * SlotsPerBucket;
            for (var slot = bucket; slot < bucket + SlotsPerBucket; slot++)
                live += Volatile.Read(ref slot->Arrival) > now ? 1 : 0;
        }
        GC.KeepAlive(_memory);
        return (long)(live * (double)_buckets / sampled);
    }

    private ref long SharedOf(ulong tag) => ref _shared[tag >> 8 & (SharedBuckets - 1)];

    private KeySlot* Primary(ulong tag) => _slots + Math.BigMul(tag, _buckets, out _) * SlotsPerBucket;

    private KeySlot* Secondary(ulong tag) => _slots + Math.BigMul(ulong.RotateLeft(tag, 32), _buckets, out _) * SlotsPerBucket;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KeySlot* Find(ulong tag)
    {
        var slot = FindIn(Primary(tag), tag);
        return slot is not null ? slot : FindIn(Secondary(tag), tag);
    }

    /// <summary>
    /// Compares all tags of a bucket at once. Without a loop there is no branch to guess wrong, which would make the processor wait
    /// for the memory before it goes on. Tags are looked at again before anything is made of them, so it does not matter that a
    /// vector is not read as one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static KeySlot* FindIn(KeySlot* bucket, ulong tag)
    {
        var wanted = Vector256.Create(tag);
        var words = (ulong*)bucket;
        var found = Vector256.Equals(Vector256.LoadAligned(words), wanted).ExtractMostSignificantBits()
            | Vector256.Equals(Vector256.LoadAligned(words + 4), wanted).ExtractMostSignificantBits() << 4
            | Vector256.Equals(Vector256.LoadAligned(words + 8), wanted).ExtractMostSignificantBits() << 8
            | Vector256.Equals(Vector256.LoadAligned(words + 12), wanted).ExtractMostSignificantBits() << 12;
        found &= TagLanes;
        return found == 0 ? null : bucket + (BitOperations.TrailingZeroCount(found) >> 1);
    }

    /// <summary>Gives a newcomer a slot.</summary>
    /// <returns><see langword="false"/> when another thread gave the key one meanwhile.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryInsert(ulong tag, ref long now, long increment, long tolerance, out long arrival, out Taken taken)
    {
        ref var entry = ref _locks[(int)(tag >> 16 & (Locks - 1)) * IntsPerCacheLine];
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref entry, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
        try
        {
            if (Find(tag) is not null)
            {
                (arrival, taken) = (0, Taken.No);
                return false;
            }

            // Read again: a thread that was held up since the request came may find its key's slot expired and taken over.
            now = Math.Max(now, _clock.Now);
            // Who may have taken from a shared bucket brings its debt along to its slot; else it would get a second burst.
            var start = Volatile.Read(ref SharedOf(tag));
            if (!GcraRate.Conforms(start, now, increment, tolerance, out var next))
                (arrival, taken) = (start, Taken.No);
            else if (TryPlace(tag, now, next))
                (arrival, taken) = (next, Taken.FromKey);
            else
                taken = TakeShared(ref SharedOf(tag), now, increment, tolerance, out arrival);
            return true;
        }
        finally
        {
            Volatile.Write(ref entry, 0);
        }
    }

    private bool TryPlace(ulong tag, long now, long arrival)
    {
        while (true)
        {
            var slot = Choose(tag, now, out var seen);
            if (slot is null)
            {
                if (_whenFull != WhenFull.EvictOldest)
                    return false;
                slot = Oldest(tag, out seen);
                if (slot is null)
                    continue;
            }
            if (Interlocked.CompareExchange(ref slot->Arrival, Claimed, seen) != seen)
                continue;
            if (seen >= now)
                Interlocked.Increment(ref _evictions);
            Volatile.Write(ref slot->Tag, tag);
            Volatile.Write(ref slot->Arrival, arrival);
            return true;
        }
    }

    private KeySlot* Choose(ulong tag, long now, out long seen)
    {
        var primary = FirstFree(Primary(tag), now, out seen, out var used);
        if (used < Crowded && primary is not null)
            return primary;
        var secondary = FirstFree(Secondary(tag), now, out var seenInSecondary, out var usedInSecondary);
        if (secondary is null || (primary is not null && used <= usedInSecondary))
            return primary;
        seen = seenInSecondary;
        return secondary;
    }

    private static KeySlot* FirstFree(KeySlot* bucket, long now, out long seen, out int used)
    {
        KeySlot* free = null;
        (seen, used) = (0, 0);
        for (var slot = bucket; slot < bucket + SlotsPerBucket; slot++)
        {
            var arrival = Volatile.Read(ref slot->Arrival);
            if (arrival >= now || arrival == Claimed)
                used++;
            else if (free is null)
            {
                free = slot;
                seen = arrival;
            }
        }
        return free;
    }

    private KeySlot* Oldest(ulong tag, out long seen)
    {
        KeySlot* oldest = null;
        seen = long.MaxValue;
        for (var bucket = 0; bucket < 2; bucket++)
        {
            var first = bucket == 0 ? Primary(tag) : Secondary(tag);
            for (var slot = first; slot < first + SlotsPerBucket; slot++)
            {
                var arrival = Volatile.Read(ref slot->Arrival);
                if (arrival != Claimed && arrival < seen)
                {
                    oldest = slot;
                    seen = arrival;
                }
            }
        }
        return oldest;
    }

    private Taken TakeShared(ref long shared, long now, long increment, long tolerance, out long arrival)
    {
        Interlocked.Increment(ref _sharedTakes);
        while (true)
        {
            var seen = Volatile.Read(ref shared);
            if (!GcraRate.Conforms(seen, now, increment, tolerance, out var next))
            {
                arrival = seen;
                return Taken.No;
            }
            if (Interlocked.CompareExchange(ref shared, next, seen) == seen)
            {
                arrival = next;
                return Taken.FromShared;
            }
        }
    }

    /// <summary>What was seen of a key.</summary>
    /// <param name="slot">Its slot, where it has one.</param>
    /// <param name="arrival">Its theoretical arrival time.</param>
    public readonly struct Sight(KeySlot* slot, long arrival)
    {
        public KeySlot* Slot { get; } = slot;

        public long Arrival { get; } = arrival;
    }
}
