using System.Collections.Immutable;
using System.Reflection;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Trust;
using Platform.Testing;

namespace Platform.Plugins.InProcess.Tests;

public sealed class GenerationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newer_version_takes_the_place_of_the_older_which_is_disposed_and_unloaded()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.swap", Zoo.Rule(Zoo.Plain));
        Assert.Equal(["1.0.0:a"], await zoo.JudgeAsync("a"));
        zoo.Install("acme.swap", Zoo.Rule(Zoo.Plain, version: "2.0.0"), "2.0.0");

        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(["2.0.0:a"], await zoo.JudgeAsync("a"));
        Assert.Equal(1, await zoo.CountAfterCollectingAsync("acme.swap", 1));
        Assert.Equal(["2.0.0"], zoo.Host.Plugins.Select(plugin => plugin.Version));
    }

    [Fact]
    public async Task An_older_version_lives_as_long_as_a_lease_of_it()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.held", Zoo.Rule(Zoo.Plain));
        var lease = await zoo.Rules.AcquireAsync(Token);
        zoo.Install("acme.held", Zoo.Rule(Zoo.Plain, version: "2.0.0"), "2.0.0");

        var refresh = zoo.Host.RefreshAsync(Token);

        Assert.Equal("1.0.0:a", await lease[0].JudgeAsync("a", Token));
        await UntilAsync(() => zoo.Host.Plugins.Any(plugin => plugin.State == PluginState.Draining));
        Assert.False(refresh.IsCompleted);
        Assert.Equal(["2.0.0:a"], await zoo.JudgeAsync("a"));
        Assert.Equal("1.0.0:a", await lease[0].JudgeAsync("a", Token));
        lease.Dispose();
        await refresh;
    }

    [Fact]
    public async Task A_version_that_cannot_be_started_leaves_the_one_before_in_its_place()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.stay", Zoo.Rule(Zoo.Plain));
        Assert.Equal(["1.0.0:a"], await zoo.JudgeAsync("a"));
        zoo.Install("acme.stay", Zoo.Rule(Zoo.Plain, "public Rule() => throw new InvalidOperationException(\"no luck\");", "2.0.0"), "2.0.0");

        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(["1.0.0:a"], await zoo.JudgeAsync("a"));
        var status = Assert.Single(zoo.Host.Plugins);
        Assert.Equal(("1.0.0", PluginState.Active), (status.Version, status.State));
        Assert.Contains("no luck", status.Reason, StringComparison.Ordinal);
        zoo.Store.Rollback("acme.stay");
        await zoo.Host.RefreshAsync(Token);
        Assert.Null(Assert.Single(zoo.Host.Plugins).Reason);
    }

    [Fact]
    public async Task What_is_removed_or_not_trusted_any_more_is_not_called_any_more()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.gone", Zoo.Rule(Zoo.Plain));
        zoo.Install("acme.revoked", Zoo.Rule(Zoo.Plain));
        Assert.Equal(2, (await zoo.JudgeAsync("a")).Count);

        zoo.Store.Remove("acme.gone");
        await zoo.Host.RefreshAsync(Token);
        Assert.Equal(["acme.revoked"], zoo.Host.Plugins.Where(plugin => plugin.State == PluginState.Active).Select(plugin => plugin.Id));
        zoo.Store.Trust = PluginTrust.Nobody;
        await zoo.Host.RefreshAsync(Token);

        Assert.Empty(await zoo.JudgeAsync("a"));
        Assert.Equal(0, await zoo.CountAfterCollectingAsync("acme.gone", 0) + await zoo.CountAfterCollectingAsync("acme.revoked", 0));
    }

    [Fact]
    public async Task One_that_hooks_a_static_event_of_the_host_is_said_to_remain()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.leaker", Zoo.Rule(Zoo.Plain, "public Rule() => Platform.Plugins.InProcess.Tests.HostEvents.Closed += (_, _) => Console.WriteLine(this);"));
        await zoo.JudgeAsync("a");
        zoo.Store.Remove("acme.leaker");
        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(1, await zoo.CountAfterCollectingAsync("acme.leaker", 0));
        Assert.Equal(PluginState.Remaining, Assert.Single(zoo.Host.Plugins).State);
        HostEvents.Clear();
        Assert.Equal(0, await zoo.CountAfterCollectingAsync("acme.leaker", 0));
        Assert.Empty(zoo.Host.Plugins);
    }

    [Fact]
    public async Task One_whose_thread_never_ends_is_said_to_remain_as_long_as_it_runs()
    {
        using var gate = new ManualResetEventSlim();
        HostGate.Wait = gate.Wait;
        await using var zoo = new Zoo();
        zoo.Install("acme.thread", Zoo.Rule(Zoo.Plain, """
            public Rule() => new Thread(() => { Platform.Plugins.InProcess.Tests.HostGate.Wait.Invoke(); GC.KeepAlive(this); }) { IsBackground = true }.Start();
            """));
        await zoo.JudgeAsync("a");
        zoo.Store.Remove("acme.thread");
        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(1, await zoo.CountAfterCollectingAsync("acme.thread", 0));
        Assert.Equal(PluginState.Remaining, Assert.Single(zoo.Host.Plugins).State);
        gate.Set();
        while (await zoo.CountAfterCollectingAsync("acme.thread", 0) > 0)
            await Task.Yield();
    }

    [Fact]
    public async Task One_that_spins_is_in_quarantine_and_takes_no_thread_more()
    {
        await using var zoo = new Zoo(
            policy: p => (p.Timeout, p.BreakAfter) = (TimeSpan.FromMilliseconds(200), 100), options: o => (o.OverdueCalls, o.DrainTimeout) = (2, TimeSpan.FromMilliseconds(100)));
        zoo.Install("acme.spinner", Zoo.Rule(
            "Interlocked.Increment(ref Inside); while (Volatile.Read(ref s_spin)) Thread.Sleep(1); return new ValueTask<string>(text);",
            "private static bool s_spin = true; public static int Inside; public static void End() => s_spin = false;"));
        Type type;
        using (var lease = await zoo.Rules.AcquireAsync(Token))
            type = lease[0].GetType();

        // A call that the pool begins too late is not begun at all, so it may take more than two.
        var inside = type.GetField("Inside")!;
        ExtensionOutcome outcome;
        do
            outcome = (await InvokeAsync(zoo)).Single().Outcome;
        while (outcome != ExtensionOutcome.Quarantined || inside.GetValue(null) is 0 or 1);

        for (var i = 0; i < 4; i++)
            Assert.Equal(ExtensionOutcome.Quarantined, (await InvokeAsync(zoo)).Single().Outcome);
        Assert.Equal(2, inside.GetValue(null));
        Assert.Equal(PluginState.Quarantined, Assert.Single(zoo.Host.Plugins).State);
        type.GetMethod("End")!.Invoke(null, null);
        await UntilAsync(() => zoo.Host.Plugins[0].State == PluginState.Active);
        while ((await InvokeAsync(zoo)).Single().Outcome != ExtensionOutcome.Answered)
            Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task One_that_never_answers_is_left_at_its_deadline_broken_after_that_and_said_to_be_stuck_when_it_is_to_stop()
    {
        await using var zoo = new Zoo(policy: p => (p.Timeout, p.BreakAfter) = (TimeSpan.FromSeconds(2), 2), options: o => o.DrainTimeout = TimeSpan.FromMilliseconds(200));
        zoo.Install("acme.good", Zoo.Rule(Zoo.Plain));
        zoo.Install("acme.spinner", Zoo.Rule("while (Volatile.Read(ref s_spin)) Thread.Sleep(1); return new ValueTask<string>(text);", "private static bool s_spin = true; public static void End() => s_spin = false;"));

        for (var i = 0; i < 2; i++)
            Assert.Equal([ExtensionOutcome.Answered, ExtensionOutcome.TimedOut], (await InvokeAsync(zoo)).Select(result => result.Outcome));
        Assert.Equal([ExtensionOutcome.Answered, ExtensionOutcome.Broken], (await InvokeAsync(zoo)).Select(result => result.Outcome));
        Assert.Equal(["first"], zoo.Host.Plugins.Single(plugin => plugin.Id == "acme.spinner").Broken);

        MethodInfo end;
        using (var lease = await zoo.Rules.AcquireAsync(Token))
            end = lease[1].GetType().GetMethod("End")!;
        zoo.Store.Remove("acme.spinner");
        await zoo.Host.RefreshAsync(Token);

        Assert.Equal(PluginState.Stuck, zoo.Host.Plugins.Single(plugin => plugin.Id == "acme.spinner").State);
        Assert.Equal(["1.0.0:a"], await zoo.JudgeAsync("a"));
        end.Invoke(null, null);
    }

    [Fact]
    public async Task One_that_throws_is_told_and_the_others_answer_or_the_whole_call_fails_as_the_policy_says()
    {
        foreach (var action in new[] { FaultAction.Skip, FaultAction.Fail })
        {
            await using var zoo = new Zoo(policy: p => (p.OnFault, p.Parallelism) = (action, 4));
            zoo.Install("acme.good", Zoo.Rule(Zoo.Plain));
            zoo.Install("acme.thrower", Zoo.Rule("throw new InvalidOperationException(text);"));

            if (action == FaultAction.Fail)
            {
                Assert.Equal("acme.thrower", (await Assert.ThrowsAsync<ExtensionException>(() => InvokeAsync(zoo))).PluginId);
                continue;
            }
            var results = await InvokeAsync(zoo);
            Assert.Equal([ExtensionOutcome.Answered, ExtensionOutcome.Failed], results.Select(result => result.Outcome));
            Assert.Equal(("1.0.0:a", "a"), (results[0].Value, results[1].Fault!.Message));
        }
    }

    [Fact]
    public async Task The_order_is_that_of_the_policy_and_then_of_the_ids()
    {
        await using var zoo = new Zoo(policy: p => p.First.Add("acme.z"));
        foreach (var id in new[] { "acme.a", "acme.z", "acme.b" })
            zoo.Install(id, Zoo.Rule(Zoo.Plain));

        Assert.Equal(["acme.z", "acme.a", "acme.b"], (await InvokeAsync(zoo)).Select(result => result.PluginId));
    }

    [Fact]
    public async Task Who_gives_a_call_up_is_not_told_that_the_plugin_failed()
    {
        await using var zoo = new Zoo();
        zoo.Install("acme.slow", Zoo.Rule("return new ValueTask<string>(Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => text, cancellationToken));"));
        using var given = new CancellationTokenSource();
        var call = zoo.Rules.InvokeAsync("a", static (rule, text, token) => rule.JudgeAsync(text, token), given.Token).AsTask();
        await UntilAsync(() => zoo.Host.Plugins.Any(plugin => plugin.State == PluginState.Active));

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Empty(Assert.Single(zoo.Host.Plugins).Broken);
    }

    [Fact]
    public async Task Versions_that_are_exchanged_under_load_fail_no_call_and_leave_nothing_behind()
    {
        await using var zoo = new Zoo(options: o => o.DrainTimeout = TimeSpan.FromMinutes(1));
        zoo.Install("acme.busy", Zoo.Rule(Zoo.Plain));
        await zoo.JudgeAsync("a");
        using var enough = new CancellationTokenSource();
        var calls = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                using var lease = await zoo.Rules.AcquireAsync(Token);
                Assert.Equal(1, lease.Count);
                Assert.EndsWith(":a", await lease[0].JudgeAsync("a", Token), StringComparison.Ordinal);
                Interlocked.Increment(ref calls);
            }
        }, Token)).ToList();

        foreach (var version in Enumerable.Range(2, 10).Select(number => $"{number}.0.0"))
        {
            zoo.Install("acme.busy", Zoo.Rule(Zoo.Plain, version: version), version);
            await zoo.Host.RefreshAsync(Token);
        }
        await enough.CancelAsync();
        await Task.WhenAll(callers);

        Assert.True(calls > 100);
        Assert.Equal(["11.0.0:a"], await zoo.JudgeAsync("a"));
        Assert.Equal(1, await zoo.CountAfterCollectingAsync("acme.busy", 1));
    }

    [Fact]
    [Soak]
    public async Task Cycles_of_loading_calling_and_unloading_leave_no_context()
    {
        await using var zoo = new Zoo();
        var cycles = SoakLength.Of(40, 1_000);
        var assembly = Zoo.Rule(Zoo.Plain);
        for (var i = 0; i < cycles; i++)
        {
            zoo.Install("acme.cycle", assembly);
            await zoo.Host.RefreshAsync(Token);
            Assert.Equal(["1.0.0:a"], await zoo.JudgeAsync("a"));
            zoo.Store.Remove("acme.cycle");
            await zoo.Host.RefreshAsync(Token);
        }

        Assert.Equal(0, await zoo.CountAfterCollectingAsync("acme.cycle", 0));
        Assert.Empty(zoo.Host.Plugins);
    }

    private static Task<ImmutableArray<ExtensionResult<string>>> InvokeAsync(Zoo zoo) =>
        zoo.Rules.InvokeAsync("a", static (rule, text, token) => rule.JudgeAsync(text, token), Token).AsTask();

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
