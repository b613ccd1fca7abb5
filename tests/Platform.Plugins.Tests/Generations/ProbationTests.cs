using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Observing;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;

namespace Platform.Plugins.Tests.Generations;

/// <summary>What becomes of an update that turns out to be ill.</summary>
public sealed class ProbationTests
{
    private const string Id = "acme.tax";
    private const int CallsInRun = 8;

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_update_that_cannot_be_started_is_left_for_the_version_before()
    {
        var kept = new Kept();
        await using var host = await StartAsync(TimeSpan.FromMinutes(10), kept);
        host.Runtime.OnStart[Id] = static _ => throw new PluginStartException("It is out of order.");

        await UpdateAsync(host, "2.0.0");

        Assert.Equal("1.0.0", Assert.Single(host.Store.Plugins).Manifest.Version.ToString());
        Assert.Equal((StoreChangeKind.RolledBack, "1.0.0", "StartFailed: It is out of order."), Last(host));
        var told = new PluginOccurrence(PluginOccurrenceKind.RolledBack, Id, "2.0.0") { Reason = "StartFailed: It is out of order." };
        Assert.Equal(told, kept.All.Last());
        await host.Host.RefreshAsync(Token);
        Assert.Equal(("1.0.0", PluginState.Active, null), Status(host));
    }

    [Fact]
    public async Task An_update_whose_extension_fails_too_often_is_left_and_its_calls_are_answered_by_the_version_before()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await UpdateAsync(host, "2.0.0");
        await FailAsync(host);

