using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.AspNetCore.Keys;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>What a request is counted by: shared by the middleware, the hub filter and the adapter.</summary>
internal sealed class RequestLimits
{
    /// <summary>A request over a transport without addresses still counts for somebody.</summary>
    private static readonly RateLimitKey Nobody = RateLimitKey.Text("without an address");

    private readonly FrozenDictionary<string, RateLimitKeySelector> _keys;
    private readonly FrozenDictionary<string, Func<HttpContext, long>> _costs;
    private readonly FrozenDictionary<string, Func<HttpContext, string>> _policies;
    private readonly RateLimitKeySelector _key;
    private readonly RateLimitKeySelector _address;
    private readonly string? _tierClaim;
    private readonly LocalRateGate? _local;
    private readonly IRateGate _gate;
    private bool _areCallsShed;

    public RequestLimits(IOptions<PlatformRateLimitingAspNetCoreOptions> options, IRateGate gate, IRateLimitPolicies policies)
    {
        Options = options.Value;
        Policies = policies;
        _gate = gate;
        _local = gate as LocalRateGate ?? (gate as QuotaGate)?.Local;
        _key = Parse(Options.Key);
        _address = RateLimitKeys.ClientAddress(Options.IPv6PrefixLength);
        _keys = Options.Keys.ToDictionary(key => key.Key, key => Parse(key.Value), StringComparer.Ordinal)
            .Concat(Options.KeySelectors).GroupBy(key => key.Key, StringComparer.Ordinal).ToFrozenDictionary(keys => keys.Key, keys => keys.Last().Value, StringComparer.Ordinal);
        _costs = Options.Costs.ToFrozenDictionary(StringComparer.Ordinal);
        _policies = Options.PolicySelectors.ToFrozenDictionary(StringComparer.Ordinal);
        _tierClaim = Options.TierClaim;
    }

    public PlatformRateLimitingAspNetCoreOptions Options { get; }

    public IRateLimitPolicies Policies { get; }

    /// <summary>Whether a name is that of a policy, or one behind which a policy is chosen.</summary>
    public bool IsKnown(string name) => _policies.ContainsKey(name) || Policies.TryGet(name, out _);

    /// <summary>The policy that stands behind a name for a request.</summary>
    public RateLimitPolicy PolicyOf(HttpContext context, string name) =>
        Policies[_policies.Count > 0 && _policies.TryGetValue(name, out var choose) ? choose(context) : name];

    public RateLimitKey KeyOf(HttpContext context, RateLimitPolicy policy)
    {
        var key = (_keys.Count > 0 && _keys.TryGetValue(policy.Name, out var own) ? own : _key)(context);
        if (!key.IsEmpty)
            return key;
        key = _address(context);
        return key.IsEmpty ? Nobody : key;
    }

    /// <summary>For whom a request is made, where no policy says how to count.</summary>
    public RateLimitKey ConsumerOf(HttpContext context)
    {
        var key = _key(context);
        if (!key.IsEmpty)
            return key;
        key = _address(context);
        return key.IsEmpty ? Nobody : key;
    }

    public long CostOf(HttpContext context, RateLimitPolicy policy) =>
        _costs.Count > 0 && _costs.TryGetValue(policy.Name, out var cost) ? Math.Max(1, cost(context)) : 1;

    public string? TierOf(HttpContext context) =>
        _tierClaim is null ? null : RequestUser.Of(context)?.FindFirst(_tierClaim)?.Value;

    /// <summary>The gate of this process, where it decides on the policy alone.</summary>
    public LocalRateGate? LocalFor(RateLimitPolicy policy) => policy.Snapshot.HasQuotas ? null : _local;

    /// <summary>Decides on a request.</summary>
    /// <returns>Whether the decision was made at once.</returns>
    public bool TryAcquire(HttpContext context, RateLimitPolicy policy, out RateLimitDecision decision, out ValueTask<RateLimitDecision> pending)
    {
        pending = default;
        var key = KeyOf(context, policy);
        var (cost, tier) = (CostOf(context, policy), TierOf(context));
        if (_local is not null && !policy.Snapshot.HasQuotas)
        {
            _local.TryAcquire(policy, key, out decision, cost, tier);
            return true;
        }
        pending = _gate.AcquireAsync(policy, key, cost, tier, context.RequestAborted);
        decision = default;
        return false;
    }

    /// <summary>An adaptive limit follows, and may refuse what was counted.</summary>
    public void ExpectShedding() => _areCallsShed = true;

    /// <summary>Decides on a request that may yet be shed, where that is to cost no quota.</summary>
    /// <returns>Whether that is so; otherwise <see cref="TryAcquire"/> decides.</returns>
    public bool TryAcquireReturnable(HttpContext context, RateLimitPolicy policy, out ValueTask<ReturnableDecision> pending)
    {
        pending = default;
        if (!_areCallsShed || !policy.Snapshot.HasQuotas || _gate is not QuotaGate quotas)
            return false;
        pending = quotas.AcquireReturnableAsync(policy, KeyOf(context, policy), CostOf(context, policy), TierOf(context), context.RequestAborted);
        return true;
    }

    private RateLimitKeySelector Parse(string key) => KeyExpression.TryParse(key, Options, out var selector) ? selector : throw new FormatException($"\"{key}\" is no key.");
}
