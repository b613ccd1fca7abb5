using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Platform.Encryption.Tests.Reference;
using Platform.Testing;

namespace Platform.Encryption.Tests;

public sealed class StartupTests : KeyringTestBase
{
    [Fact]
    public async Task A_host_refuses_to_start_on_a_store_that_was_never_initialized()
    {
        await using var provider = Host();
        var thrown = await Assert.ThrowsAsync<KeyUnavailableException>(() => StartAsync(provider));
        Assert.Equal(KeyUnavailableReason.Missing, thrown.Reason);
        Assert.Contains("InitializeStoreAsync", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, Store.Adds);
    }

    [Fact]
    public async Task Once_it_was_initialized_a_host_starts_on_it_and_a_second_time_changes_nothing()
    {
        await Keyring.InitializeStoreAsync(Cancellation);
        await Another().InitializeStoreAsync(Cancellation);
        await using var provider = Host();
        await StartAsync(provider);
        Assert.Equal(1, Store.Adds);
    }

    [Fact]
    public async Task Many_instances_may_initialize_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Another().InitializeStoreAsync(Cancellation)));
        await Keyring.CheckStoreAsync(Cancellation);
    }

    [Fact]
    public async Task A_host_that_is_told_to_initializes()
    {
        await using var provider = Host(options => options.InitializeStore = true);
        await StartAsync(provider);
        await Keyring.CheckStoreAsync(Cancellation);
    }

    [Fact]
    public async Task A_host_refuses_to_start_with_another_root_key_than_the_store_belongs_to()
    {
        using var other = new CountingRootKey();
        using (var keyring = new Keyring(Store, other))
            await keyring.InitializeStoreAsync(Cancellation);
        foreach (var initialize in (bool[])[false, true])
        {
            await using var provider = Host(options => options.InitializeStore = initialize);
            var thrown = await Assert.ThrowsAsync<KeyUnavailableException>(() => StartAsync(provider));
            Assert.Equal((KeyUnavailableReason.NotGenuine, "The key store belongs to another root key, or was changed."), (thrown.Reason, thrown.Message));
        }
    }

    [Fact]
    [StopTestOf(typeof(EncryptionStartup))]
    public async Task A_store_in_memory_is_always_new_and_stopping_waits_for_nothing()
    {
        var services = new ServiceCollection();
        services.AddPlatformEncryption().UseInMemoryKeyStore().UseRootKey(_ => new Shared(Root));
        await using var provider = services.BuildServiceProvider();
        await OwnedLoop.AssertStopsAsync(Assert.Single(provider.GetServices<IHostedService>()), static () => Task.CompletedTask);
    }

    [Fact]
    public async Task An_engine_that_gives_wrong_answers_stops_the_start()
    {
        await Keyring.InitializeStoreAsync(Cancellation);
        await using var provider = Host(engine: new FaultyEngine(Fault.AcceptsEveryTag));
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() => StartAsync(provider));
    }

    [Fact]
    public void The_runtime_gives_the_known_answers() => Engines.KnownAnswers.Check();

    [Fact]
    public async Task Health_is_degraded_while_look_ups_fail_and_well_again_afterwards()
    {
        await using var provider = Host(checkHealth: true);
        var keyring = provider.GetRequiredService<Keyring>();
        await SealAsync(keyring, Ada);
        var health = provider.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancellation)).Status);

        Store.Failure = new IOException("away");
        await Assert.ThrowsAsync<IOException>(() => SealAsync(keyring, Bob));
        var report = await health.CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.DoesNotContain("bob", report.Entries["encryption"].Description, StringComparison.Ordinal);

        Store.Failure = null;
        Time.Advance(TimeSpan.FromSeconds(15));
        await SealAsync(keyring, Bob);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancellation)).Status);
        await keyring.ShredAsync(Bob, Cancellation);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => SealAsync(keyring, Bob));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancellation)).Status);
    }

    private static async Task StartAsync(ServiceProvider provider)
    {
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
    }

    private ServiceProvider Host(Action<PlatformEncryptionOptions>? configure = null, Engines.EncryptionEngine? engine = null, bool checkHealth = false)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        var builder = services.AddPlatformEncryption(configure ?? (static _ => { })).UseKeyStore(_ => Store).UseRootKey(_ => new Shared(Root));
        if (engine is not null)
            builder.UseEngine(engine);
        if (checkHealth)
            builder.AddKeyringHealthCheck().AddKeyringHealthCheck();
        return services.BuildServiceProvider();
    }

    /// <summary>The host disposes what it makes, and the root key is the test's.</summary>
    private sealed class Shared(CountingRootKey root) : IRootKey
    {
        public string CurrentVersion => root.CurrentVersion;

        public ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken) =>
            root.WrapAsync(secret, context, cancellationToken);

        public ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken) =>
            root.TryUnwrapAsync(wrapped, context, secret, cancellationToken);
    }
}
