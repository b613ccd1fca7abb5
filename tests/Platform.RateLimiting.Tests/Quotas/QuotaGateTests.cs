using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.Ledger;
using Platform.Testing;

namespace Platform.RateLimiting.Tests.Quotas;

public sealed class QuotaGateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static QuotaHost Host(Action<QuotaOptions>? quota = null, long allowance = 10, long burst = 1_000, Action<RateLimitPolicyOptions>? more = null, IUsageLedgerStore? store = null) => new(
        policy =>
        {
            policy.Limit("burst", 1, TimeSpan.FromDays(1), burst).Quota("monthly", allowance, QuotaPeriod.Month, quota);
            policy.Limits["burst"].Per = TimeSpan.FromHours(1);
            more?.Invoke(policy);
        },
        store);

    [Fact]
    public async Task A_quota_admits_its_allowance_and_says_when_it_begins_anew()
    {
        await using var host = Host();

        Assert.Equal(10, await host.AdmittedOfAsync(12));
        var refused = await host.AcquireAsync();

        Assert.Equal((RateLimitOutcome.Refused, 1), (refused.Outcome, refused.QuotaCount));
        Assert.Equal(("monthly", 10L, 0L), (refused.GetQuota(0).Quota, refused.GetQuota(0).Used, refused.GetQuota(0).Remaining));
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero) - host.Time.GetUtcNow(), refused.RetryAfter);
        Assert.Equal(refused.RetryAfter, refused.DecisiveQuota!.Value.RetryAfter);
        host.Time.Advance(refused.RetryAfter!.Value - Second);
        Assert.False((await host.AcquireAsync()).IsAdmitted);
        host.Time.Advance(Second);
        Assert.Equal((true, 1L), (await host.AcquireAsync()) is var next ? (next.IsAdmitted, next.GetQuota(0).Used) : default);
    }

    [Fact]
    public async Task What_a_quota_refuses_is_taken_from_no_limit_and_what_a_limit_refuses_from_no_quota()
    {
        await using var host = Host(allowance: 10, burst: 15);
        Assert.Equal(10, await host.AdmittedOfAsync(10));

        var refused = await host.AcquireAsync();
        Assert.Equal((1, 5L), (refused.Count, refused[0].Remaining));
        var remembered = await host.AcquireAsync();
        Assert.Equal((0, false, 1), (remembered.Count, remembered.IsAdmitted, remembered.QuotaCount));
        Assert.Null(remembered.Decisive);

        host.Time.Advance(TimeSpan.FromDays(22));
        Assert.Equal(10, await host.AdmittedOfAsync(10));
        Assert.Equal(20, await host.ExportedAsync());
        await using var other = Host(allowance: 100, burst: 3);
        Assert.Equal(3, await other.AdmittedOfAsync(10));
        var byLimit = await other.AcquireAsync();
        Assert.Equal(("burst", 3L), (byLimit.Decisive!.Value.Limit, byLimit.GetQuota(0).Used));
        Assert.Null(byLimit.DecisiveQuota);
        Assert.Equal(3, await other.ExportedAsync());
    }

    [Fact]
    public async Task A_decision_explains_itself()
    {
        await using var host = Host(quota => quota.Overage = 2);
        var admitted = await host.AcquireAsync(cost: 4);
        await host.AcquireAsync(cost: 8);

        Assert.EndsWith("; quota \"monthly\" gives 10, 2 beyond them at most, until 2026-04-01 00:00:00Z, and 4 are used. The call costs 4.", admitted.Explain(), StringComparison.Ordinal);
        Assert.Equal(
            "Refused by policy \"api\": quota \"monthly\" gives 10, 2 beyond them at most, until 2026-04-01 00:00:00Z, and 12 are used. The call costs 1; it is admitted in 21.12:00:00 at the earliest.",
            (await host.AcquireAsync()).Explain());
        Assert.EndsWith("The call costs 13, more than a window can ever give; waiting does not help.", (await host.AcquireAsync(cost: 13)).Explain(), StringComparison.Ordinal);
        Assert.Null((await host.AcquireAsync(cost: 13)).RetryAfter);
        Assert.Equal((0L, 2L), (await host.AcquireAsync(cost: 0)).GetQuota(0) is var reading ? (reading.Remaining, reading.OverageUsed) : default);
    }

    [Fact]
    public async Task Tiers_and_consumers_have_their_own_allowances()
    {
        await using var host = Host(quota => quota.Rollover = 5, more: policy => policy
            .Tier("gold", tier => tier.Quota("monthly", 20)).Consumer("tenant:vip", consumer => consumer.Quota("monthly", 30, overage: 1)));

        Assert.Equal((20L, 0L), (await host.AcquireAsync(cost: 20, tier: "gold")).GetQuota(0) is var gold ? (gold.Allowance, gold.Remaining) : default);
        Assert.False((await host.AcquireAsync(cost: 1, tier: "gold")).IsAdmitted);
        Assert.True((await host.AcquireAsync("vip", cost: 31)).IsAdmitted);
        Assert.True((await host.AcquireAsync("vip", cost: 0, tier: "gold")).GetQuota(0).Allowance == 30);
        Assert.False((await host.AcquireAsync("plain", cost: 11)).IsAdmitted);
    }

    [Fact]
    public async Task Who_is_on_a_list_is_not_counted()
    {
        await using var host = Host(more: policy =>
        {
            policy.AllowList.Add("tenant:free");
            policy.BlockList.Add("tenant:bad");
        });

        Assert.Equal((RateLimitOutcome.AllowListed, 0), (await host.AcquireAsync("free", cost: 99)) is var free ? (free.Outcome, free.QuotaCount) : default);
        Assert.Equal(RateLimitOutcome.Blocked, (await host.AcquireAsync("bad")).Outcome);
        Assert.Equal(RateLimitOutcome.AllowListed, (await host.ReserveAsync(5, "free")).Decision.Outcome);
        Assert.Equal(0, await host.ExportedAsync());
    }

    [Fact]
    public async Task In_shadow_mode_everything_is_counted_and_nothing_refused()
    {
        await using var host = Host(allowance: 3, more: policy => policy.Shadow = true);

        Assert.Equal(
            [RateLimitOutcome.Admitted, RateLimitOutcome.Admitted, RateLimitOutcome.Admitted, RateLimitOutcome.Shadowed],
            [(await host.AcquireAsync()).Outcome, (await host.AcquireAsync()).Outcome, (await host.AcquireAsync()).Outcome, (await host.AcquireAsync()).Outcome]);
        Assert.Equal(4, await host.ExportedAsync());
    }

    [Fact]
    public async Task A_reservation_is_settled_in_the_window_in_which_it_was_made_and_once()
    {
        await using var host = Host();
        var reservation = await host.ReserveAsync(8);
        Assert.False((await host.AcquireAsync(cost: 3)).IsAdmitted);

        Assert.True(await reservation.SettleAsync(3, Cancellation));
        Assert.False(await reservation.SettleAsync(0, Cancellation));
        Assert.Equal(3, (await host.AcquireAsync(cost: 0)).GetQuota(0).Used);

        var late = await host.ReserveAsync(5);
        host.Time.Advance(TimeSpan.FromDays(30));
        Assert.True((await host.AcquireAsync(cost: 10)).IsAdmitted);
        Assert.True(await late.SettleAsync(0, Cancellation));
        Assert.False((await host.AcquireAsync()).IsAdmitted);
        Assert.Equal(13, await host.ExportedAsync());
        var more = await host.ReserveAsync(1, "other");
        Assert.True(await more.SettleAsync(50, Cancellation));
        Assert.Equal(50, (await host.AcquireAsync("other", cost: 0)).GetQuota(0).Used);
    }

    [Property(MaxTest = 40)]
    public async Task<bool> However_it_is_reserved_and_settled_the_ledger_has_what_was_settled_and_never_admits_more_than_is_free(uint seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        await using var host = Host(allowance: 30, burst: 5_000);
        var (used, open) = (0L, new List<(RateLimitReservation Reservation, long Cost)>());
        for (var step = 0; step < 40; step++)
        {
            if (open.Count > 0 && random.Next(2) == 0)
            {
                var (reservation, cost) = open[^1];
                open.RemoveAt(open.Count - 1);
                var actual = random.Next(0, 8);
                await reservation.SettleAsync(actual, Cancellation);
                used += actual - cost;
                continue;
            }
            var estimate = random.Next(1, 8);
            var made = await host.ReserveAsync(estimate);
            if (made.Decision.IsAdmitted != (used + estimate <= 30))
                return false;
            if (!made.Decision.IsAdmitted)
                continue;
            used += estimate;
            open.Add((made, estimate));
        }
        return await host.ExportedAsync() == used && (await host.AcquireAsync(cost: 0)).GetQuota(0).Used == used;
    }

    [Fact]
    public async Task Warnings_are_told_once_for_each_level()
    {
        await using var host = Host(quota => quota.WarnAt(50, 80));
        await host.AdmittedOfAsync(12);
        await host.UntilAsync(() => host.Warnings.Count >= 2);

        Assert.Equal(
            [("tenant:acme", 50, 5L, 10L), ("tenant:acme", 80, 8L, 10L)],
            host.Warnings.Select(warning => (warning.Consumer, warning.Percent, warning.Used, warning.Available)));
        Assert.Contains(host.Logged, line => line.StartsWith("tenant:acme has reached 80 % of quota \"monthly\" of policy \"api\": 8 of 10 are used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decisions_that_wait_together_go_in_one_transaction()
    {
        var store = new FaultyStore();
        await using var host = Host(allowance: 60, store: store);
        store.Hang();
        var first = host.AcquireAsync();
        await store.UntilHangingAsync();
        var others = Enumerable.Range(0, 99).Select(_ => host.AcquireAsync()).ToList();
        store.Resume();

        var decisions = await Task.WhenAll(others.Prepend(first));

        Assert.Equal(60, decisions.Count(decision => decision.IsAdmitted));
        Assert.Equal([1, 99], store.BatchSizes);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_counted()
    {
        var store = new FaultyStore();
        await using var host = Host(store: store);
        store.Hang();
        using var abort = new CancellationTokenSource();
        var pending = host.Gate.AcquireAsync(host.Policy, RateLimitKey.Tenant("acme"), 7, cancellationToken: abort.Token).AsTask();
        await store.UntilHangingAsync();
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        store.Resume();

        Assert.True(await host.Writer.WrittenAsync(Cancellation));
        Assert.True(await host.Writer.WrittenAsync(Cancellation));
        Assert.Equal(0, (await host.AcquireAsync(cost: 0)).GetQuota(0).Used);
        Assert.Equal(0, await host.ExportedAsync());
    }

    [Fact]
    public void The_gate_that_knows_no_quotas_refuses_such_a_policy_with_the_remedy()
    {
        using var gate = new TestGate(options => options.Policy("api", policy => policy.Limit(1, Second).Quota("daily", 5, QuotaPeriod.Day)));

        var refusal = Assert.Throws<InvalidOperationException>(() => gate.Acquire());
        Assert.Equal("The policy \"api\" has quotas, which LocalRateGate does not count: take IRateGate from the services instead.", refusal.Message);
        Assert.Throws<InvalidOperationException>(() => gate.Local.Reserve(gate.Policies["api"], RateLimitKey.Text("a"), 1));
    }

    [Fact]
    public async Task A_policy_without_quotas_is_decided_at_once_by_the_same_gate()
    {
        using var gate = TestGate.With(policy => policy.Limit(1, TimeSpan.FromDays(1)));
        var front = gate.Services.GetRequiredService<IRateGate>();

        var pending = front.AcquireAsync(gate.Policies["api"], RateLimitKey.Text("a"), cancellationToken: Cancellation).AsTask();
        Assert.True(pending.IsCompletedSuccessfully);
        Assert.Equal((true, 0), (await pending) is var admitted ? (admitted.IsAdmitted, admitted.QuotaCount) : default);
        Assert.False((await front.AcquireAsync(gate.Policies["api"], RateLimitKey.Text("a"), cancellationToken: Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task Policies_with_quotas_in_memory_say_so_in_the_log()
    {
        await using var host = Host();
        await host.AcquireAsync();

        Assert.Contains(host.Logged, line => line.StartsWith("Policies have quotas, and the usage ledger is kept in memory", StringComparison.Ordinal));
    }

    [Fact]
    [AllocationTestOf(typeof(Platform.RateLimiting.Quotas.QuotaGate), nameof(Platform.RateLimiting.Quotas.QuotaGate.AcquireAsync))]
    [AllocationTestOf(typeof(RateLimitDecision), nameof(RateLimitDecision.QuotaCount))]
    public async Task A_decision_from_a_lease_allocates_nothing()
    {
        await using var host = new QuotaHost(policy =>
        {
            policy.Limit(50_000_000, Second, 1_000_000_000).Quota("monthly", 1_000_000_000_000, QuotaPeriod.Month).Quota("daily", 900_000_000_000, QuotaPeriod.Day);
            policy.QuotaLeasePermits = 1_000_000_000;
        });
        var (gate, policy, key) = (host.Gate, host.Policy, RateLimitKey.Tenant("acme"));
        // Twice: who is used often gets a lease.
        await host.AdmittedOfAsync(2);
        Assert.True(await host.Writer.WrittenAsync(Cancellation));

        var denied = false;
        AllocationMeter.AssertBytesPerCall(0, async () => denied |= (await gate.AcquireAsync(policy, key)) is { IsAdmitted: false } or { QuotaCount: not 2 });
        Assert.False(denied);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Who_is_refused_by_a_quota_is_among_the_top_talkers_with_every_refusal(long lease)
    {
        await using var host = new QuotaHost(policy =>
        {
            policy.Limit(1000, TimeSpan.FromHours(1)).Quota("daily", 5, QuotaPeriod.Day);
            policy.QuotaLeasePermits = lease;
        }, sampling: 1);

        Assert.Equal(5, await host.AdmittedOfAsync(12, "loud"));
        Assert.Equal(2, await host.AdmittedOfAsync(2, "quiet"));

        var talkers = host.Services.GetRequiredService<IRateLimitTopTalkers>().Get(host.Policy);
        Assert.Equal([("tenant:loud", 12, 7), ("tenant:quiet", 2, 0)], talkers.Select(talker => (talker.Key, talker.Decisions, talker.Refused)));
    }

    [Fact]
    public async Task Of_sampled_refusals_by_quotas_about_the_right_number_is_told()
    {
        await using var host = new QuotaHost(policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1)).Quota("daily", 5, QuotaPeriod.Day), sampling: 16);
        for (var call = 0; call < 10_000; call++)
        {
            host.Time.Advance(TimeSpan.FromMicroseconds(10));
            await host.AcquireAsync();
        }

        var talker = Assert.Single(host.Services.GetRequiredService<IRateLimitTopTalkers>().Get(host.Policy));

        Assert.InRange(talker.Refused, 7_500, 12_500);
        Assert.InRange(talker.Decisions, talker.Refused, talker.Refused + 100);
    }
}
