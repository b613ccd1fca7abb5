using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Tests.Generations;
using Platform.Testing;

namespace Platform.Plugins.Tests.Extensions;

/// <summary>Extension points over a runtime that makes plugins out of nothing.</summary>
public sealed class ExtensionPointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [AllocationTestOf(typeof(ExtensionPoint<>), nameof(ExtensionPoint<IGreeting>.TryAcquire))]
    [AllocationTestOf(typeof(ExtensionPoint<>), nameof(ExtensionPoint<IGreeting>.AcquireAsync))]
    [AllocationTestOf(typeof(PluginHost), nameof(PluginHost.SetOf))]
    [AllocationTestOf(typeof(ExtensionLease<>), nameof(ExtensionLease<IGreeting>.Count))]
    [AllocationTestOf(typeof(ExtensionLease<>), nameof(ExtensionLease<IGreeting>.GetEnumerator))]
    [AllocationTestOf(typeof(ExtensionLease<>), nameof(ExtensionLease<IGreeting>.Dispose))]
    public async Task Taking_a_lease_going_through_it_calling_and_giving_it_back_allocate_nothing()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        host.Install("acme.b");
        var point = host.Greetings;
        (await point.AcquireAsync(Token)).Dispose();

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            Assert.True(point.TryAcquire(out var lease));
            var sum = lease[0].Greet() + lease.Count;
            foreach (var greeting in lease)
                sum += greeting.Greet();
            lease.Dispose();
            var waiting = point.AcquireAsync(CancellationToken.None);
            if (!waiting.IsCompletedSuccessfully)
                throw new InvalidOperationException();
            waiting.Result.Dispose();
            if (sum != 5)
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public async Task Nothing_is_started_twice_by_those_who_need_it_at_once()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        var point = host.Greetings;

        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await point.AcquireAsync(Token), Token)));

        Assert.All(leases, lease => Assert.Equal(1, lease.Count));
        Assert.Equal(1, host.Runtime.Started);
        foreach (var lease in leases)
            lease.Dispose();
    }

    [Fact]
    public async Task A_host_that_has_stopped_loads_nothing_any_more()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        var point = host.Greetings;
        (await point.AcquireAsync(Token)).Dispose();

        await host.Host.DisposeAsync();
        await host.Host.DisposeAsync();

        using var lease = await point.AcquireAsync(Token);
        Assert.Equal(0, lease.Count);
        Assert.Equal(1, host.Runtime.Stopped);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.Host.RefreshAsync(Token));
    }

    [Fact]
    [StopTestOf(typeof(PluginHostService))]
    public async Task The_service_of_the_host_follows_the_store_and_stops_what_it_started()
    {
        await using var host = new ScriptedHost();
        var (service, runtime) = (host.Services.GetServices<IHostedService>().OfType<PluginHostService>().Single(), host.Runtime);

        await OwnedLoop.AssertStopsAsync(service, async () =>
        {
            host.Install("acme.eager", more: ", \"activation\": \"startup\"");
            while (runtime.Started == 0 || host.Host.Plugins is not [{ State: PluginState.Active }])
                await Task.Yield();
        });

        Assert.Equal(1, runtime.Stopped);
        Assert.Empty(host.Host.Plugins);
    }

    [Fact]
    public void Extension_points_and_options_that_cannot_hold_are_refused()
    {
        var builder = new ServiceCollection().AddPlatformPlugins().AddExtensionPoint<IGreeting>();
        Assert.Throws<ArgumentException>(() => builder.AddExtensionPoint<IGreeting>());
        Assert.Throws<ArgumentException>(() => builder.AddExtensionPoint<IDisposable>());
        foreach (var spoil in new Action<FaultPolicy>[] { p => p.Timeout = TimeSpan.Zero, p => p.BreakAfter = 0, p => p.BreakFor = TimeSpan.Zero, p => p.Parallelism = 0 })
            Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformPlugins().AddExtensionPoint<IGreeting>(spoil));
        foreach (var spoil in new Action<PlatformPluginsOptions>[] { o => o.Store = " ", o => o.StartTimeout = TimeSpan.Zero, o => o.DrainTimeout = TimeSpan.FromHours(2), o => o.StopTimeout = -TimeSpan.FromSeconds(1), o => o.CallsAtOnce = 0, o => o.OverdueCalls = 0, o => (o.CallsAtOnce, o.OverdueCalls) = (2, 3) })
        {
            using var services = new ServiceCollection().AddPlatformPlugins(spoil).Services.BuildServiceProvider();
            Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<PlatformPluginsOptions>>().Value);
        }
    }

    [Fact]
    public void Options_are_read_from_a_section_and_a_name_that_is_none_is_an_error()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("P:Store", "there"), new("P:DrainTimeout", "00:00:07"), new("Q:Sotre", "x")]).Build();
        using var services = new ServiceCollection().AddPlatformPlugins(configuration.GetSection("P")).Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<PlatformPluginsOptions>>().Value;
        Assert.Equal(("there", TimeSpan.FromSeconds(7)), (options.Store, options.DrainTimeout));
        using var wrong = new ServiceCollection().AddPlatformPlugins(configuration.GetSection("Q")).Services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(() => wrong.GetRequiredService<IOptions<PlatformPluginsOptions>>().Value);
    }
}
