namespace Platform.RateLimiting.Tests.Quotas;

public sealed class LeaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static QuotaHost Host(FaultyStore store, long allowance, long lease) => new(
        policy =>
        {
            policy.Limit("burst", 1_000_000, TimeSpan.FromSeconds(1)).Quota("monthly", allowance, QuotaPeriod.Month);
            policy.QuotaLeasePermits = lease;
        },
        store);

    [Fact]
    public async Task A_key_that_is_used_often_asks_the_ledger_seldom_and_is_admitted_its_allowance_exactly()
    {
        var store = new FaultyStore();
        await using var host = Host(store, allowance: 2_000, lease: 100);

        Assert.Equal(2_000, await host.AdmittedOfAsync(2_000));
        Assert.False((await host.AcquireAsync()).IsAdmitted);

        Assert.InRange(store.Commits, 2, 400);
        Assert.True(await host.Ledger.FlushAsync(Cancellation));
        Assert.Equal(2_000, await host.ExportedAsync());
    }

    [Fact]
    public async Task Several_processes_with_leases_never_admit_more_than_the_allowance()
    {
        var store = new FaultyStore();
        var hosts = Enumerable.Range(0, 4).Select(_ => Host(store, allowance: 3_000, lease: 200)).ToList();
        try
        {
            var admitted = await Task.WhenAll(hosts.Select(host => Task.Run(() => host.AdmittedOfAsync(2_000), Cancellation)));

            Assert.InRange(admitted.Sum(), 2_500, 3_000);
            foreach (var host in hosts)
                Assert.True(await host.Ledger.FlushAsync(Cancellation));
            Assert.Equal(admitted.Sum(), await hosts[0].ExportedAsync());
        }
        finally
        {
            foreach (var host in hosts)
                await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_limit_that_refuses_puts_back_what_was_taken_from_the_lease()
    {
        var store = new FaultyStore();
        await using var host = new QuotaHost(
            policy =>
            {
                policy.Limit("burst", 1, TimeSpan.FromHours(1), burst: 20).Quota("monthly", 1_000, QuotaPeriod.Month);
                policy.QuotaLeasePermits = 50;
            },
            store);

        Assert.Equal(20, await host.AdmittedOfAsync(60));
        Assert.True(await host.Ledger.FlushAsync(Cancellation));

        Assert.Equal(20, await host.ExportedAsync());
    }

    [Fact]
    public async Task What_is_held_is_returned_when_the_window_ends_and_when_it_is_not_used()
    {
        var store = new FaultyStore();
        await using var host = Host(store, allowance: 1_000, lease: 100);
        await host.AdmittedOfAsync(10);
        Assert.True(await host.Writer.WrittenAsync(Cancellation));
        Assert.True((await host.AcquireAsync("acme", 0)).GetQuota(0).Used <= 10);

        for (var round = 0; round < 8; round++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await host.Writer.WrittenAsync(Cancellation));
        }

        // Another process sees all that is free.
        await using var other = Host(store, allowance: 1_000, lease: 0);
        Assert.Equal(10, (await other.AcquireAsync(cost: 0)).GetQuota(0).Used);
        await host.AdmittedOfAsync(10);
        host.Time.Advance(TimeSpan.FromDays(30));
        await host.AdmittedOfAsync(3);
        Assert.True(await host.Ledger.FlushAsync(Cancellation));
        Assert.Equal([20, 3], (await host.Ledger.QueryAsync(new UsageQuery { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.MaxValue, BySlice = true }, Cancellation))
            .GroupBy(total => total.From.Month).Select(month => month.Sum(total => total.Amount)));
    }

    [Fact]
    public async Task A_process_that_ends_returns_its_leases()
    {
        var store = new FaultyStore();
        await using (var host = Host(store, allowance: 1_000, lease: 100))
            await host.AdmittedOfAsync(17);

        await using var other = Host(store, allowance: 1_000, lease: 0);
        Assert.Equal(17, (await other.AcquireAsync(cost: 0)).GetQuota(0).Used);
        Assert.Equal(17, await other.ExportedAsync());
    }

    [Fact]
    public async Task A_cost_that_is_more_than_the_lease_is_decided_by_the_ledger_on_all_that_is_free()
    {
        var store = new FaultyStore();
        await using var host = Host(store, allowance: 100, lease: 10);
        await host.AdmittedOfAsync(3);
        Assert.True(await host.Writer.WrittenAsync(Cancellation));

        Assert.True((await host.AcquireAsync(cost: 97)).IsAdmitted);
        Assert.False((await host.AcquireAsync(cost: 1)).IsAdmitted);
    }

    [Fact]
    public async Task A_lease_serves_on_while_the_ledger_does_not_answer()
    {
        var store = new FaultyStore();
        await using var host = new QuotaHost(
            policy =>
            {
                policy.Limit("burst", 1_000_000, TimeSpan.FromSeconds(1)).Quota("monthly", 10_000, QuotaPeriod.Month);
                (policy.QuotaLeasePermits, policy.WhenLedgerUnavailable) = (100, WhenLedgerUnavailable.Refuse);
            },
            store);
        await host.AdmittedOfAsync(3);
        Assert.True(await host.Writer.WrittenAsync(Cancellation));
        store.FailBefore = int.MaxValue;

        var admitted = await host.AdmittedOfAsync(300);

        Assert.InRange(admitted, 90, 100);
        store.FailBefore = 0;
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.UntilAsync(() => host.Writer.IsAvailable);
        Assert.True(await host.Ledger.FlushAsync(Cancellation));
        Assert.Equal(admitted + 3, await host.ExportedAsync());
    }
}
