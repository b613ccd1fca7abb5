using Platform.Shared;

namespace Platform.RateLimiting.Adaptive.Behavior;

/// <summary>
/// The consumers of a policy that are kept in mind, in fixed memory: sets of eight, each with a lock of its own. A newcomer takes the place of the one in its set that was not heard for
/// longest, among those without a restriction as long as there is one.
/// </summary>
internal sealed class BehaviorTable
{
    private const int Ways = 8;

    private readonly Set[] _sets;
    private readonly Lock _overallLock = new();
    private BehaviorRules _rules;
    private BehaviorRecord _overall;
    private int _changed;
    private double _meanCost;

    public BehaviorTable(RateLimitBehaviorOptions options)
    {
        _rules = new BehaviorRules(options);
        _sets = [.. Enumerable.Range(0, Math.Max(1, (options.ConsumerCapacity + Ways - 1) / Ways)).Select(_ => new Set())];
    }

    /// <summary>The rules in force; exchanged when the policy's options change.</summary>
    public BehaviorRules Rules
    {
        get => Volatile.Read(ref _rules);
        set => Volatile.Write(ref _rules, value);
    }

    /// <summary>How many consumers have a factor other than 1.</summary>
    public int Changed => Volatile.Read(ref _changed);

    /// <summary>What the limits of a consumer are multiplied by; 1 for all while nobody stands out, which costs nothing to know.</summary>
    /// <param name="tag">The consumer's hash.</param>
    /// <param name="now">The time in ticks.</param>
    [HotPath]
    public double FactorOf(ulong tag, long now)
    {
        var rules = Rules;
        if (Changed == 0 || rules.IsShadow)
            return 1;
        var set = SetOf(tag);
        lock (set)
        {
            var place = set.Find(tag);
            if (place < 0 || set.Records[place].Step == 0)
                return 1;
            ref var record = ref set.Records[place];
            if (record.Step > 0 && now >= rules.NextReview(record))
                Review(rules, ref record, now);
            return rules.FactorOf(record.Step);
        }
    }

    /// <summary>Counts a call of a consumer.</summary>
    /// <returns>By how many steps its factor moved, and for what.</returns>
    [HotPath]
    public (int Moved, ConsumerBehaviorReason Reason) Count(ulong tag, in RateLimitKey key, long now, ConsumerCallOutcome outcome, double cost)
    {
        var rules = Rules;
        CountOverall(rules, now, outcome, cost);
        var set = SetOf(tag);
        lock (set)
        {
            var place = set.Find(tag);
            if (place < 0)
                place = Claim(set, tag);
            ref var record = ref set.Records[place];
            rules.Count(ref record, now, outcome, outcome == ConsumerCallOutcome.Refused ? 0 : cost);
            var moved = Review(rules, ref record, now, isCall: true);
            // Put into words only when there is something to say of it.
            if (moved != 0)
                set.Names[place] ??= NameOf(key);
            return (moved, record.Reason);
        }
    }

    public bool TryGet(ulong tag, long now, out BehaviorRecord record)
    {
        var set = SetOf(tag);
        lock (set)
        {
            var place = set.Find(tag);
            record = place < 0 ? default : set.Records[place];
            if (place < 0)
                return false;
            Review(Rules, ref set.Records[place], now);
            record = set.Records[place];
            return true;
        }
    }

    /// <summary>Those whose factor is not 1, the lowest first.</summary>
    public List<(string Name, BehaviorRecord Record)> AllChanged(long now)
    {
        List<(string Name, BehaviorRecord Record)> all = [];
        foreach (var set in _sets)
        {
            lock (set)
            {
                for (var i = 0; i < Ways; i++)
                {
                    if (set.Records[i].Step == 0)
                        continue;
                    Review(Rules, ref set.Records[i], now);
                    if (set.Records[i].Step != 0)
                        all.Add((set.Names[i] ?? "", set.Records[i]));
                }
            }
        }
        return [.. all.OrderByDescending(each => each.Record.Step).ThenBy(each => each.Name, StringComparer.Ordinal)];
    }

    private static string NameOf(in RateLimitKey key) => key.ToString();

    private void CountOverall(BehaviorRules rules, long now, ConsumerCallOutcome outcome, double cost)
    {
        if (outcome == ConsumerCallOutcome.Refused)
            return;
        lock (_overallLock)
        {
            rules.Count(ref _overall, now, outcome, cost);
            Volatile.Write(ref _meanCost, _overall.Cost / _overall.Calls);
        }
    }

    private int Review(BehaviorRules rules, ref BehaviorRecord record, long now, bool isCall = false)
    {
        var before = record.Step;
        var moved = rules.Review(ref record, now, Volatile.Read(ref _meanCost), isCall);
        if ((before == 0) != (record.Step == 0))
            Interlocked.Add(ref _changed, before == 0 ? 1 : -1);
        return moved;
    }

    private int Claim(Set set, ulong tag)
    {
        var victim = 0;
        for (var i = 1; i < Ways; i++)
        {
            var (one, other) = (set.Records[i], set.Records[victim]);
            if ((one.Step > 0) != (other.Step > 0) ? one.Step <= 0 : one.At < other.At)
                victim = i;
        }
        if (set.Records[victim].Step != 0)
            Interlocked.Decrement(ref _changed);
        set.Tags[victim] = tag;
        set.Records[victim] = default;
        set.Names[victim] = null;
        return victim;
    }

    private Set SetOf(ulong tag) => _sets[(uint)((tag >> 32) * (ulong)_sets.Length >> 32)];

    private sealed class Set
    {
        public ulong[] Tags { get; } = new ulong[Ways];

        public BehaviorRecord[] Records { get; } = new BehaviorRecord[Ways];

        public string?[] Names { get; } = new string?[Ways];

        public int Find(ulong tag)
        {
            var place = Tags.AsSpan().IndexOf(tag);
            return place >= 0 && Records[place].At != 0 ? place : -1;
        }
    }
}
