using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tenants;
using Platform.Testing;

namespace Platform.Audit.Tests.Tenants;

/// <summary>Which logs of tenants are open.</summary>
public sealed class TenantPoolTests : IDisposable
{
    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly InMemoryAuditStore _host = new();
    private readonly InMemoryAuditTenantStores _stores = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _key.Dispose();

    [Fact]
    [StopTestOf(typeof(TenantStartup))]
    [StopTestOf(typeof(TenantPool))]
    public async Task A_host_that_stops_has_everything_of_every_tenant_recorded_signed_and_stated()
    {
        const int Tenants = 5, Each = 20;
        await using (var host = TestTenants.Make(_host, _stores, _key))
        {
            await host.Host.StartAsync();
            var startup = host.Host.Service<IEnumerable<IHostedService>>().OfType<TenantStartup>().Single();
            await OwnedLoop.AssertStopsAsync(startup, async () =>
            {
                for (var at = 0; at < Tenants * Each; at++)
                    await host.AppendAsync($"tenant {at % Tenants}", at, AuditAcknowledgement.Queued);
            });
            Assert.Equal(0, host.Pool.Count);
            await Assert.ThrowsAsync<AuditUnavailableException>(() => host.AppendAsync("tenant 1", 1));
        }

        await using var again = await TestTenants.StartAsync(_host.Connect(), _stores, _key);
        var statements = await again.Tenants.ReadStatementsAsync(Cancellation);
        // With the records that say when a producer began and when it stopped.
        Assert.Equal(Enumerable.Repeat(Each + 2L, Tenants), statements.Select(static statement => statement.Size));
    }

    [Fact]
    public async Task Who_finds_all_places_in_use_gets_the_next_that_is_free_and_is_refused_when_none_is_in_time()
    {
        await using var host =
            await TestTenants.StartAsync(
            _host, _stores, _key, options => options.MostOpen = 1, options => options.Deadline = TimeSpan.FromSeconds(20));
        var lease = await host.Tenants.OpenAsync("acme", Cancellation);
        var waiting = host.AppendAsync("bolt", 1);
        Assert.False(waiting.IsCompleted);
        lease.Dispose();
        lease.Dispose();
        Assert.Equal(1, (await waiting).Index);

        await using var impatient =
            await TestTenants.StartAsync(
            new InMemoryAuditStore(), new InMemoryAuditTenantStores(), _key, options => options.MostOpen = 1, options => options.Deadline =
            TimeSpan.FromMilliseconds(30));
        await using var held = await impatient.Tenants.OpenAsync("acme", Cancellation);
        await Assert.ThrowsAsync<AuditUnavailableException>(() => impatient.AppendAsync("bolt", 1));
        await held.Log.AppendAsync(new AuditEvent(TestLog.Closed), cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_lease_that_was_given_back_gives_nothing()
    {
        await using var host = await TestTenants.StartAsync(_host, _stores, _key);
        var lease = await host.Tenants.OpenAsync("acme", Cancellation);
        await lease.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => lease.Log);
        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Tenants.OpenAsync("", Cancellation));
    }

    [Fact]
    public async Task Whoever_stops_waiting_does_not_call_off_the_opening_for_others()
    {
        using var stopped = new CancellationTokenSource();
        await using var host = await TestTenants.StartAsync(_host, _stores, _key);
        var first = host.Tenants.OpenAsync("acme", stopped.Token).AsTask();
        var second = host.Tenants.OpenAsync("acme", Cancellation).AsTask();
        await stopped.CancelAsync();
        await first.ContinueWith(static _ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        await using var lease = await second;
        Assert.Equal(1, (await lease.Log.AppendAsync(new AuditEvent(TestLog.Closed), cancellationToken: Cancellation)).Index);
    }

    [Fact]
    public void What_cannot_work_is_refused_with_a_remedy()
    {
        AssertRefused(options => options.MostOpen = 0, "MostOpen");
        AssertRefused(options => options.IdleTimeout = TimeSpan.Zero, "IdleTimeout");
        AssertRefused(options => options.CheckpointInterval = TimeSpan.FromDays(2), "CheckpointInterval");

        void AssertRefused(Action<PlatformAuditTenantsOptions> wrong, string option) =>
            Assert.Contains(option, Assert.Throws<OptionsValidationException>(() => TestTenants.Make(_host, _stores, _key, wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_log_of_the_host_says_last_of_a_tenant_stays_until_it_is_said_again()
    {
        await using var host = await TestTenants.StartAsync(_host, _stores, _key);
        var guard = new TenantGuard(host.Host.Service<TenantBook>());
        var partition = new AuditPartition(0, 256);
        Assert.Null(await guard.FindObstacleAsync(partition, Cancellation));
        await host.AppendAsync("acme", 1, AuditAcknowledgement.Published);
        await host.AppendAsync("bolt", 1, AuditAcknowledgement.Published);
        await host.Tenants.RemoveAsync("bolt", cancellationToken: Cancellation);
        for (var at = 0; at < 260; at++)
            await host.Host.CloseAsync(at, AuditAcknowledgement.Queued);
        await host.Host.CloseAsync(260);

        Assert.Contains("of 2 tenants", await guard.FindObstacleAsync(partition, Cancellation), StringComparison.Ordinal);
        await host.Tenants.RestateAsync(256, Cancellation);
        Assert.Null(await guard.FindObstacleAsync(partition, Cancellation));
        Assert.True(Assert.Single(await host.Tenants.ReadStatementsAsync(Cancellation)).Index > 256);
    }
}
