using System.Collections.Concurrent;
using System.Collections.Frozen;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;

namespace Platform.RateLimiting.Redis.Unavailable;

/// <summary>
/// What each instance may admit by itself while Redis does not answer: its part of each limit. It counts along with what Redis admits, as
/// far as its own part goes, so that an outage gives nobody a second part.
/// </summary>
internal sealed class LocalShare(int instances, GcraClock clock)
{
    private readonly ConcurrentDictionary<(string Policy, string Limit), Part> _parts = new();

    /// <summary>The plan's share, as a policy that a local gate can decide by. What was counted stays when a policy changes.</summary>
    public RateLimitPolicy Of(PolicySnapshot snapshot, PolicyPlan plan)
    {
        var limits = plan.Limits.Select(limit => new Limit(limit.Name, Divide(limit), StateOf(snapshot, limit))).ToArray();
        var share = new RateLimitPolicy(snapshot.Policy.Name);
        share.Snapshot = new PolicySnapshot
        {
            Policy = snapshot.Policy,
            Plan = new PolicyPlan(plan.Tier, limits),
            Shadow = snapshot.Shadow,
            Tiers = FrozenDictionary<string, PolicyPlan>.Empty,
            Consumers = FrozenDictionary<RateLimitKey, ConsumerRule>.Empty,
            AllowList = null,
            BlockList = null,
            // The plan is multiplied already where the consumer's behavior asks for it.
            Behavior = null,
        };
        share.Snapshot.Plan.Belong(share.Snapshot);
        return share;
    }

    /// <summary>Counts what Redis admitted, up to the whole share.</summary>
    public void Count(RateLimitPolicy share, ulong tag, long cost)
    {
        var now = clock.Now;
        foreach (var limit in share.Snapshot.Plan.Limits)
        {
            var table = limit.State.Table;
            var permits = Math.Min(cost, limit.Rate.Burst);
            while (permits > 0 && table.TryTake(tag, now, permits * limit.Rate.EmissionInterval, limit.Rate.Tolerance, out var arrival) == Taken.No)
                permits = Math.Min(permits - 1, limit.Rate.Remaining(arrival, now));
        }
    }

    private LimitState StateOf(PolicySnapshot snapshot, Limit limit)
    {
        var longest = PolicyCompiler.LongestTolerance(snapshot, limit.Name);
        var part = _parts.GetOrAdd(
            (snapshot.Policy.Name, limit.Name),
            static (_, of) => new Part(new LimitState(new KeyTable(of.Table.Keys, of.Table.WhenFull, of.Clock))),
            (limit.State.Table, Clock: clock));
        if (part.Tighten(longest))
            part.State.Table.Cap(longest);
        return part.State;
    }

    /// <summary>A share is one permit at least. Where that would take longer to pay off than can be counted, the rate is not divided.</summary>
    private RateLimitOptions Divide(Limit limit)
    {
        var burst = Math.Max(1, limit.Rate.Burst / instances);
        var divided = new RateLimitOptions { Permits = limit.Permits, Per = limit.Per * instances, Burst = burst };
        return GcraRate.TryCreate(divided.Permits, divided.Per, burst) is null ? new RateLimitOptions { Permits = limit.Permits, Per = limit.Per, Burst = burst } : divided;
    }

    /// <summary>What a limit's share remembers, and the longest debt that it was last allowed.</summary>
    private sealed class Part(LimitState state)
    {
        private long _longest = long.MaxValue;

        public LimitState State { get; } = state;

        /// <returns>Whether it was longer before.</returns>
        public bool Tighten(long longest)
        {
            var before = Interlocked.Exchange(ref _longest, longest);
            return before != long.MaxValue && longest < before;
        }
    }
}
