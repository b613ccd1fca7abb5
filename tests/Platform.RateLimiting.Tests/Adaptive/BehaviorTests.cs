using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.Adaptive.Behavior;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class BehaviorTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly RateLimitKey Mallory = RateLimitKey.Subject("mallory");
    private static readonly RateLimitKey Alice = RateLimitKey.Subject("alice");

    private readonly TestGate _gate = TestGate.With(policy => policy.Limit("burst", 100, TimeSpan.FromSeconds(10), 40).FollowBehavior(behavior => behavior.Ceiling = 1.5));

    public void Dispose() => _gate.Dispose();

    private IConsumerBehavior Behavior => _gate.Services.GetRequiredService<IConsumerBehavior>();

    private RateLimitPolicy Policy => _gate.Policies["api"];

    private void Observe(RateLimitKey key, int calls, ConsumerCallOutcome outcome, double cost = 1, double secondsBetween = 0)
    {
        for (var i = 0; i < calls; i++)
        {
            Behavior.Observe(Policy, key, outcome, cost);
            _gate.Time.Advance(secondsBetween * Second);
        }
    }

    [Fact]
    public void Who_tries_doors_has_its_limits_halved_and_is_told_why()
    {
        Observe(Alice, 100, ConsumerCallOutcome.Ordinary);
        Observe(Mallory, 25, ConsumerCallOutcome.Probed);

        var standing = Behavior.GetStanding(Policy, Mallory);
        Assert.Equal((0.5, ConsumerBehaviorReason.Probing), (standing.Factor, standing.Reason));
        Assert.Equal(
            "Factor 0.5 since 2000-01-01 00:00:00Z: of about 25 recent calls 100 % asked for what is not there or not allowed; 50 % is where it begins.",
            standing.Explain().Replace("\u00a0", " ", StringComparison.Ordinal));
        Assert.Equal((50, 20), (_gate.Acquire(Mallory)[0].Permits, _gate.Acquire(Mallory)[0].Burst));
        Assert.Equal((100, 40), (_gate.Acquire(Alice)[0].Permits, _gate.Acquire(Alice)[0].Burst));
        Assert.Contains("at 0.5 of its limits because of the consumer's behavior", _gate.Acquire(Mallory).Explain(), StringComparison.Ordinal);
        Assert.Equal("Factor 1: nothing in its behavior has changed its limits.", Behavior.GetStanding(Policy, Alice).Explain());
    }

    [Fact]
    public void It_falls_step_by_step_to_the_floor_and_comes_back_step_by_step()
    {
        List<double> factors = [];
        for (var i = 0; i < 70; i++)
        {
            Observe(Mallory, 10, ConsumerCallOutcome.Failed, secondsBetween: 0.1);
            factors.Add(Behavior.GetStanding(Policy, Mallory).Factor);
        }
        Assert.Equal([1, 0.5, 0.25, 0.125, 0.1], factors.Distinct());

        // Silence is no misbehavior: after four to five half-lives so little is left that it says nothing, and from then on each step takes a minute, looked at or not.
        _gate.Time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(0.5, Behavior.GetStanding(Policy, Mallory).Factor);
        _gate.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, Behavior.GetStanding(Policy, Mallory).Factor);
        Assert.EndsWith("it has behaved for long enough to have its limits back.", Behavior.GetStanding(Policy, Mallory).Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_half_of_the_threshold_and_the_whole_nothing_changes()
    {
        Observe(Mallory, 25, ConsumerCallOutcome.Failed);
        Assert.Equal(0.5, Behavior.GetStanding(Policy, Mallory).Factor);
        // A third of its calls fail: less than the half from which on it is restricted, more than the quarter at which it behaves.
        for (var i = 0; i < 1200; i++)
            Observe(Mallory, 1, i % 3 == 0 ? ConsumerCallOutcome.Failed : ConsumerCallOutcome.Ordinary, secondsBetween: 1);
        var settled = Behavior.GetStanding(Policy, Mallory).Factor;
        Assert.True(settled < 1);
        for (var i = 0; i < 600; i++)
            Observe(Mallory, 1, i % 3 == 0 ? ConsumerCallOutcome.Failed : ConsumerCallOutcome.Ordinary, secondsBetween: 1);
        Assert.Equal(settled, Behavior.GetStanding(Policy, Mallory).Factor);
    }

    [Fact]
    public void Long_good_behavior_is_rewarded_with_the_ceiling_where_there_is_one()
    {
        Observe(Alice, 700, ConsumerCallOutcome.Ordinary, secondsBetween: 1);

        Assert.Equal(1.5, Behavior.GetStanding(Policy, Alice).Factor);
        Assert.Equal(150, _gate.Acquire(Alice)[0].Permits);
        Assert.EndsWith("it has behaved well for long.", Behavior.GetStanding(Policy, Alice).Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_cost_far_more_than_those_of_others_count_and_many_cheap_ones_do_not()
    {
        Observe(Alice, 5000, ConsumerCallOutcome.Ordinary, cost: 2);
        Assert.Equal(1, Behavior.GetStanding(Policy, Alice).Factor);
        Observe(Mallory, 25, ConsumerCallOutcome.Ordinary, cost: 400);

        var standing = Behavior.GetStanding(Policy, Mallory);
        Assert.Equal((0.5, ConsumerBehaviorReason.Costly), (standing.Factor, standing.Reason));
        Assert.Contains("times what those of all consumers do; 10 times is where it begins.", standing.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_goes_on_calling_while_refused_is_restricted_for_that()
    {
        Observe(Mallory, 40, ConsumerCallOutcome.Refused);

        Assert.Equal(ConsumerBehaviorReason.Hammering, Behavior.GetStanding(Policy, Mallory).Reason);
        Assert.Equal([Mallory.ToString()], Behavior.GetChanged(Policy).Select(standing => standing.Consumer));
    }

    [Fact]
    public void In_shadow_the_factor_is_reckoned_and_the_limits_stay()
    {
        using var gate = TestGate.With(policy => policy.Limit(100, Second).FollowBehavior(behavior => behavior.Shadow = true));
        var behavior = gate.Services.GetRequiredService<IConsumerBehavior>();
        for (var i = 0; i < 30; i++)
            behavior.Observe(gate.Policies["api"], Mallory, ConsumerCallOutcome.Probed);

        Assert.Equal(0.5, behavior.GetStanding(gate.Policies["api"], Mallory).Factor);
        Assert.Contains("reckoned but not applied", behavior.GetStanding(gate.Policies["api"], Mallory).Explain(), StringComparison.Ordinal);
        Assert.Equal(100, gate.Acquire(Mallory)[0].Permits);
    }

    [Fact]
    public void A_policy_that_does_not_follow_behavior_is_told_nothing()
    {
        using var gate = TestGate.With(policy => policy.Limit(100, Second));
        var behavior = gate.Services.GetRequiredService<IConsumerBehavior>();
        behavior.Observe(gate.Policies["api"], Mallory, ConsumerCallOutcome.Probed);

        Assert.Equal(1, behavior.GetStanding(gate.Policies["api"], Mallory).Factor);
        Assert.Empty(behavior.GetChanged(gate.Policies["api"]));
        Assert.Throws<ArgumentException>(() => behavior.Observe(gate.Policies["api"], default, ConsumerCallOutcome.Probed));
        Assert.Throws<ArgumentOutOfRangeException>(() => behavior.Observe(gate.Policies["api"], Mallory, ConsumerCallOutcome.Probed, double.NaN));
    }

    [Fact]
    public void A_change_of_the_policy_keeps_what_is_known()
    {
        Observe(Mallory, 25, ConsumerCallOutcome.Probed);
        _gate.Policies.Change(options => options.Policies["api"].Limit("burst", 200, TimeSpan.FromSeconds(10), 40).Behavior!.Floor = 0.4);

        Assert.Equal(100, _gate.Acquire(Mallory)[0].Permits);
        _gate.Time.Advance(TimeSpan.FromSeconds(11));
        Observe(Mallory, 1, ConsumerCallOutcome.Probed);
        Assert.Equal(0.4, Behavior.GetStanding(Policy, Mallory).Factor);
        Assert.Equal((80, 16), (_gate.Acquire(Mallory)[0].Permits, _gate.Acquire(Mallory)[0].Burst));
    }

    [Fact]
    public void What_is_known_fits_into_its_memory_and_the_restricted_are_forgotten_last()
    {
        using var gate = TestGate.With(policy => policy.Limit(100, Second).FollowBehavior(behavior => behavior.ConsumerCapacity = 64));
        var behavior = gate.Services.GetRequiredService<IConsumerBehavior>();
        for (var i = 0; i < 30; i++)
            behavior.Observe(gate.Policies["api"], Mallory, ConsumerCallOutcome.Probed);
        for (var i = 0; i < 10_000; i++)
        {
            gate.Time.Advance(TimeSpan.FromMilliseconds(1));
            behavior.Observe(gate.Policies["api"], RateLimitKey.Subject($"passer-by {i}"), ConsumerCallOutcome.Ordinary);
        }

        Assert.Equal(0.5, behavior.GetStanding(gate.Policies["api"], Mallory).Factor);
    }

    [Property(MaxTest = 300)]
    public bool The_factor_stays_between_floor_and_ceiling_and_moves_by_one_step_at_a_time((byte Outcome, byte Cost, ushort Gap)[] calls, byte floor)
    {
        var options = new RateLimitBehaviorOptions { Floor = 0.01 + floor / 260.0, Ceiling = 2, LeastCalls = 1 };
        var rules = new BehaviorRules(options);
        var record = default(BehaviorRecord);
        var now = 1L;
        foreach (var (outcome, cost, gap) in calls)
        {
            now += gap * TimeSpan.TicksPerMillisecond;
            rules.Count(ref record, now, (ConsumerCallOutcome)(outcome % 4), cost);
            var before = record.Step;
            var steppedAt = record.SteppedAt;
            var moved = rules.Review(ref record, now, 10, isCall: true);
            if (record.Step != before + moved || moved > 1 || (moved > 0 && steppedAt != 0 && now - steppedAt < options.StepAfter.Ticks))
                return false;
            var factor = rules.FactorOf(record.Step);
            if (!(factor >= options.Floor && factor <= options.Ceiling) || record.Calls < 0 || record.Failed > record.Calls + 0.001)
                return false;
        }
        return true;
    }

    [Property(MaxTest = 200)]
    public bool Who_only_makes_ordinary_calls_of_ordinary_cost_is_never_restricted((byte Cost, ushort Gap)[] calls)
    {
        var rules = new BehaviorRules(new RateLimitBehaviorOptions { LeastCalls = 1 });
        var record = default(BehaviorRecord);
        var now = 1L;
        foreach (var (cost, gap) in calls)
        {
            now += gap * TimeSpan.TicksPerMillisecond;
            rules.Count(ref record, now, ConsumerCallOutcome.Ordinary, cost % 100);
            rules.Review(ref record, now, 10, isCall: true);
            if (record.Step != 0)
                return false;
        }
        return true;
    }

    [Theory]
    [InlineData(0, "a Floor of 0:")]
    [InlineData(1, "a Ceiling of 0.5:")]
    [InlineData(2, "a FailedShare of 0:")]
    [InlineData(3, "a ProbedShare of 2:")]
    [InlineData(4, "a RefusedShare of NaN:")]
    [InlineData(5, "a CostMultiple of 1:")]
    [InlineData(6, "LeastCalls of 0:")]
    [InlineData(7, "a HalfLife of 00:00:00:")]
    [InlineData(8, "a ConsumerCapacity of 0:")]
    public void What_cannot_hold_is_refused_with_the_remedy(int fault, string expected)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() =>
        {
            using var gate = TestGate.With(policy => policy.Limit(100, Second).FollowBehavior(behavior => _ = fault switch
            {
                0 => behavior.Floor = 0,
                1 => behavior.Ceiling = 0.5,
                2 => behavior.FailedShare = 0,
                3 => behavior.ProbedShare = 2,
                4 => behavior.RefusedShare = double.NaN,
                5 => behavior.CostMultiple = 1,
                6 => behavior.LeastCalls = 0,
                7 => (behavior.HalfLife = TimeSpan.Zero).TotalSeconds,
                _ => behavior.ConsumerCapacity = 0,
            }));
            gate.Acquire();
        });
        Assert.Contains($"Policy \"api\" follows behavior with {expected}", refusal.Message, StringComparison.Ordinal);
    }
}
