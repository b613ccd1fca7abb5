namespace Platform.RateLimiting.GateContract;

/// <summary>What every gate must do, wherever it counts.</summary>
public abstract class RateGateContract
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected abstract ValueTask<GateUnderTest> StartAsync(Action<PlatformRateLimitingOptions> configure);

    [Fact]
    public async Task Of_several_limits_each_must_admit()
    {
        await using var gate = await With(policy => policy.Limit("burst", 3, Second).Limit("minute", 5, Minute));

        Assert.Equal(3, await gate.AdmittedOfAsync(10));
        await gate.AdvanceAsync(Second);
        Assert.Equal(2, await gate.AdmittedOfAsync(10));
    }

    [Fact]
    public async Task A_refusal_takes_nothing_from_any_limit()
    {
        await using var gate = await With(policy => policy.Limit("burst", 3, Second).Limit("minute", 5, Minute));
        await gate.AdmittedOfAsync(50);

        var decision = await gate.AcquireAsync();

        Assert.Equal(RateLimitOutcome.Refused, decision.Outcome);
        Assert.Equal(("burst", 0L), (decision[0].Limit, decision[0].Remaining));
        Assert.Equal(("minute", 2L), (decision[1].Limit, decision[1].Remaining));
        Assert.Equal("burst", decision.Decisive!.Value.Limit);
    }

    [Fact]
    public async Task Who_comes_back_when_told_is_admitted_and_a_microsecond_earlier_is_not()
    {
        await using var gate = await With(policy => policy.Limit("burst", 8, Second).Limit("minute", 12, Minute));
        Assert.Equal(8, await gate.AdmittedOfAsync(8));
        await gate.AdvanceAsync(Second);
        Assert.Equal(4, await gate.AdmittedOfAsync(4));

        var wait = (await gate.AcquireAsync(cost: 2)).RetryAfter!.Value;

        await gate.AdvanceAsync(wait - TimeSpan.FromMicroseconds(1));
        Assert.False((await gate.AcquireAsync(cost: 2)).IsAdmitted);
        await gate.AdvanceAsync(TimeSpan.FromMicroseconds(1));
        Assert.True((await gate.AcquireAsync(cost: 2)).IsAdmitted);
    }

    [Fact]
    public async Task Of_a_refusal_by_several_limits_the_longest_wait_is_told()
    {
        await using var gate = await With(policy => policy.Limit("burst", 5, Second, burst: 3).Limit("minute", 3, Minute, burst: 4));
        await gate.AdmittedOfAsync(3);

        var decision = await gate.AcquireAsync(cost: 2);

        Assert.Equal(TimeSpan.FromMilliseconds(400), decision[0].RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(20), decision[1].RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(20), decision.RetryAfter);
    }

    [Fact]
    public async Task A_cost_is_weighed_and_one_beyond_the_burst_never_admitted()
    {
        await using var gate = await With(policy => policy.Limit(10, Second));

        Assert.True((await gate.AcquireAsync(cost: 7)).IsAdmitted);
        Assert.False((await gate.AcquireAsync(cost: 4)).IsAdmitted);
        Assert.True((await gate.AcquireAsync(cost: 3)).IsAdmitted);
        await gate.AdvanceAsync(Minute);
        var never = await gate.AcquireAsync(cost: 11);
        Assert.False(never.IsAdmitted);
        Assert.Null(never.RetryAfter);
        Assert.Equal(10, never.Decisive!.Value.Remaining);
        Assert.Null((await gate.AcquireAsync(cost: long.MaxValue)).RetryAfter);
        Assert.Null((await gate.ReserveAsync(long.MaxValue)).Decision.RetryAfter);
    }

    [Fact]
    public async Task A_cost_of_nothing_only_asks()
    {
        await using var gate = await With(policy => policy.Limit(2, Second));

        for (var call = 0; call < 10; call++)
            Assert.True((await gate.AcquireAsync(cost: 0)).IsAdmitted);
        Assert.Equal(2, await gate.AdmittedOfAsync(2));
        Assert.False((await gate.AcquireAsync(cost: 0)).IsAdmitted);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_before_anything_is_taken()
    {
        await using var gate = await With(policy => policy.Limit(2, Second));

        await Assert.ThrowsAsync<ArgumentException>(() => gate.AcquireAsync(default(RateLimitKey)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => gate.AcquireAsync(cost: -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => gate.ReserveAsync(0));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await gate.Gate.AcquireAsync(null!, RateLimitKey.Text("alice"), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(2, await gate.AdmittedOfAsync(5));
    }

    [Fact]
    public async Task Keys_of_any_kind_are_counted_apart()
    {
        await using var gate = await With(policy => policy.Limit(1, Minute));
        RateLimitKey[] keys =
        [
            RateLimitKey.Text("a"), RateLimitKey.ApiKey("a"), RateLimitKey.Subject("a"), RateLimitKey.Tenant("a"), RateLimitKey.Text("ab"),
            RateLimitKey.Text("a").And(RateLimitKey.Text("b")), RateLimitKey.Text("b").And(RateLimitKey.Text("a")), RateLimitKey.Text("\ud800"), RateLimitKey.Text("\udc00"),
            RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("203.0.113.7")), RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("2001:db8::1")),
            RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("2001:db8::1"), 56), RateLimitKey.Text("a").And(RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("203.0.113.7"))),
        ];

        foreach (var key in keys)
            Assert.True((await gate.AcquireAsync(key)).IsAdmitted, key.ToString());
        foreach (var key in keys)
            Assert.False((await gate.AcquireAsync(key)).IsAdmitted, key.ToString());
    }

    [Fact]
    public async Task In_shadow_mode_nobody_is_refused_and_it_is_told_who_would_be()
    {
        await using var gate = await With(policy => policy.Limit(2, Second).Shadow = true);
        List<RateLimitOutcome> outcomes = [];
        for (var call = 0; call < 4; call++)
            outcomes.Add((await gate.AcquireAsync()).Outcome);

        Assert.Equal([RateLimitOutcome.Admitted, RateLimitOutcome.Admitted, RateLimitOutcome.Shadowed, RateLimitOutcome.Shadowed], outcomes);
    }

    [Fact]
    public async Task The_block_list_stands_before_the_allow_list_and_both_before_the_limits()
    {
        await using var gate = await With(policy =>
        {
            policy.Limit(1, Minute);
            policy.AllowList.Add("text:health");
            policy.AllowList.Add("text:mallory");
            policy.BlockList.Add("text:mallory");
        });

        for (var call = 0; call < 5; call++)
            Assert.Equal(RateLimitOutcome.AllowListed, (await gate.AcquireAsync("health")).Outcome);
        var blocked = await gate.AcquireAsync("mallory");
        Assert.Equal(RateLimitOutcome.Blocked, blocked.Outcome);
        Assert.Null(blocked.RetryAfter);
        Assert.Equal(0, blocked.Count);
        Assert.False((await gate.ReserveAsync(1, "mallory")).Settle(0));
        Assert.Equal(1, await gate.AdmittedOfAsync(5));
    }

    [Fact]
    public async Task Tiers_and_consumers_change_the_limits_they_name()
    {
        await using var gate = await With(policy => policy.Limit("burst", 2, Second).Limit("minute", 60, Minute)
            .Tier("gold", tier => tier.Limit("burst", 5, Second))
            .Consumer("text:carol", consumer => consumer.Limit("burst", 7, Second)));

        Assert.Equal(5, await gate.AdmittedOfAsync(10, "alice", "gold"));
        Assert.Equal(2, await gate.AdmittedOfAsync(10, "bob", "platinum"));
        Assert.Equal(7, await gate.AdmittedOfAsync(10, "carol"));
        Assert.Equal("gold", (await gate.AcquireAsync("alice", tier: "gold")).Tier);
    }

    [Fact]
    public async Task Limits_that_follow_behavior_are_multiplied_for_who_misbehaves_and_what_it_has_taken_stays_taken()
    {
        await using var gate = await With(policy => policy.Limit("burst", 8, TimeSpan.FromSeconds(16)).Limit("single", 1, Second).FollowBehavior());
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
        for (var call = 0; call < 30; call++)
            gate.Behavior.Observe(gate.Policies["api"], RateLimitKey.Text("alice"), ConsumerCallOutcome.Probed);

        // The eighth of a burst that it had taken is an eighth still, and a burst of one is half as often.
        var lowered = await gate.AcquireAsync(cost: 0);
        Assert.Equal(("burst", 4L, 3L), (lowered[1].Limit, lowered[1].Burst, lowered[1].Remaining));
        await gate.AdvanceAsync(2 * Second);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
        await gate.AdvanceAsync(2 * Second - TimeSpan.FromMicroseconds(1));
        Assert.False((await gate.AcquireAsync()).IsAdmitted);
        await gate.AdvanceAsync(TimeSpan.FromMicroseconds(1));
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
        Assert.Equal(8, (await gate.AcquireAsync("bob"))[1].Burst);
    }

    /// <summary>Beside a bucket that is counted in exact integers: each limit's permit is a whole number of microseconds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Several_limits_decide_as_a_naive_exact_limiter_does_and_take_together(int seed)
    {
        await using var gate = await With(policy => policy.Limit("a", 10, Second, burst: 6).Limit("b", 100, Minute, burst: 30).Limit("c", 500, Hour, burst: 60));
        (long Permit, long Burst, long Debt)[] model = [(100_000, 6, 0), (600_000, 30, 0), (7_200_000, 60, 0)];
        var chance = new Random(seed);
        for (var step = 0; step < 150; step++)
        {
            var gap = chance.Next(0, 400_000);
            await gate.AdvanceAsync(TimeSpan.FromMicroseconds(gap));
            for (var i = 0; i < model.Length; i++)
                model[i].Debt = Math.Max(0, model[i].Debt - gap);
            var cost = chance.Next(1, 8);
            var expected = model.All(limit => limit.Debt + cost * limit.Permit <= limit.Burst * limit.Permit);

            var decision = await gate.AcquireAsync(cost: cost);

            Assert.True(expected == decision.IsAdmitted, $"seed {seed}, step {step}: {decision}");
            for (var i = 0; i < model.Length; i++)
            {
                if (expected)
                    model[i].Debt += cost * model[i].Permit;
                Assert.Equal((model[i].Burst * model[i].Permit - model[i].Debt) / model[i].Permit, decision[i].Remaining);
                Assert.Equal(TimeSpan.FromMicroseconds(model[i].Debt), decision[i].ResetAfter);
            }
        }
    }

    [Fact]
    public async Task Limits_that_no_microsecond_divides_are_counted_exactly()
    {
        // A permit takes 142,857.142857… µs; as ticks of 1/16 ns rounded up it is 2,285,714,286, and seven of them 2 ticks more than a second.
        await using var gate = await With(policy => policy.Limit(7, Second));
        Assert.Equal(7, await gate.AdmittedOfAsync(9));
        await gate.AdvanceAsync(Second);
        Assert.Equal(6, await gate.AdmittedOfAsync(6));
        Assert.False((await gate.AcquireAsync()).IsAdmitted);
        await gate.AdvanceAsync(TimeSpan.FromMicroseconds(1));
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
    }

    [Fact]
    public async Task The_fastest_and_the_longest_limits_can_be_counted()
    {
        await using var gate = await StartAsync(options => options
            .Policy("fast", policy => policy.Limit(100_000_000, Second, 1_000_000_000_000))
            .Policy("long", policy => policy.Limit(1, TimeSpan.FromDays(366))));

        Assert.True((await gate.AcquireAsync(cost: 999_999_999_999, policy: "fast")).IsAdmitted);
        Assert.True((await gate.AcquireAsync(policy: "fast")).IsAdmitted);
        Assert.False((await gate.AcquireAsync(policy: "fast")).IsAdmitted);
        await gate.AdvanceAsync(TimeSpan.FromMicroseconds(1));
        Assert.True((await gate.AcquireAsync(cost: 100, policy: "fast")).IsAdmitted);
        Assert.False((await gate.AcquireAsync(policy: "fast")).IsAdmitted);
        Assert.True((await gate.AcquireAsync(policy: "long")).IsAdmitted);
        Assert.Equal(TimeSpan.FromDays(366) - TimeSpan.FromMicroseconds(1), (await AfterAsync(gate, TimeSpan.FromMicroseconds(1), () => gate.AcquireAsync(policy: "long"))).RetryAfter);
    }

    [Fact]
    public async Task Callers_at_once_get_exactly_the_burst_whatever_they_cost()
    {
        await using var gate = await With(policy => policy.Limit("a", 10_000, Second, 200).Limit("b", 5_000, Minute, 300).Limit("c", 100, Hour, 400));

        var decisions = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Task.Run(() => gate.AcquireAsync())));
        var weighed = await Task.WhenAll(Enumerable.Range(0, 200).Select(call => Task.Run(() => gate.AcquireAsync("bob", cost: call % 5 + 1))));

        var after = await gate.AcquireAsync();
        Assert.Equal(200, decisions.Count(decision => decision.IsAdmitted));
        Assert.Equal([0, 100, 200], Enumerable.Range(0, 3).Select(index => after[index].Remaining));
        Assert.Equal(200, weighed.Where(decision => decision.IsAdmitted).Sum(decision => decision.Cost));
    }

    [Fact]
    public async Task What_keys_have_taken_is_kept_when_a_policy_changes()
    {
        await using var gate = await With(policy => policy.Limit(4, Second));
        var held = gate.Policies["api"];
        Assert.Equal(3, await gate.AdmittedOfAsync(3));

        gate.Policies.Change(options => options.Policies["api"].Limit(8, Second));

        // Three of four were gone: a debt of three quarters of a second, which at the new rate are six of eight.
        Assert.Same(held, gate.Policies["api"]);
        Assert.Equal(2, await gate.AdmittedOfAsync(10));
    }

    [Fact]
    public async Task A_tighter_limit_makes_nobody_wait_by_the_old_rules()
    {
        await using var gate = await With(policy => policy.Limit(10, Hour));
        await gate.AdmittedOfAsync(10);

        gate.Policies.Change(options => options.Policies["api"].Limit(1, Second));

        Assert.False((await gate.AcquireAsync()).IsAdmitted);
        await gate.AdvanceAsync(Second);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
    }

    [Fact]
    public async Task A_limit_that_is_added_begins_with_a_whole_burst_and_the_others_go_on()
    {
        await using var gate = await With(policy => policy.Limit("burst", 4, Second));
        await gate.AdmittedOfAsync(2);

        gate.Policies.Change(options => options.Policies["api"].Limit("minute", 10, Minute));

        var decision = await gate.AcquireAsync();
        Assert.Equal((1L, 9L), (decision[0].Remaining, decision[1].Remaining));
    }

    [Fact]
    public async Task What_was_reserved_too_much_comes_back()
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10)));
        var reservation = await gate.ReserveAsync(8);
        Assert.False((await gate.AcquireAsync(cost: 3)).IsAdmitted);

        Assert.True(await reservation.SettleAsync(3, TestContext.Current.CancellationToken));

        Assert.Equal(7, await gate.RemainingAsync());
    }

    [Fact]
    public async Task What_was_reserved_too_little_is_charged_beyond_the_burst_if_it_must()
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10)));
        var reservation = await gate.ReserveAsync(8);

        Assert.True(await reservation.SettleAsync(25, TestContext.Current.CancellationToken));

        Assert.False((await gate.AcquireAsync()).IsAdmitted);
        Assert.Equal(TimeSpan.FromSeconds(16), (await gate.AcquireAsync()).RetryAfter);
    }

    [Fact]
    public async Task A_reservation_is_settled_once()
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10)));
        var reservation = await gate.ReserveAsync(8);

        Assert.True(await reservation.SettleAsync(0, TestContext.Current.CancellationToken));
        Assert.False(await reservation.SettleAsync(0, TestContext.Current.CancellationToken));
        Assert.False(reservation.Settle(100));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await reservation.SettleAsync(-1, TestContext.Current.CancellationToken));

        Assert.Equal(10, await gate.RemainingAsync());
    }

    [Fact]
    public async Task What_time_has_paid_for_does_not_come_back()
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10)));
        var reservation = await gate.ReserveAsync(8);
        await gate.AdvanceAsync(TimeSpan.FromSeconds(8));
        Assert.True((await gate.AcquireAsync(cost: 10)).IsAdmitted);

        await reservation.SettleAsync(0, TestContext.Current.CancellationToken);

        Assert.Equal(0, await gate.RemainingAsync());
    }

    [Fact]
    public async Task Nothing_is_left_to_settle_of_what_was_refused()
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10)));
        await gate.ReserveAsync(10);
        var refused = await gate.ReserveAsync(5);

        Assert.False(refused.Decision.IsAdmitted);
        Assert.False(await refused.SettleAsync(0, TestContext.Current.CancellationToken));
        Assert.False((await gate.AcquireAsync()).IsAdmitted);
    }

    [Fact]
    public async Task The_largest_cost_makes_a_debt_that_can_still_be_counted()
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10)));
        for (var time = 0; time < 3; time++)
            await (await gate.ReserveAsync(1, $"{time}")).SettleAsync(long.MaxValue, TestContext.Current.CancellationToken);
        await (await gate.ReserveAsync(1)).SettleAsync(long.MaxValue, TestContext.Current.CancellationToken);

        var decision = await gate.AcquireAsync();

        Assert.False(decision.IsAdmitted);
        Assert.InRange(decision.RetryAfter!.Value, TimeSpan.FromDays(365), TimeSpan.MaxValue);
    }

    /// <summary>The model pays debts off in the order in which they were made, and a refund takes away what is left of its own.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task In_any_order_of_reservations_refunds_and_pauses_exactly_what_is_still_owed_comes_back(int seed)
    {
        await using var gate = await With(policy => policy.Limit(10, TimeSpan.FromSeconds(10), 20));
        List<Debt> debts = [];
        List<(RateLimitReservation Reservation, Debt Debt)> open = [];
        var chance = new Random(seed);
        for (var step = 0; step < 120; step++)
        {
            switch (chance.Next(3))
            {
                case 0:
                    var milliseconds = chance.Next(0, 8_000);
                    await gate.AdvanceAsync(TimeSpan.FromMilliseconds(milliseconds));
                    Pay(debts, milliseconds);
                    break;
                case 1:
                    var cost = chance.Next(1, 9);
                    var reservation = await gate.ReserveAsync(cost);
                    Assert.Equal(debts.Sum(each => each.Milliseconds) + cost * 1_000 <= 20_000, reservation.Decision.IsAdmitted);
                    if (!reservation.Decision.IsAdmitted)
                        break;
                    var debt = new Debt { Milliseconds = cost * 1_000 };
                    debts.Add(debt);
                    open.Add((reservation, debt));
                    break;
                case 2 when open.Count > 0:
                    var at = chance.Next(open.Count);
                    var (settled, owed) = open[at];
                    open.RemoveAt(at);
                    var actual = chance.NextInt64(0, settled.Decision.Cost + 1);
                    await settled.SettleAsync(actual, TestContext.Current.CancellationToken);
                    owed.Milliseconds -= Math.Min(owed.Milliseconds, (settled.Decision.Cost - actual) * 1_000);
                    break;
            }
            Assert.Equal(debts.Sum(each => each.Milliseconds), (await gate.AcquireAsync(cost: 0))[0].ResetAfter.TotalMilliseconds);
        }
    }

    private ValueTask<GateUnderTest> With(Action<RateLimitPolicyOptions> policy) => StartAsync(options => options.Policy("api", policy));

    private static async Task<T> AfterAsync<T>(GateUnderTest gate, TimeSpan time, Func<Task<T>> call)
    {
        await gate.AdvanceAsync(time);
        return await call();
    }

    private static void Pay(List<Debt> debts, long milliseconds)
    {
        foreach (var debt in debts)
        {
            var paid = Math.Min(debt.Milliseconds, milliseconds);
            debt.Milliseconds -= paid;
            milliseconds -= paid;
        }
    }

    private sealed class Debt
    {
        public long Milliseconds;
    }
}
