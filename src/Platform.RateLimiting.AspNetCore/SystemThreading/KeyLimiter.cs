using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Platform.RateLimiting.AspNetCore.SystemThreading;

/// <summary>One key of a policy as a limiter of System.Threading.RateLimiting. It holds nothing, so it may be thrown away at any time.</summary>
internal sealed class KeyLimiter(IRateGate gate, RequestLimits limits, RateLimitPolicy policy, RateLimitKey key, string? tier) : RateLimiter
{
    private long _admitted;
    private long _refused;

    public override TimeSpan? IdleDuration => TimeSpan.MaxValue;

    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = Ask(0).Decisive?.Remaining ?? 0,
        TotalSuccessfulLeases = Volatile.Read(ref _admitted),
        TotalFailedLeases = Volatile.Read(ref _refused),
    };

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => Lease(Ask(permitCount));

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var pending = gate.AcquireAsync(policy, key, permitCount, tier, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Lease(pending.Result)) : LeaseAsync(pending);
    }

    private async ValueTask<RateLimitLease> LeaseAsync(ValueTask<RateLimitDecision> pending) => Lease(await pending.ConfigureAwait(false));

    /// <summary>The synchronous door is only for gates that decide at once.</summary>
    private RateLimitDecision Ask(long cost)
    {
        if (limits.LocalFor(policy) is not { } local)
            throw new NotSupportedException("This gate waits for a store: use AcquireAsync.");
        local.TryAcquire(policy, key, out var decision, cost, tier);
        return decision;
    }

    private DecisionLease Lease(in RateLimitDecision decision)
    {
        Interlocked.Increment(ref decision.IsAdmitted ? ref _admitted : ref _refused);
        return DecisionLease.Of(decision);
    }

    /// <summary>The partition of a request.</summary>
    public static RateLimitPartition<KeyPartition> Partition(HttpContext context, string policyName, RequestLimits limits, IRateGate gate)
    {
        var policy = limits.PolicyOf(context, policyName);
        return RateLimitPartition.Get(
            new KeyPartition(policy, limits.KeyOf(context, policy), limits.TierOf(context)), partition => new KeyLimiter(gate, limits, partition.Policy, partition.Key, partition.Tier));
    }
}
