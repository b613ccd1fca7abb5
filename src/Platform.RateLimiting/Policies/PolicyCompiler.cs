using System.Collections.Frozen;
using Platform.RateLimiting.Adaptive.Behavior;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Keys;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.Policies;

/// <summary>Makes snapshots from validated options, and keeps the state of every limit that was there before.</summary>
internal static class PolicyCompiler
{
    public static PolicySnapshot Compile(RateLimitPolicy policy, RateLimitPolicyOptions options, PolicySnapshot? previous, GcraClock clock)
    {
        // Shortest first: it is the one that refuses most often, and what it refuses touches no other limit.
        var names = options.Limits.OrderBy(limit => limit.Value.Per).ThenBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => limit.Key).ToArray();
        var states = names.ToDictionary(
            name => name,
            name => previous?.Plan.Limits.FirstOrDefault(limit => limit.Name == name)?.State
                ?? new LimitState(new KeyTable(options.KeyCapacity, options.WhenFull, clock)),
            StringComparer.Ordinal);

        var quotas = new QuotaCompiler(options);

        PolicyPlan PlanOf(string? tier, params ReadOnlySpan<(IDictionary<string, RateLimitOptions> Limits, IDictionary<string, QuotaAllowanceOptions> Quotas)> overrides)
        {
            var own = overrides.ToArray();
            return new(
                tier,
                [.. names.Select(name => new Limit(name, own.Select(each => each.Limits.TryGetValue(name, out var limit) ? limit : null).FirstOrDefault(limit => limit is not null) ?? options.Limits[name], states[name]))],
                quotas.Compile([.. own.Select(each => each.Quotas)]));
        }

        var snapshot = new PolicySnapshot
        {
            Policy = policy,
            Shadow = options.Shadow,
            HasQuotas = options.Quotas.Count > 0,
            Plan = PlanOf(null),
            Tiers = options.Tiers.ToFrozenDictionary(tier => tier.Key, tier => PlanOf(tier.Key, (tier.Value.Limits, tier.Value.Quotas)), StringComparer.Ordinal),
            Consumers = options.Consumers.ToFrozenDictionary(consumer => Parse(consumer.Key), consumer => RuleOf(consumer)),
            AllowList = KeyMatcher.Of(options.AllowList),
            BlockList = KeyMatcher.Of(options.BlockList),
            Behavior = BehaviorOf(options.Behavior, previous?.Behavior, clock),
        };
        foreach (var plan in snapshot.AllPlans)
            plan.Belong(snapshot);
        return snapshot;

        ConsumerRule RuleOf(RateLimitConsumerOptions consumer) => consumer.Tier is { } tier
            ? new ConsumerRule(PlanOf(tier, (consumer.Limits, consumer.Quotas), (options.Tiers[tier].Limits, options.Tiers[tier].Quotas)), FrozenDictionary<string, PolicyPlan>.Empty)
            : new ConsumerRule(
                PlanOf(null, (consumer.Limits, consumer.Quotas)),
                options.Tiers.ToFrozenDictionary(each => each.Key, each => PlanOf(each.Key, (consumer.Limits, consumer.Quotas), (each.Value.Limits, each.Value.Quotas)), StringComparer.Ordinal));
    }

    /// <summary>Lets nobody wait by the rules of yesterday. Called after the new snapshot is in force.</summary>
    public static void CapDebts(PolicySnapshot previous, PolicySnapshot current)
    {
        foreach (var limit in current.Plan.Limits)
        {
            var was = LongestTolerance(previous, limit.Name);
            var now = LongestTolerance(current, limit.Name);
            if (now < was)
                limit.State.Table.Cap(now);
        }
    }

    /// <summary>The longest tolerance that a limit has for anybody, in ticks.</summary>
    public static long LongestTolerance(PolicySnapshot snapshot, string limit) => snapshot.AllPlans
        .SelectMany(plan => plan.Limits).Where(each => each.Name == limit).Select(each => each.Rate.Tolerance).DefaultIfEmpty(0).Max();

    /// <summary>New rules judge what is known already.</summary>
    private static PolicyBehavior? BehaviorOf(RateLimitBehaviorOptions? options, PolicyBehavior? previous, GcraClock clock)
    {
        if (options is null || previous is null)
            return options is null ? null : new PolicyBehavior(options, clock);
        previous.Table.Rules = new BehaviorRules(options);
        return previous;
    }

    private static RateLimitKey Parse(string key) => RateLimitKey.TryParse(key, out var parsed) ? parsed : throw new FormatException($"{key} is no key.");
}
