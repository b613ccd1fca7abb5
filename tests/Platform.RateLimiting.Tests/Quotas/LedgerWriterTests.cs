using FsCheck;
using FsCheck.Xunit;
using Platform.RateLimiting.Ledger;
using Platform.Testing;

namespace Platform.RateLimiting.Tests.Quotas;

/// <summary>What happens when the ledger fails, hangs, loses its answer, and comes back.</summary>
public sealed class LedgerWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static QuotaHost Host(FaultyStore store, WhenLedgerUnavailable when, long allowance = 10, bool shadow = false) => new(
        policy =>
        {
            policy.Limit("burst", 1_000_000, TimeSpan.FromSeconds(1)).Quota("monthly", allowance, QuotaPeriod.Month);
            (policy.WhenLedgerUnavailable, policy.Shadow) = (when, shadow);
        },
        store);

    private static async Task ComeBackAsync(QuotaHost host)
    {
        while (!host.Writer.IsAvailable)
        {
            host.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }
        Assert.True(await host.Writer.WrittenAsync(Cancellation));
        Assert.True(await host.Writer.WrittenAsync(Cancellation));
    }

    [Fact]
    public async Task Without_the_ledger_the_process_admits_by_what_it_knows_and_writes_it_later()
    {
        var store = new FaultyStore();
        await using var host = Host(store, WhenLedgerUnavailable.Admit);
        Assert.Equal(4, await host.AdmittedOfAsync(4));
        store.FailBefore = int.MaxValue;

        Assert.Equal(6, await host.AdmittedOfAsync(20));
        Assert.Equal(10, await host.AdmittedOfAsync(20, "stranger"));
        Assert.False(host.Writer.IsAvailable);
        Assert.Contains(host.Logged, line => line.StartsWith("The usage ledger does not answer;", StringComparison.Ordinal));

        store.FailBefore = 0;
        await ComeBackAsync(host);
        Assert.Contains("The usage ledger answers again.", host.Logged);
        Assert.Equal(10, (await host.AcquireAsync(cost: 0)).GetQuota(0).Used);
        Assert.Equal(20, await host.ExportedAsync());
    }

    [Fact]
    public async Task Without_the_ledger_a_policy_that_says_so_refuses_without_a_time_to_come_back()
    {
        var store = new FaultyStore { FailBefore = int.MaxValue };
        await using var host = Host(store, WhenLedgerUnavailable.Refuse);

        var refused = await host.AcquireAsync();

        Assert.Equal((RateLimitOutcome.Refused, true, null), (refused.Outcome, refused.IsLedgerMissing, refused.RetryAfter));
        Assert.Equal(1_000_000, refused[0].Remaining);
        Assert.Equal("Refused by policy \"api\", because the usage ledger does not answer and the policy says that nothing is admitted without it.", refused.Explain());
        store.FailBefore = 0;
        await ComeBackAsync(host);
        Assert.Equal(0, await host.ExportedAsync());
        Assert.Equal(10, await host.AdmittedOfAsync(20));
    }

    [Fact]
    public async Task A_ledger_that_hangs_is_done_without_after_the_deadline_and_what_it_does_later_counts_once()
    {
        var store = new FaultyStore();
        await using var host = Host(store, WhenLedgerUnavailable.Admit);
        store.Hang();
        var first = host.AcquireAsync(cost: 2);
        await store.UntilHangingAsync();
        var second = host.AcquireAsync(cost: 3);
        while (!first.IsCompleted || !second.IsCompleted)
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        Assert.True((await first).IsAdmitted && (await second).IsAdmitted);
        store.Resume();
        await ComeBackAsync(host);
        Assert.Equal(5, (await host.AcquireAsync(cost: 0)).GetQuota(0).Used);
        Assert.Equal(5, await host.ExportedAsync());
    }

    [Theory]
    [InlineData(WhenLedgerUnavailable.Admit, 7)]
    [InlineData(WhenLedgerUnavailable.Refuse, 0)]
    public async Task A_batch_whose_answer_was_lost_counts_once_and_as_the_caller_was_told(WhenLedgerUnavailable when, long expected)
    {
        var store = new FaultyStore { FailAfter = 1 };
        await using var host = Host(store, when);

        Assert.Equal(expected > 0, (await host.AcquireAsync(cost: 7)).IsAdmitted);

        await ComeBackAsync(host);
        Assert.Equal(expected, (await host.AcquireAsync(cost: 0)).GetQuota(0).Used);
        Assert.Equal(expected, await host.ExportedAsync());
    }

    [Fact]
    public async Task In_shadow_mode_nothing_is_refused_and_all_is_counted_later()
    {
        var store = new FaultyStore { FailAfter = 1, FailBefore = 1 };
        await using var host = Host(store, WhenLedgerUnavailable.Refuse, allowance: 2, shadow: true);

        Assert.Equal(9, await host.AdmittedOfAsync(9));

        await ComeBackAsync(host);
        Assert.Equal(9, await host.ExportedAsync());
    }

    [Fact]
    public async Task A_settlement_that_could_not_be_written_is_written_later()
    {
        var store = new FaultyStore();
        await using var host = Host(store, WhenLedgerUnavailable.Admit);
        var reservation = await host.ReserveAsync(8);
        store.FailBefore = int.MaxValue;

        Assert.False(await reservation.SettleAsync(2, Cancellation));

        store.FailBefore = 0;
        await ComeBackAsync(host);
        Assert.Equal(2, await host.ExportedAsync());
    }

    [Property(MaxTest = 60)]
    public async Task<bool> Whatever_fails_what_was_told_admitted_is_what_is_exported(uint seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        var store = new FaultyStore();
        await using var host = new QuotaHost(
            policy =>
            {
                policy.Limit("burst", 1_000_000, TimeSpan.FromSeconds(1)).Quota("monthly", 60, QuotaPeriod.Month).Quota("daily", 40, QuotaPeriod.Day);
                policy.QuotaLeasePermits = random.Next(2) * 20;
                policy.WhenLedgerUnavailable = (WhenLedgerUnavailable)random.Next(2);
            },
            store);
        var admitted = 0L;
        for (var step = 0; step < 25; step++)
        {
            (store.FailBefore, store.FailAfter) = (random.Next(4) == 0 ? random.Next(3) : store.FailBefore, random.Next(4) == 0 ? random.Next(3) : store.FailAfter);
            var calls = Enumerable.Range(0, random.Next(1, 6)).Select(_ => (Cost: random.Next(1, 4), Key: $"key {random.Next(2)}")).Select(async call => (await host.AcquireAsync(call.Key, call.Cost)).IsAdmitted ? call.Cost : 0).ToList();
            admitted += (await Task.WhenAll(calls)).Sum();
            if (random.Next(3) == 0)
                host.Time.Advance(TimeSpan.FromSeconds(random.Next(20_000)));
        }
        (store.FailBefore, store.FailAfter) = (0, 0);
        await ComeBackAsync(host);
        await host.Ledger.FlushAsync(Cancellation);
        return await host.ExportedAsync() == admitted;
    }

    [Fact]
    public async Task Too_many_that_wait_are_decided_without_the_ledger()
    {
        var store = new FaultyStore();
        await using var host = new QuotaHost(
            policy =>
            {
                policy.Limit("burst", 1_000_000, TimeSpan.FromSeconds(1)).Quota("monthly", 100, QuotaPeriod.Month);
                policy.WhenLedgerUnavailable = WhenLedgerUnavailable.Refuse;
            },
            store,
            ledger => ledger.MostWaiting = 3);
        store.Hang();
        var first = host.AcquireAsync();
        await store.UntilHangingAsync();
        var others = Enumerable.Range(0, 10).Select(_ => host.AcquireAsync()).ToList();
        Assert.Equal(7, others.Count(other => other.IsCompleted));
        store.Resume();

        Assert.Equal(4, (await Task.WhenAll(others.Prepend(first))).Count(decision => decision.IsAdmitted));
        Assert.Equal(4, await host.ExportedAsync());
    }

    [Fact]
    [StopTestOf(typeof(LedgerWriter))]
    public async Task A_host_that_ends_writes_what_is_owed()
    {
        var store = new FaultyStore();
        var host = Host(store, WhenLedgerUnavailable.Admit);
        await host.AdmittedOfAsync(3);
        store.Hang();

        await OwnedLoop.AssertDisposesAsync(
            host.Writer,
            () =>
            {
                _ = host.AcquireAsync(cost: 2);
                return store.UntilHangingAsync();
            },
            expectedDropped: 0,
            () => 0,
            store.Resume);

        Assert.Equal(5, await host.ExportedAsync());
    }

    [Fact]
    [StopTestOf(typeof(LedgerWriter))]
    public async Task A_host_that_ends_without_its_ledger_says_what_is_lost()
    {
        var store = new FaultyStore();
        var host = Host(store, WhenLedgerUnavailable.Admit);
        store.FailBefore = int.MaxValue;
        Assert.Equal(10, await host.AdmittedOfAsync(12));

        long Reported() => host.Logged.Contains("The process ends before the use of 10 permits could be written to the usage ledger.") ? 10 : -1;
        await OwnedLoop.AssertDisposesAsync(host.Writer, () => Task.CompletedTask, expectedDropped: 10, Reported, () => host.Time.Advance(TimeSpan.FromSeconds(6)));
    }
}
