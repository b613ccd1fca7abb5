using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.GateContract;

namespace Platform.RateLimiting.Tests.Quotas;

/// <summary>Limits decide as they do alone when every policy has a quota too, one that is never used up.</summary>
public sealed class QuotaGateContractTests : RateGateContract
{
    protected override ValueTask<GateUnderTest> StartAsync(Action<PlatformRateLimitingOptions> configure) => new(new WithQuotas(new TestGate(options =>
    {
        configure(options);
        foreach (var policy in options.Policies.Values)
            policy.Quota("yearly", 900_000_000_000_000, QuotaPeriod.Year);
    })));

    private sealed class WithQuotas(TestGate gate) : GateUnderTest
    {
        public override IRateGate Gate { get; } = gate.Services.GetRequiredService<IRateGate>();

        public override IRateLimitPolicies Policies => gate.Policies;

        public override IConsumerBehavior Behavior { get; } = gate.Services.GetRequiredService<IConsumerBehavior>();

        public override ValueTask AdvanceAsync(TimeSpan by)
        {
            gate.Time.Advance(by);
            return default;
        }

        public override ValueTask DisposeAsync()
        {
            gate.Dispose();
            return default;
        }
    }
}
