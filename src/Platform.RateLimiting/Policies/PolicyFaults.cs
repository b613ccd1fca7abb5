using System.Globalization;
using System.Text;
using Platform.RateLimiting.Adaptive.Behavior;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Keys;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.Policies;

/// <summary>What is wrong with a policy, in sentences.</summary>
internal static class PolicyFaults
{
    /// <summary>Sixteen million keys: 358 MB for each limit. More in one process is a mistake in a digit.</summary>
    public const int LargestKeyCapacity = 1 << 24;

    /// <summary>Beyond, rounding to the clock's ticks would cost more than one per cent of the rate.</summary>
    private const long FastestPerSecond = 100_000_000;

    public static IEnumerable<string> Of(string name, RateLimitPolicyOptions policy)
    {
        var its = $"Policy \"{name}\"";
        if (NameFault(name) is { } nameFault)
            yield return $"{its} {nameFault}";
        if (policy.Limits.Count == 0)
            yield return $"{its} has no limit: add one, such as Limit(100, TimeSpan.FromSeconds(10)), or remove the policy.";
        if (policy.Limits.Count > RateLimitPolicy.MostLimits)
            yield return $"{its} has {policy.Limits.Count} limits: {RateLimitPolicy.MostLimits} is the most. Two of different length, such as ten seconds and an hour, are usually enough.";
        foreach (var (limit, options) in policy.Limits)
        {
            if (NameFault(limit) is { } limitNameFault)
                yield return $"{its}, limit \"{limit}\" {limitNameFault}";
            if (FaultOf(options) is { } fault)
                yield return $"{its}, limit \"{limit}\" {fault}";
        }
        foreach (var pair in Contradictions(policy))
            yield return $"{its}, {pair}";
        foreach (var fault in QuotaFaults.Of(policy))
            yield return $"{its}{fault}";

        if (policy.KeyCapacity is < 1 or > LargestKeyCapacity)
            yield return $"{its} has a KeyCapacity of {policy.KeyCapacity}: say how many keys owe something at the same time, 1 to {LargestKeyCapacity}.";
        if (!Enum.IsDefined(policy.WhenFull))
            yield return $"{its} has a WhenFull of {(int)policy.WhenFull}: say ShareBucket or EvictOldest.";

        foreach (var (tier, options) in policy.Tiers)
        {
            foreach (var fault in Overrides(policy, options.Limits))
                yield return $"{its}, tier \"{tier}\", {fault}";
            foreach (var fault in QuotaFaults.Overrides(policy, options.Quotas))
                yield return $"{its}, tier \"{tier}\", {fault}";
            if (options.Limits.Count == 0 && options.Quotas.Count == 0)
                yield return $"{its}, tier \"{tier}\" changes no limit: set one, or remove the tier.";
        }

        HashSet<RateLimitKey> seen = [];
        foreach (var consumer in policy.Consumers)
        {
            var who = $"{its}, consumer \"{consumer.Key}\"";
            if (!RateLimitKey.TryParse(consumer.Key, out var key))
                yield return $"{who} is no key: write its kind before it, such as tenant:acme, subject:alice, api-key:… or ip:203.0.113.7.";
            else if (!seen.Add(key))
                yield return $"{who} is there twice: keep one.";
            if (consumer.Tier is { } tier && !policy.Tiers.ContainsKey(tier))
                yield return $"{who} is in the tier \"{tier}\", which the policy does not have: {Known(policy.Tiers.Keys, "add it under Tiers")}.";
            if (consumer.Tier is null && consumer.Limits.Count == 0 && consumer.Quotas.Count == 0)
                yield return $"{who} has neither a tier nor a limit of its own: set one, or remove it.";
            foreach (var fault in Overrides(policy, consumer.Limits).Concat(QuotaFaults.Overrides(policy, consumer.Quotas)))
                yield return $"{who}, {fault}";
        }

        if (policy.Behavior is { } behavior)
        {
            foreach (var fault in BehaviorFaults.Of(behavior))
                yield return $"{its} follows behavior with {fault}";
        }

        foreach (var (list, entries) in new[] { ("AllowList", policy.AllowList), ("BlockList", policy.BlockList) })
        {
            foreach (var entry in entries)
            {
                if (!KeyMatcher.TryParse(entry, out _, out var range))
                    yield return $"{its}, {list} has \"{entry}\", which is neither a key nor a block of addresses: write subject:alice, tenant:acme, ip:203.0.113.7 or ip:10.0.0.0/8 (no bits beyond the prefix).";
                else if (range is { PrefixLength: > RateLimitKey.DefaultIPv6PrefixLength } block && !AddressBits.IsIPv4(block.Bits))
                    yield return $"{its}, {list} has \"{entry}\", which is less than the /{RateLimitKey.DefaultIPv6PrefixLength} by which IPv6 clients are counted, so it would never match: list the /{RateLimitKey.DefaultIPv6PrefixLength}.";
            }
        }
    }

