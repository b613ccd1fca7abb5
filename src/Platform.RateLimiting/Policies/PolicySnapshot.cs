using System.Collections.Frozen;
using Platform.RateLimiting.Adaptive.Behavior;
using Platform.RateLimiting.Keys;

namespace Platform.RateLimiting.Policies;

/// <summary>A policy as it stands between two changes: everything a decision needs, and nothing that moves.</summary>
internal sealed class PolicySnapshot
{
    public required RateLimitPolicy Policy { get; init; }

    public required PolicyPlan Plan { get; init; }

    public required bool Shadow { get; init; }

    public required FrozenDictionary<string, PolicyPlan> Tiers { get; init; }

    public required FrozenDictionary<RateLimitKey, ConsumerRule> Consumers { get; init; }

    public required KeyMatcher? AllowList { get; init; }

    public required KeyMatcher? BlockList { get; init; }

    /// <summary>What is known of consumers' behavior; <see langword="null"/> where the limits do not follow it.</summary>
    public required PolicyBehavior? Behavior { get; init; }

    /// <summary>Whether anybody is let through or turned away whatever the limits say.</summary>
    public bool HasLists => AllowList is not null || BlockList is not null;

    /// <summary>Whether quotas are counted; all plans of a policy have the same.</summary>
    public bool HasQuotas { get; init; }

    /// <summary>Whether a list decides on the key.</summary>
    public bool IsListed(in RateLimitKey key) => HasLists && (BlockList?.Matches(key) == true || AllowList?.Matches(key) == true);

    public bool HasExceptions => Consumers.Count > 0 || Behavior is { Table.Changed: > 0 };

    public IEnumerable<PolicyPlan> AllPlans => Tiers.Values.Concat(Consumers.Values.SelectMany(rule => rule.Plans)).Prepend(Plan);

    /// <summary>Finds the limits for a key. A consumer's own stand before those of the tier that its request claims; a tier that the policy does not know counts as none.</summary>
    public PolicyPlan PlanFor(in RateLimitKey key, string? tier)
    {
        var plan = PlanOf(key, tier);
        return Behavior is { Table.Changed: > 0 } behavior && behavior.FactorOf(key) is var factor and not 1 ? plan.Scaled(factor) : plan;
    }

    private PolicyPlan PlanOf(in RateLimitKey key, string? tier)
    {
        if (Consumers.Count > 0)
        {
            for (var i = 0; i < RateLimitKey.Parts; i++)
            {
                var part = key.Part(i);
                if (!part.IsEmpty && Consumers.TryGetValue(part, out var rule))
                    return rule.PlanFor(tier);
            }
        }
        return tier is not null && Tiers.TryGetValue(tier, out var plan) ? plan : Plan;
    }
}

/// <summary>What holds for one consumer: its own limits, over those of the tier that its request claims.</summary>
internal sealed class ConsumerRule(PolicyPlan plan, FrozenDictionary<string, PolicyPlan> byTier)
{
    public IEnumerable<PolicyPlan> Plans => byTier.Values.Prepend(plan);

    public PolicyPlan PlanFor(string? tier) => tier is not null && byTier.TryGetValue(tier, out var own) ? own : plan;
}
