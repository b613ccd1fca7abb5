using System.Collections.Concurrent;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Redis.Keys;
using Platform.RateLimiting.Redis.Scripts;
using Platform.RateLimiting.Redis.Store;
using Platform.RateLimiting.Redis.Unavailable;

namespace Platform.RateLimiting.Redis.Coalescing;

/// <summary>The lanes of a plan, and what they have in common. It goes with the plan when a policy changes.</summary>
internal sealed class PlanLanes
{
    /// <summary>How soon a key must be used again to count as used often.</summary>
    public const long Soon = GcraClock.TicksPerSecond / 100;

    /// <summary>More keys than this are each asked for alone: what is remembered must not grow with what strangers send.</summary>
    private const int MostLanes = 100_000;

    private const int FewestToSweep = 1024;

    /// <summary>A lease takes no more than this part of the smallest burst, so that one instance does not take it all.</summary>
    private const int LeasePart = 4;

    private readonly ConcurrentDictionary<ulong, KeyLane> _lanes = new();
    private readonly PolicySnapshot _snapshot;
    private readonly RedisKeys _keys;
    private readonly GcraClock _clock;
    private readonly LocalShare _shares;
    private readonly long _memory;
    private readonly long _smallestBurst;
    private int _count;
    private int _sweepAt = FewestToSweep;
    private int _sweeping;

    public PlanLanes(PolicySnapshot snapshot, PolicyPlan plan, PlanTools tools)
    {
        (_snapshot, Plan) = (snapshot, plan);
        (_keys, _clock, _shares, Store) = (tools.Keys, tools.Clock, tools.Shares, tools.Store);
        var own = tools.Options.Policies.TryGetValue(snapshot.Policy.Name, out var policy) ? policy : new RateLimitRedisPolicyOptions();
        WhenUnavailable = own.WhenUnavailable ?? tools.Options.WhenUnavailable;
        Share = WhenUnavailable == WhenUnavailable.LocalShare ? _shares.Of(snapshot, plan) : null;
        _smallestBurst = plan.Limits.Min(limit => limit.Rate.Burst);
        LeasePermits = Math.Min(own.LeasePermits, _smallestBurst / LeasePart);
        _memory = Math.Min(tools.Options.RefusalMemory.Ticks, TimeSpan.FromDays(366).Ticks) * GcraClock.TicksPerTimeSpanTick;
        Script = new ScriptPlan(snapshot, plan);
    }

    public PolicyPlan Plan { get; }

    public ScriptPlan Script { get; }

    public RedisStore Store { get; }

    public WhenUnavailable WhenUnavailable { get; }

    /// <summary>What this instance may admit without Redis, where that is wanted.</summary>
    public RateLimitPolicy? Share { get; }

    public long LeasePermits { get; }

    public long Now => _clock.Now;

    /// <summary>The lane of a key. One that cannot be kept serves its one call.</summary>
    public KeyLane Get(ulong tag, in RateLimitKey key)
    {
        while (true)
        {
            if (_lanes.TryGetValue(tag, out var lane))
            {
                if (!lane.IsRetired)
                    return lane.Key == key ? lane : new KeyLane(this, key, tag);
                Remove(lane);
                continue;
            }
            var count = Volatile.Read(ref _count);
            if (count >= Volatile.Read(ref _sweepAt))
                Sweep();
            lane = new KeyLane(this, key, tag);
            if (Volatile.Read(ref _count) >= MostLanes)
                return lane;
            if (_lanes.TryAdd(tag, lane))
            {
                Interlocked.Increment(ref _count);
                return lane;
            }
        }
    }

    public string RedisKeyOf(in RateLimitKey key) => _keys.Of(_snapshot.Policy.Name, key);

    /// <summary>Begins a decision; how the limits stand is still to be said.</summary>
    public void Write(out RateLimitDecision decision, long now, long cost, bool isAdmitted) => RateLimitDecision.Write(
        out decision, Plan, now, cost,
        isAdmitted ? RateLimitOutcome.Admitted : _snapshot.Shadow ? RateLimitOutcome.Shadowed : RateLimitOutcome.Refused);

    /// <summary>Whether a cost is admitted at some time.</summary>
    public bool CanBeAdmitted(long cost) => cost <= _smallestBurst;

    /// <summary>Keeps a refusal, unless it is over before it can be used.</summary>
    public Refusal? Remember(long cost, long now, in Standing standing)
    {
        long wait = 0;
        for (var i = 0; i < Plan.Limits.Length; i++)
            wait = Math.Max(wait, Plan.Limits[i].Rate.Wait(standing[i], 0, cost));
        wait = Math.Min(wait, _memory);
        return wait == 0 ? null : new Refusal(cost, now, now + wait, standing);
    }

    public void CountInShare(ulong tag, long cost)
    {
        if (Share is not null)
            _shares.Count(Share, tag, cost);
    }

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
            return;
        var now = _clock.Now;
        foreach (var (_, lane) in _lanes)
        {
            if (lane.TryRetire(now))
                Remove(lane);
        }
        // The next one when as many again have come: each newcomer pays for looking at two.
        Volatile.Write(ref _sweepAt, Math.Min(MostLanes, Math.Max(FewestToSweep, 2 * Volatile.Read(ref _count))));
        Volatile.Write(ref _sweeping, 0);
    }

    private void Remove(KeyLane lane)
    {
        if (_lanes.TryRemove(KeyValuePair.Create(lane.Tag, lane)))
            Interlocked.Decrement(ref _count);
    }
}

/// <summary>What the plans of a gate share.</summary>
internal sealed record PlanTools(PlatformRateLimitingRedisOptions Options, RedisStore Store, RedisKeys Keys, LocalShare Shares, GcraClock Clock);
