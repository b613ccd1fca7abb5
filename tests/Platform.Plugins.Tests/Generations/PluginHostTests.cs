using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Testing;

namespace Platform.Plugins.Tests.Generations;

public sealed class PluginHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_from_before_another_plugin_was_installed_holds_up_the_end_of_its_version()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        var lease = await host.Greetings.AcquireAsync(Token);
        host.Install("acme.b");
        await host.Host.RefreshAsync(Token);
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        host.Install("acme.a", "2.0.0");

        var refresh = host.Host.RefreshAsync(Token);

        await UntilAsync(() => host.Host.Plugins.Any(plugin => plugin is { Id: "acme.a", State: PluginState.Draining }));
        Assert.Equal(0, host.Runtime.Stopped);
        Assert.False(refresh.IsCompleted);
        lease.Dispose();
        await refresh;
        Assert.Equal(1, host.Runtime.Stopped);
    }

    [Fact]
    public async Task Who_asked_first_and_gives_up_takes_nothing_from_those_who_wait_with_him()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        var (begun, gate) = (NewGate(), NewGate());
        host.Runtime.OnStart["acme.a"] = token =>
        {
            begun.SetResult();
            return gate.Task.WaitAsync(token);
        };
        using var first = new CancellationTokenSource();
        var his = host.Greetings.AcquireAsync(first.Token).AsTask();
        await begun.Task;
        var hers = host.Greetings.AcquireAsync(Token).AsTask();

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => his);
        gate.SetResult();

        using var lease = await hers;
        Assert.Equal((1, 1, 0), (lease.Count, host.Runtime.Started, host.Runtime.Stopped));
    }

    [Fact]
    [StopTestOf(typeof(PluginStart))]
    public async Task One_that_hangs_when_it_is_started_holds_up_neither_other_extension_points_nor_changes_nor_the_end_of_the_host()
    {
        var host = new ScriptedHost(o => o.StartTimeout = TimeSpan.FromHours(1));
        host.Install("acme.hangs");
        host.Install("acme.bye", contract: "farewell");
        var (begun, gate) = (NewGate(), NewGate());
        host.Runtime.OnStart["acme.hangs"] = _ =>
        {
            begun.SetResult();
            return gate.Task;
        };
        var waiting = host.Greetings.AcquireAsync(Token).AsTask();
        await begun.Task;

        using (var lease = await host.Farewells.AcquireAsync(Token))
            Assert.Equal(1, lease.Count);
        host.Store.Remove("acme.bye");
        await Until(host.Host.RefreshAsync, () => host.Host.Plugins.All(plugin => plugin.Id != "acme.bye"));
        await host.DisposeAsync();

        using (var lease = await waiting)
            Assert.Equal(0, lease.Count);
        gate.SetResult();
        await UntilAsync(() => host.Runtime.Stopped == 2);
    }

    [Fact]
    public async Task One_that_hangs_when_it_is_started_takes_one_thread_and_not_another_each_time_it_is_installed()
    {
        await using var host = new ScriptedHost(o => o.StartTimeout = TimeSpan.FromMilliseconds(50));
        var gate = NewGate();
        host.Runtime.OnStart["acme.hangs"] = _ => gate.Task;
        for (var i = 0; i < 3; i++)
        {
            host.Install("acme.hangs");
            await host.Host.RefreshAsync(Token);
            (await host.Greetings.AcquireAsync(Token)).Dispose();
            Assert.Contains(i == 0 ? "did not start within" : "did not end when it was to", Assert.Single(host.Host.Plugins).Reason, StringComparison.Ordinal);
            host.Store.Remove("acme.hangs");
            await host.Host.RefreshAsync(Token);
        }
        Assert.Equal(1, host.Runtime.Started);

        gate.SetResult();
        await UntilAsync(() => host.Runtime.Stopped == 1);
        host.Runtime.OnStart.Clear();
        var count = 0;
        while (count == 0)
        {
            host.Install("acme.hangs");
            await host.Host.RefreshAsync(Token);
            using (var lease = await host.Greetings.AcquireAsync(Token))
                count = lease.Count;
            host.Store.Remove("acme.hangs");
            await host.Host.RefreshAsync(Token);
        }
    }

    [Fact]
    public async Task A_change_of_the_store_waits_neither_for_a_version_that_drains_nor_for_one_that_hangs_when_it_is_started()
    {
        await using var host = new ScriptedHost(o => (o.StartTimeout, o.DrainTimeout) = (TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(59)));
        host.Install("acme.drains");
        host.Install("acme.revoked");
        var gate = NewGate();
        host.Runtime.OnStart["acme.hangs"] = gate.Task.WaitAsync;
        var service = host.Services.GetServices<IHostedService>().OfType<PluginHostService>().Single();
        await service.StartAsync(Token);
        var lease = await host.Greetings.AcquireAsync(Token);

        host.Store.Remove("acme.drains");
        host.Install("acme.hangs", contract: "farewell", more: ", \"activation\": \"startup\"");
        await UntilAsync(() => host.Host.Plugins.Any(plugin => plugin is { Id: "acme.drains", State: PluginState.Draining }) && host.Runtime.Started == 3);
        host.Store.Trust = host.Store.Trust.Revoke(host.Store.Plugins.Single(plugin => plugin.Manifest.Id == "acme.revoked").Digest);

        await UntilAsync(() => host.Greetings.TryAcquire(out var newer) && IsEmpty(newer));
        lease.Dispose();
        gate.SetResult();
        await service.StopAsync(Token);
    }

    [Fact]
    public async Task What_is_exchanged_while_it_starts_is_given_up_for_what_is_wanted_then()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        var begun = NewGate();
        host.Runtime.OnStart["acme.a"] = token =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        var waiting = host.Greetings.AcquireAsync(Token).AsTask();
        await begun.Task;
        host.Runtime.OnStart.Clear();
        host.Install("acme.a", "2.0.0");

        await host.Host.RefreshAsync(Token);

        using var lease = await waiting;
        Assert.Equal("2.0.0", Assert.Single(lease.Extensions).Version.ToString());
    }

    [Fact]
    public async Task A_start_that_waits_for_its_own_host_is_under_no_lock()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        host.Install("acme.bye", contract: "farewell");
        var seen = 0;
        host.Runtime.OnStart["acme.a"] = async token =>
        {
            using var lease = await host.Farewells.AcquireAsync(token);
            seen = lease.Count + host.Host.Plugins.Length;
        };

        using var lease = await host.Greetings.AcquireAsync(Token);

        Assert.Equal((1, 3), (lease.Count, seen));
    }

    [Fact]
    public async Task An_update_that_the_catalogue_refuses_leaves_the_version_that_works_as_long_as_it_is_trusted()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        host.Install("acme.a", "2.0.0", range: "7");

        await host.Host.RefreshAsync(Token);

        using (var lease = await host.Greetings.AcquireAsync(Token))
            Assert.Equal("1.0.0", Assert.Single(lease.Extensions).Version.ToString());
        var status = Assert.Single(host.Host.Plugins);
        Assert.Equal(("1.0.0", PluginState.Active), (status.Version, status.State));
        Assert.Contains("needs greeting 7, and this host offers 1.0.0", status.Reason, StringComparison.Ordinal);

        host.Install("acme.a", "3.0.0");
        await host.Host.RefreshAsync(Token);
        status = Assert.Single(host.Host.Plugins, plugin => plugin.State == PluginState.Active);
        Assert.Equal(("3.0.0", null), (status.Version, status.Reason));
    }

    [Fact]
    public async Task A_dependent_goes_on_with_the_version_that_goes_on()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.base");
        host.Install("acme.over", more: $", \"dependencies\": {{ \"acme.base\": {{ \"version\": \"1\", \"digest\": \"sha256:{new string('0', 64)}\" }} }}");
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        host.Install("acme.base", "1.1.0", range: "7");

        await host.Host.RefreshAsync(Token);

        Assert.Equal([PluginState.Active, PluginState.Active], host.Host.Plugins.Select(plugin => plugin.State));
        Assert.Equal(0, host.Runtime.Stopped);
    }

    [Fact]
    public async Task A_version_that_goes_on_in_the_place_of_a_refused_one_stops_when_it_is_revoked()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        var digest = host.Store.Plugins.Single().Digest;
        host.Install("acme.a", "2.0.0", range: "7");
        await host.Host.RefreshAsync(Token);

        host.Store.Trust = host.Store.Trust.Revoke(digest);
        await host.Host.RefreshAsync(Token);

        using var lease = await host.Greetings.AcquireAsync(Token);
        Assert.Equal((0, 1), (lease.Count, host.Runtime.Stopped));
    }

    [Fact]
    public async Task A_second_end_waits_for_the_first_and_neither_hangs()
    {
        var host = new ScriptedHost(o => o.DrainTimeout = TimeSpan.FromMinutes(30));
        host.Install("acme.a");
        var lease = await host.Greetings.AcquireAsync(Token);

        var (first, second) = (host.Host.DisposeAsync().AsTask(), host.Host.DisposeAsync().AsTask());
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        var copy = lease;
        copy.Dispose();
        lease.Dispose();
        await Task.WhenAll(first, second);
        await host.DisposeAsync();
        Assert.Equal(1, host.Runtime.Stopped);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_twice_gives_back_nobody_elses()
    {
        await using var host = new ScriptedHost();
        host.Install("acme.a");
        var (lease, other) = (await host.Greetings.AcquireAsync(Token), await host.Greetings.AcquireAsync(Token));
        lease.Dispose();
        lease.Dispose();
        host.Store.Remove("acme.a");

        var refresh = host.Host.RefreshAsync(Token);

        await UntilAsync(() => host.Host.Plugins.Any(plugin => plugin.State == PluginState.Draining));
        Assert.Equal(0, host.Runtime.Stopped);
        other.Dispose();
        await refresh;
        (await host.Greetings.AcquireAsync(Token)).Dispose();
    }

    [Fact]
    public async Task Calls_that_never_end_take_no_more_threads_than_are_allowed_and_the_plugin_is_in_quarantine_until_they_end()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = new ScriptedHost(o => (o.CallsAtOnce, o.OverdueCalls) = (3, 2), p => p.BreakAfter = 100, time);
        host.Install("acme.spinner");
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        using var gate = new ManualResetEventSlim();
        var inside = 0;
        host.Runtime.OnGreet = () =>
        {
            Interlocked.Increment(ref inside);
            gate.Wait(Token);
            return 1;
        };
        try
        {
            var calls = Enumerable.Range(0, 10).Select(_ => InvokeAsync(host)).ToList();
            await UntilAsync(() => Volatile.Read(ref inside) == 3);

            time.Advance(TimeSpan.FromSeconds(5));

            Assert.All(await Task.WhenAll(calls), outcome => Assert.Equal(ExtensionOutcome.TimedOut, outcome));
            Assert.Equal(ExtensionOutcome.Quarantined, await InvokeAsync(host));
            Assert.Equal(3, Volatile.Read(ref inside));
            Assert.Equal(PluginState.Quarantined, Assert.Single(host.Host.Plugins).State);
            var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
            Assert.Contains("acme.spinner 1.0.0: Quarantined", health.Entries["platform-plugins"].Description, StringComparison.Ordinal);
        }
        finally
        {
            gate.Set();
        }
        await UntilAsync(() => host.Host.Plugins[0].State == PluginState.Active);
        host.Runtime.OnGreet = static () => 1;
        Assert.Equal(ExtensionOutcome.Answered, await InvokeAsync(host));
    }

    [Fact]
    public async Task Calls_that_are_more_than_may_be_under_way_at_once_are_made_in_their_turn()
    {
        await using var host = new ScriptedHost(o => (o.CallsAtOnce, o.OverdueCalls) = (2, 2), p => p.Timeout = TimeSpan.FromHours(1));
        host.Install("acme.busy");
        var (inside, most) = (0, 0);
        host.Runtime.OnGreet = () =>
        {
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            Thread.Yield();
            Interlocked.Decrement(ref inside);
            return 1;
        };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => InvokeAsync(host)));

        Assert.All(outcomes, outcome => Assert.Equal(ExtensionOutcome.Answered, outcome));
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Whoever_gives_up_while_he_waits_for_his_turn_takes_no_place()
    {
        await using var host = new ScriptedHost(o => (o.CallsAtOnce, o.OverdueCalls) = (1, 1), p => p.Timeout = TimeSpan.FromHours(1));
        host.Install("acme.busy");
        var (begun, gate) = (NewGate(), NewGate());
        Func<CancellationToken, ValueTask<int>> call = async token =>
        {
            begun.TrySetResult();
            await gate.Task.WaitAsync(token);
            return 1;
        };
        var first = host.Greetings.InvokeAsync(call, static (_, made, token) => made(token), Token).AsTask();
        await begun.Task;
        using var given = new CancellationTokenSource();
        var second = host.Greetings.InvokeAsync(call, static (_, made, token) => made(token), given.Token).AsTask();

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();
        Assert.Equal(ExtensionOutcome.Answered, (await first).Single().Outcome);
        Assert.Equal(ExtensionOutcome.Answered, await InvokeAsync(host));
    }

    private static async Task<ExtensionOutcome> InvokeAsync(ScriptedHost host) =>
        (await host.Greetings.InvokeAsync(0, static (greeting, _, _) => new ValueTask<int>(greeting.Greet()), Token)).Single().Outcome;

    private static bool IsEmpty(ExtensionLease<IGreeting> lease)
    {
        using (lease)
            return lease.Count == 0;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); seen < now;)
            seen = Interlocked.CompareExchange(ref most, now, seen);
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Something that need not end for what is waited for.</summary>
    private static async Task Until(Func<CancellationToken, Task> begin, Func<bool> isSo)
    {
        _ = begin(Token);
        await UntilAsync(isSo);
    }
}