        Assert.Equal((StoreChangeKind.RolledBack, "1.0.0", "Broken: a"), Last(host));
        await host.Host.RefreshAsync(Token);
        Assert.Equal(("1.0.0", PluginState.Active, null), Status(host));
        host.Runtime.OnGreet = static () => 1;
        Assert.Equal(ExtensionOutcome.Answered, Assert.Single(await GreetAsync(host)).Outcome);
    }

    [Fact]
    public async Task After_the_probation_an_update_stays_whatever_becomes_of_it()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await UpdateAsync(host, "2.0.0");
        await AnswerAsync(host, CallsInRun);
        _time.Advance(TimeSpan.FromMinutes(10));

        await FailAsync(host);

        Assert.Equal((StoreChangeKind.Installed, "2.0.0", null), Last(host));
    }

    [Fact]
    public async Task An_update_that_was_hardly_called_is_on_probation_until_it_was()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await UpdateAsync(host, "2.0.0");
        await AnswerAsync(host, CallsInRun - 3);
        _time.Advance(TimeSpan.FromDays(1));

        await FailAsync(host);

        Assert.Equal((StoreChangeKind.RolledBack, "1.0.0", "Broken: a"), Last(host));
    }

    [Fact]
    public async Task An_update_of_which_too_many_calls_fail_is_left_although_no_breaker_ever_opens()
    {
        var kept = new Kept();
        using var rollbacks = new MeasuredRollbacks();
        await using var host = await StartAsync(TimeSpan.FromMinutes(10), kept);
        await UpdateAsync(host, "2.0.0");
        for (var fault = 0; fault < 3; fault++)
        {
            host.Runtime.OnGreet = static () => throw new InvalidOperationException();
            await GreetAsync(host);
            await AnswerAsync(host, 1);
            await host.Host.Gated;
            Assert.Equal(fault < 2 ? StoreChangeKind.Installed : StoreChangeKind.RolledBack, Last(host).Kind);
        }

        Assert.Equal("CallsFailed: 3 of 5 calls failed.", Last(host).Reason);
        Assert.DoesNotContain(kept.All, static each => each.Kind == PluginOccurrenceKind.Broken);
        Assert.Equal([(Id, 1)], rollbacks.All);
    }

    [Fact]
    public async Task Faults_are_counted_in_runs_and_those_of_one_run_are_none_of_the_next()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await UpdateAsync(host, "2.0.0");
        for (var run = 0; run < 5; run++)
        {
            for (var fault = 0; fault < 2; fault++)
            {
                host.Runtime.OnGreet = static () => throw new InvalidOperationException();
                await GreetAsync(host);
                await AnswerAsync(host, 1);
            }
            await AnswerAsync(host, CallsInRun - 4);
        }
        await host.Host.Gated;

        Assert.Equal(StoreChangeKind.Installed, Last(host).Kind);
    }

    [Fact]
    public async Task Who_allows_an_older_package_meanwhile_does_not_end_the_probation()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await UpdateAsync(host, "2.0.0");
        host.Store.AllowOlder(Id, $"sha256:{new string('0', 64)}", "alice", "an older line");

        await FailAsync(host);

        Assert.Equal((StoreChangeKind.RolledBack, "1.0.0", "Broken: a"), Last(host));
    }

    [Fact]
    public async Task Under_load_an_update_that_fails_every_call_fails_none_of_the_version_before_and_is_gone_again()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        host.Runtime.OnGreetOf = static version => version == "2.0.0" ? throw new InvalidOperationException() : 1;
        var follower = Assert.Single(host.Services.GetServices<IHostedService>().OfType<PluginHostService>());
        await follower.StartAsync(Token);
        using var ends = new CancellationTokenSource();
        var failed = new ConcurrentQueue<(string Version, ExtensionOutcome Outcome)>();
        var made = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!ends.IsCancellationRequested)
            {
                var version = "";
                var results = await host.Greetings.InvokeAsync(0, (greeting, _, _) =>
                {
                    version = ((ScriptedRuntime.Greeting)greeting).Version;
                    return new ValueTask<int>(greeting.Greet());
                }, Token);
                // One that is left out for a while is not asked, and belongs to the newer version.
                if (results is not [{ Outcome: ExtensionOutcome.Answered }])
                    failed.Enqueue((version, results is [var result] ? result.Outcome : ExtensionOutcome.Failed));
                Interlocked.Increment(ref made);
            }
        }, Token)).ToList();

        host.Install(Id, "2.0.0");

        while (Last(host).Kind != StoreChangeKind.RolledBack
            || !host.Host.Plugins.Any(static plugin => plugin is { Version: "1.0.0", State: PluginState.Active, Reason: null }))
            await Task.Yield();
        var after = Volatile.Read(ref made);
        while (Volatile.Read(ref made) < after + 1_000)
            await Task.Yield();
        await ends.CancelAsync();
        await Task.WhenAll(callers);
        await follower.StopAsync(Token);
        Assert.NotEmpty(failed);
        Assert.All(failed, static each => Assert.True(each is ("2.0.0", ExtensionOutcome.Failed) or ("", ExtensionOutcome.Broken), $"{each}"));
    }

    [Fact]
    public async Task Without_a_probation_nothing_goes_back_by_itself()
    {
        await using var host = await StartAsync(null);
        await UpdateAsync(host, "2.0.0");

        await FailAsync(host);

        Assert.Equal((StoreChangeKind.Installed, "2.0.0", null), Last(host));
    }

    [Fact]
    public async Task What_was_gone_back_to_is_not_left_in_its_turn_and_a_first_version_has_none_before_it()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await FailAsync(host);
        Assert.Equal((StoreChangeKind.Installed, "1.0.0"), (Last(host).Kind, Last(host).Version));
        host.Runtime.OnGreet = static () => 1;
        await UpdateAsync(host, "2.0.0");
        await UpdateAsync(host, "3.0.0");
        await FailAsync(host);
        await host.Host.RefreshAsync(Token);

        await FailAsync(host);

        Assert.Equal((StoreChangeKind.RolledBack, "2.0.0", "Broken: a"), Last(host));
        Assert.Equal("2.0.0", Status(host).Version);
    }

    [Fact]
    public async Task What_was_left_is_not_installed_again_without_somebody_who_agrees_and_a_newer_one_is()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        await UpdateAsync(host, "2.0.0");
        await FailAsync(host);
        // As another program reads it.
        host.Store.Refresh();

        var again = host.Plan(Id, "2.0.0");

        var difference = Assert.Single(again.Differences);
        Assert.Equal(new PluginDifference(PluginDifferenceKind.Left, "was left for the version before it: Broken: a"), difference);
        Assert.Equal(PackageFault.ConsentNeeded, Assert.Throws<PluginPackageException>(() => host.Store.Apply(again)).Fault);
        Assert.False(host.Plan(Id, "2.0.1").NeedsConsent);
        host.Store.Apply(again, again.AgreedBy("alice"));
        Assert.Equal("2.0.0", Assert.Single(host.Store.Plugins).Manifest.Version.ToString());
    }

    [Fact]
    public async Task A_host_that_follows_its_store_goes_back_without_being_asked()
    {
        await using var host = await StartAsync(TimeSpan.FromMinutes(10));
        var follower = Assert.Single(host.Services.GetServices<IHostedService>().OfType<PluginHostService>());
        await follower.StartAsync(Token);
        host.Runtime.OnStart[Id] = _ => host.Store.Plugins[0].Manifest.Version.ToString() == "2.0.0"
            ? throw new PluginStartException("It is out of order.") : Task.CompletedTask;

        host.Install(Id, "2.0.0");

        while (Status(host) is not ("1.0.0", PluginState.Active, null) || Last(host).Kind != StoreChangeKind.RolledBack)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        await follower.StopAsync(Token);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("91.00:00:00")]
    public void A_probation_or_a_cooldown_that_cannot_hold_is_refused(string wait)
    {
        var span = TimeSpan.Parse(wait, CultureInfo.InvariantCulture);

        Refused(new PlatformPluginsOptions { Probation = span }, "Probation is");
        Refused(new PlatformPluginsOptions { Cooldown = span }, "Cooldown is");
    }

    [Theory]
    [InlineData(0, 0, "ProbationCalls is 0")]
    [InlineData(1_000_001, 0, "ProbationCalls is 1000001")]
    [InlineData(10, -1, "ProbationFaults is -1")]
    [InlineData(10, 10, "ProbationFaults is 10")]
    public void Counts_that_say_nothing_are_refused(int calls, int faults, string message) =>
        Refused(new PlatformPluginsOptions { ProbationCalls = calls, ProbationFaults = faults }, message);

    private static void Refused(PlatformPluginsOptions options, string message) => Assert.Contains(
        message, new PlatformPluginsOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);

    private static (StoreChangeKind Kind, string Version, string? Reason) Last(ScriptedHost host)
    {
        var change = host.Store.Changes[^1];
        return (change.Kind, change.Version, change.Reason);
    }

    private static (string Version, PluginState State, string? Reason) Status(ScriptedHost host)
    {
        var status = Assert.Single(host.Host.Plugins, static plugin => plugin.State != PluginState.Unloading);
        return (status.Version, status.State, status.Reason);
    }

    private static ValueTask<ImmutableArray<ExtensionResult<int>>> GreetAsync(ScriptedHost host) =>
        host.Greetings.InvokeAsync(0, static (greeting, _, _) => new ValueTask<int>(greeting.Greet()), Token);

    private static async Task AnswerAsync(ScriptedHost host, int calls)
    {
        host.Runtime.OnGreet = static () => 1;
        for (var call = 0; call < calls; call++)
            Assert.Equal(ExtensionOutcome.Answered, Assert.Single(await GreetAsync(host)).Outcome);
    }

    private static async Task FailAsync(ScriptedHost host)
    {
        host.Runtime.OnGreet = static () => throw new InvalidOperationException();
        for (var call = 0; call < 3; call++)
            await GreetAsync(host);
        await host.Host.Gated;
    }

    private static async Task UpdateAsync(ScriptedHost host, string version)
    {
        host.Install(Id, version);
        await host.Host.RefreshAsync(Token);
        await host.Host.Gated;
        host.Runtime.OnStart.Clear();
    }

    private async Task<ScriptedHost> StartAsync(TimeSpan? probation, params IPluginObserver[] observers)
    {
        var host = new ScriptedHost(o => (o.Probation, o.ProbationCalls, o.ProbationFaults) = (probation, CallsInRun, 2), static policy => policy.BreakAfter = 2, _time, observers);
        host.Install(Id);
        Assert.Equal(ExtensionOutcome.Answered, Assert.Single(await GreetAsync(host)).Outcome);
        return host;
    }

    private sealed class MeasuredRollbacks : IDisposable
    {
        private readonly MeterListener _listener = new();

        public MeasuredRollbacks()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "platform.plugins.rollbacks")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => All.Enqueue(((string)tags[0].Value!, (int)value)));
            _listener.Start();
        }

        public ConcurrentQueue<(string Plugin, int Value)> All { get; } = [];

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Kept : IPluginObserver
    {
        public ConcurrentQueue<PluginOccurrence> All { get; } = [];

        public void Observe(PluginOccurrence occurrence) => All.Enqueue(occurrence);
    }
}