    private static string? FaultOf(RateLimitOptions limit)
    {
        var burst = limit.Burst ?? limit.Permits;
        if (limit.Permits < 1)
            return $"has {limit.Permits} permits, so it would refuse everything: set Permits to 1 or more, or use the BlockList.";
        if (limit.Per <= TimeSpan.Zero)
            return $"has a Per of {limit.Per:c}: set the time in which its permits come back.";
        if (burst < 1)
            return $"has a burst of {burst}, so it would refuse everything: set Burst to 1 or more, or leave it out.";
        if (limit.Permits / Math.Max(limit.Per.TotalSeconds, 1e-9) > FastestPerSecond)
            return string.Create(CultureInfo.InvariantCulture, $"allows more than {FastestPerSecond:N0} permits a second, more than can be told apart: count in larger units.");
        return GcraRate.TryCreate(limit.Permits, limit.Per, burst) is null
            ? $"takes more than 366 days to pay off a full burst of {burst}: lower Burst, raise Permits or shorten Per."
            : null;
    }

    /// <summary>A limit that never decides anything hides a mistake: another one with a rate no higher and a burst no larger stands before it.</summary>
    private static IEnumerable<string> Contradictions(RateLimitPolicyOptions policy)
    {
        var rates = policy.Limits.OrderBy(limit => limit.Key, StringComparer.Ordinal)
            .Select(limit => (limit.Key, Rate: FaultOf(limit.Value) is null ? GcraRate.TryCreate(limit.Value.Permits, limit.Value.Per, limit.Value.Burst ?? limit.Value.Permits) : null))
            .Where(limit => limit.Rate is not null).Select(limit => (limit.Key, Rate: limit.Rate!.Value)).ToList();
        foreach (var (name, rate) in rates)
        {
            foreach (var (other, stricter) in rates)
            {
                if (name != other && stricter.EmissionInterval >= rate.EmissionInterval && stricter.Burst <= rate.Burst
                    && (stricter.EmissionInterval, stricter.Burst) != (rate.EmissionInterval, rate.Burst))
                    yield return $"limit \"{name}\" can never decide anything, because \"{other}\" is at least as strict in rate and in burst: remove it, or give it a smaller burst or a lower rate.";
                else if (name != other && (stricter.EmissionInterval, stricter.Burst) == (rate.EmissionInterval, rate.Burst) && string.CompareOrdinal(name, other) > 0)
                    yield return $"limit \"{name}\" is the same as \"{other}\": remove one.";
            }
        }
    }

    private static IEnumerable<string> Overrides(RateLimitPolicyOptions policy, IDictionary<string, RateLimitOptions> limits)
    {
        foreach (var (limit, options) in limits)
        {
            if (!policy.Limits.ContainsKey(limit))
                yield return $"limit \"{limit}\" is not one of the policy's: {Known(policy.Limits.Keys, "add it to the policy")}.";
            if (FaultOf(options) is { } fault)
                yield return $"limit \"{limit}\" {fault}";
        }
    }

    /// <summary>Names go into headers as structured-field strings (RFC 9651, section 3.3.3), and into metrics.</summary>
    internal static string? NameFault(string name) =>
        name.Length is 0 or > 64 || name.Any(letter => letter is < ' ' or > '~') || name != name.Trim()
            ? "has a name that cannot be shown to clients: use 1 to 64 characters of printable ASCII."
            : null;

    internal static string Known(ICollection<string> known, string otherwise)
    {
        if (known.Count == 0)
            return otherwise;
        var text = new StringBuilder("use ").AppendJoin(", ", known.Select(name => $"\"{name}\"")).Append(", or ").Append(otherwise);
        return text.ToString();
    }
}
