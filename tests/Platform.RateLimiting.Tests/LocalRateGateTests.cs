using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;

namespace Platform.RateLimiting.Tests;

public sealed class LocalRateGateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Of_several_limits_each_must_admit()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 3, Second).Limit("minute", 5, Minute));

        Assert.Equal(3, gate.AdmittedOf(10));
        gate.Time.Advance(Second);
        Assert.Equal(2, gate.AdmittedOf(10));
    }

    [Fact]
    public void The_first_call_of_a_key_costs_what_it_costs_also_on_a_clock_that_goes_on_meanwhile()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new KeyTableTests.TickingTime());
        services.AddPlatformRateLimiting(options => options
            .Policy("one", policy => policy.Limit(3, Minute))
            .Policy("two", policy => policy.Limit("a", 3, Minute).Limit("b", 10, TimeSpan.FromHours(1))));
        using var provider = services.BuildServiceProvider();
        var (gate, policies) = (provider.GetRequiredService<LocalRateGate>(), provider.GetRequiredService<IRateLimitPolicies>());

        gate.TryAcquire(policies["one"], RateLimitKey.Text("alice"), out var one);
        gate.TryAcquire(policies["two"], RateLimitKey.Text("alice"), out var two);
        var reserved = gate.Reserve(policies["two"], RateLimitKey.Text("bob"), 2).Decision;

        Assert.Equal(2, one[0].Remaining);
        Assert.Equal((2L, 9L), (two[0].Remaining, two[1].Remaining));
        Assert.Equal((1L, 8L), (reserved[0].Remaining, reserved[1].Remaining));
    }

    [Fact]
    public void A_refusal_takes_nothing_from_any_limit()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 3, Second).Limit("minute", 5, Minute));
        gate.AdmittedOf(1_000);

        var decision = gate.Acquire();

        Assert.Equal(RateLimitOutcome.Refused, decision.Outcome);
        Assert.Equal(("burst", 0L), (decision[0].Limit, decision[0].Remaining));
        Assert.Equal(("minute", 2L), (decision[1].Limit, decision[1].Remaining));
        Assert.Equal("burst", decision.Decisive!.Value.Limit);
    }

    [Fact]
    public void Who_comes_back_when_told_is_admitted_and_a_moment_earlier_is_not()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 7, Second).Limit("minute", 10, Minute));
        gate.AdmittedOf(7);
        gate.Time.Advance(Second);
        gate.AdmittedOf(3);

        var wait = gate.Acquire(cost: 2).RetryAfter!.Value;
        gate.Time.Advance(wait - TimeSpan.FromTicks(1));
        Assert.False(gate.Acquire(cost: 2).IsAdmitted);
        gate.Time.Advance(TimeSpan.FromTicks(1));
        Assert.True(gate.Acquire(cost: 2).IsAdmitted);
    }

    [Fact]
    public void Of_a_refusal_by_several_limits_the_longest_wait_is_told()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 5, Second, burst: 3).Limit("minute", 3, Minute, burst: 4));
        gate.AdmittedOf(3);

        var decision = gate.Acquire(cost: 2);

        Assert.Equal(TimeSpan.FromMilliseconds(400), decision[0].RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(20), decision[1].RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(20), decision.RetryAfter);
        Assert.Equal("minute", decision.Decisive!.Value.Limit);
    }

    [Fact]
    public void A_cost_is_weighed_and_one_beyond_the_burst_never_admitted()
    {
        using var gate = TestGate.With(policy => policy.Limit(10, Second));

        Assert.True(gate.Acquire(cost: 7).IsAdmitted);
        Assert.False(gate.Acquire(cost: 4).IsAdmitted);
        Assert.True(gate.Acquire(cost: 3).IsAdmitted);
        gate.Time.Advance(Minute);
        var never = gate.Acquire(cost: 11);
        Assert.False(never.IsAdmitted);
        Assert.Null(never.RetryAfter);
        Assert.Equal(10, never.Decisive!.Value.Remaining);
        Assert.Null(gate.Acquire(cost: long.MaxValue).RetryAfter);
    }

    [Fact]
    public void A_cost_of_nothing_only_asks()
    {
        using var gate = TestGate.With(policy => policy.Limit(2, Second));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(gate.Acquire(cost: 0).IsAdmitted));
        gate.AdmittedOf(2);
        Assert.False(gate.Acquire(cost: 0).IsAdmitted);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_before_anything_is_taken()
    {
        using var gate = TestGate.With(policy => policy.Limit(2, Second));

        Assert.Throws<ArgumentException>(() => gate.Acquire(default(RateLimitKey)));
        Assert.Throws<ArgumentOutOfRangeException>(() => gate.Acquire(cost: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => gate.Local.Reserve(gate.Policies["api"], RateLimitKey.Text("alice"), 0));
        Assert.Throws<KeyNotFoundException>(() => gate.Acquire(policy: "apo"));
        Assert.Equal(2, gate.AdmittedOf(5));
    }

    [Fact]
    public async Task The_asynchronous_door_is_the_same_gate()
    {
        using var gate = TestGate.With(policy => policy.Limit(1, Second));
        IRateGate door = gate.Local;
        var ending = TestContext.Current.CancellationToken;

        Assert.True((await door.AcquireAsync(gate.Policies["api"], RateLimitKey.Text("alice"), cancellationToken: ending)).IsAdmitted);
        Assert.False((await door.ReserveAsync(gate.Policies["api"], RateLimitKey.Text("alice"), 1, cancellationToken: ending)).Decision.IsAdmitted);
    }

    [Fact]
    public void In_shadow_mode_nobody_is_refused_and_it_is_told_who_would_be()
    {
        using var gate = TestGate.With(policy => policy.Limit(2, Second).Shadow = true);

        var outcomes = Enumerable.Range(0, 4).Select(_ => gate.Acquire()).ToList();

        Assert.Equal([RateLimitOutcome.Admitted, RateLimitOutcome.Admitted, RateLimitOutcome.Shadowed, RateLimitOutcome.Shadowed], outcomes.Select(outcome => outcome.Outcome));
        Assert.All(outcomes, outcome => Assert.True(outcome.IsAdmitted));
        Assert.Equal(TimeSpan.Zero, outcomes[3].RetryAfter);
    }

    [Fact]
    public void The_block_list_stands_before_the_allow_list_and_both_before_the_limits()
    {
        using var gate = TestGate.With(policy =>
        {
            policy.Limit(1, Minute);
            policy.AllowList.Add("text:health");
            policy.AllowList.Add("text:mallory");
            policy.BlockList.Add("text:mallory");
        });

        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(RateLimitOutcome.AllowListed, gate.Acquire("health").Outcome));
        var blocked = gate.Acquire("mallory");
        Assert.Equal(RateLimitOutcome.Blocked, blocked.Outcome);
        Assert.Null(blocked.RetryAfter);
        Assert.Equal(0, blocked.Count);
        Assert.Null(blocked.Decisive);
        Assert.Equal(1, gate.AdmittedOf(5));
    }

    [Fact]
    public void A_tier_changes_the_limits_it_names_and_an_unknown_tier_none()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 2, Second).Limit("minute", 6, Minute)
            .Tier("gold", tier => tier.Limit("burst", 5, Second)));

        Assert.Equal(5, gate.AdmittedOf(10, "alice", "gold"));
        Assert.Equal(2, gate.AdmittedOf(10, "bob"));
        Assert.Equal(2, gate.AdmittedOf(10, "carol", "platinum"));
        Assert.Equal("gold", gate.Acquire("alice", tier: "gold").Tier);
    }

    [Fact]
    public void A_consumers_own_limits_stand_before_those_of_its_tier_and_its_tier_before_the_claimed_one()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 2, Second).Limit("minute", 100, Minute)
            .Tier("gold", tier => tier.Limit("burst", 5, Second))
            .Tier("free", tier => tier.Limit("burst", 1, Second))
            .Consumer("text:alice", consumer => consumer.Tier = "gold")
            .Consumer("text:bob", consumer => consumer.Limit("burst", 7, Second)));

        Assert.Equal(5, gate.AdmittedOf(10, "alice", "free"));
        Assert.Equal(7, gate.AdmittedOf(10, "bob", "free"));
        Assert.Equal(1, gate.AdmittedOf(10, "carol", "free"));
        Assert.Equal(5, gate.Acquire(RateLimitKey.Tenant("acme").And(RateLimitKey.Text("alice"))).Decisive!.Value.Burst);
    }

    [Property(MaxTest = 200)]
    public bool Several_limits_decide_as_each_alone_would_and_take_together((byte Gap, byte Cost)[] calls)
    {
        using var gate = TestGate.With(policy => policy.Limit("a", 10, Second, burst: 6).Limit("b", 100, Minute, burst: 30).Limit("c", 500, TimeSpan.FromHours(1), burst: 60));
        (double Rate, double Burst, double Level)[] model = [(10, 6, 6), (100 / 60.0, 30, 30), (500 / 3600.0, 60, 60)];
        foreach (var (gap, cost) in calls)
        {
            gate.Time.Advance(TimeSpan.FromMilliseconds(gap));
            for (var i = 0; i < model.Length; i++)
                model[i].Level = Math.Min(model[i].Burst, model[i].Level + gap / 1000.0 * model[i].Rate);
            var take = cost % 7 + 1;
            // A model in floating point: where it is too close to call, either answer will do.
            if (model.Any(limit => Math.Abs(limit.Level - take) < 1e-6))
                return true;
            var expected = model.All(limit => limit.Level >= take);
            if (gate.Acquire(cost: take).IsAdmitted != expected)
                return false;
            if (!expected)
                continue;
            for (var i = 0; i < model.Length; i++)
                model[i].Level -= take;
        }
        return true;
    }

    [Fact]
    [Soak]
    public void Threads_that_exhaust_limits_under_each_other_lose_no_permit_and_gain_none()
    {
        for (var run = 0; run < SoakLength.Of(30, 3_000); run++)
        {
            using var gate = TestGate.With(policy => policy.Limit("a", 10_000, Second, 200).Limit("b", 5_000, Minute, 300).Limit("c", 100, TimeSpan.FromHours(1), 400));
            var admitted = 0;
            KeyTableTests.InParallel(4, _ =>
            {
                for (var call = 0; call < 300; call++)
                {
                    if (gate.Acquire().IsAdmitted)
                        Interlocked.Increment(ref admitted);
                }
            });

            var after = gate.Acquire();
            Assert.Equal(200, admitted);
            Assert.Equal([0, 100, 200], Enumerable.Range(0, 3).Select(index => after[index].Remaining));
        }
    }

    [Fact]
    public void A_decision_explains_itself()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 2, Second).Limit("minute", 5, Minute).Tier("gold", tier => tier.Limit("minute", 50, Minute)).BlockList.Add("text:mallory"));

        Assert.Equal(
            "Admitted by policy \"api\" (tier \"gold\"): limit \"burst\" gives 2 in 1 s, at most 2 at once, and 1 remain; limit \"minute\" gives 50 in 00:01:00, at most 50 at once, and 49 remain. The call costs 1.",
            gate.Acquire(tier: "gold").Explain());
        gate.Acquire();
        Assert.Equal(
            "Refused by policy \"api\": limit \"burst\" gives 2 in 1 s, at most 2 at once, and 0 remain. The call costs 1; it is admitted in 0.5 s at the earliest.",
            gate.Acquire().Explain());
        Assert.EndsWith("The call costs 9, more than can ever be taken at once; waiting does not help.", gate.Acquire(cost: 9).Explain(), StringComparison.Ordinal);
        Assert.Equal("Refused: the key is on the block-list of policy \"api\".", gate.Acquire("mallory").ToString());
        gate.Policies.Change(options => options.Policies["api"].Shadow = true);
        Assert.StartsWith("Admitted only because the policy is in shadow mode; it would be refused by policy \"api\": limit \"burst\"", gate.Acquire().Explain(), StringComparison.Ordinal);
        Assert.EndsWith("because the key is on its block-list.", gate.Acquire("mallory").Explain(), StringComparison.Ordinal);
    }
}
