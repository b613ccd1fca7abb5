using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.GateContract;

namespace Platform.RateLimiting.Tests;

public sealed class LocalRateGateContractTests : RateGateContract
{
    protected override ValueTask<GateUnderTest> StartAsync(Action<PlatformRateLimitingOptions> configure) => new(new Local(new TestGate(configure)));

    private sealed class Local(TestGate gate) : GateUnderTest
    {
        public override IRateGate Gate => gate.Local;

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
