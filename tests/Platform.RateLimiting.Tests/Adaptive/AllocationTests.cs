using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.Adaptive.Behavior;
using Platform.Testing;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class AllocationTests
{
    [Fact]
    [AllocationTestOf(typeof(AdaptiveLimiter), nameof(AdaptiveLimiter.AcquireAsync))]
    [AllocationTestOf(typeof(AdaptiveLease), nameof(AdaptiveLease.Complete))]
    [AllocationTestOf(typeof(AdaptiveLease), nameof(AdaptiveLease.Ignore))]
    public void An_admission_its_end_and_a_refusal_allocate_nothing()
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting().AddAdaptiveLimit(options => (options.InitialLimit, options.LeastLimit, options.MostLimit, options.QueueCapacity) = (1, 1, 1, 0));
        using var provider = services.BuildServiceProvider();
        var limiter = provider.GetRequiredService<AdaptiveLimiter>();
        var consumer = RateLimitKey.Subject("alice");
        var wrong = false;
        var cancellationToken = TestContext.Current.CancellationToken;
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            var admitted = AtOnce(limiter.AcquireAsync(LoadPriority.Normal, consumer, cancellationToken));
            var refused = AtOnce(limiter.AcquireAsync(LoadPriority.Normal, consumer, cancellationToken));
            wrong |= !admitted.IsAdmitted || refused.IsAdmitted;
            admitted.Complete(true);
            AtOnce(limiter.AcquireAsync(LoadPriority.Normal, consumer, cancellationToken)).Ignore();
        });
        Assert.False(wrong);
    }

    [Fact]
    [AllocationTestOf(typeof(ConsumerBehavior), nameof(ConsumerBehavior.Observe))]
    [AllocationTestOf(typeof(BehaviorTable), nameof(BehaviorTable.Count))]
    [AllocationTestOf(typeof(BehaviorTable), nameof(BehaviorTable.FactorOf))]
    public void Following_behavior_allocates_nothing()
    {
        using var gate = TestGate.With(policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1)).FollowBehavior());
        var behavior = gate.Services.GetRequiredService<IConsumerBehavior>();
        var policy = gate.Policies["api"];
        var (good, bad) = (RateLimitKey.Subject("alice"), RateLimitKey.Subject("mallory"));
        for (var i = 0; i < 100; i++)
            behavior.Observe(policy, bad, ConsumerCallOutcome.Probed);
        Assert.Equal(0.5, behavior.GetStanding(policy, bad).Factor);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            behavior.Observe(policy, good, ConsumerCallOutcome.Ordinary, 3);
            behavior.Observe(policy, bad, ConsumerCallOutcome.Probed, 3);
            gate.Local.TryAcquire(policy, bad, out _);
        });
    }

    [Fact]
    [AllocationTestOf(typeof(OutboundThrottle), nameof(OutboundThrottle.TryBegin))]
    [AllocationTestOf(typeof(OutboundThrottle), nameof(OutboundThrottle.Accepted))]
    public void Asking_whether_to_send_allocates_nothing()
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting().AddOutboundThrottle();
        using var provider = services.BuildServiceProvider();
        var throttle = provider.GetRequiredService<OutboundThrottle>();
        var target = new Uri("https://stock.example/items/1");
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            throttle.TryBegin(target);
            throttle.Accepted(target);
        });
    }

    private static AdaptiveLease AtOnce(ValueTask<AdaptiveLease> pending) => pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("It waits.");
}
