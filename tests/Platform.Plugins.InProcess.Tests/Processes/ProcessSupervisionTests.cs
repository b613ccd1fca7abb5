using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Observing;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>What is told of processes that end: to observers, to whoever measures, and to whoever asks how the host fares.</summary>
public sealed class ProcessSupervisionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_becomes_of_a_process_is_told_in_its_order()
    {
        var kept = new Kept();
        await using var zoo = ProcessZoo.Open(
            static processes => processes.Crashes = 2, services: services => services.AddSingleton<IPluginObserver>(kept));
        zoo.InstallBoth("Environment.Exit(7);");

        await ProcessZoo.UntilAsync(async () =>
        {
            await zoo.AskAsync("bad");
            return zoo.StatusOf(ProcessZoo.Bad).State == PluginState.Quarantined;
        });
        await ProcessZoo.UntilAsync(() => kept.All.Any(static each => each.Kind == PluginOccurrenceKind.Quarantined));
        zoo.Store.Remove(ProcessZoo.Bad);
        await zoo.Host.RefreshAsync(Token);

        const string Reason = "Its process ended by itself with the code 7.";
        Assert.Equal(
            [
                Of(PluginOccurrenceKind.Started), Of(PluginOccurrenceKind.ProcessEnded, Reason),
                Of(PluginOccurrenceKind.ProcessStartedAgain), Of(PluginOccurrenceKind.Quarantined, Reason),
                Of(PluginOccurrenceKind.Stopped),
            ],
            kept.All.Where(static each => each.PluginId == ProcessZoo.Bad));
        Assert.Equal(
            [PluginOccurrenceKind.Started],
            kept.All.Where(static each => each.PluginId == ProcessZoo.Good).Select(static each => each.Kind));

        static PluginOccurrence Of(PluginOccurrenceKind kind, string? reason = null) =>
            new(kind, ProcessZoo.Bad, "1.0.0") { Reason = reason };
    }

    [Fact]
    public async Task Each_process_that_ends_is_counted()
    {
        const string Id = "acme.counted";
        var count = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "platform.plugins.process.ends")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, measured, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "platform.plugins.plugin", Value: Id })
                    Interlocked.Add(ref count, measured);
            }
        });
        listener.Start();
        await using var zoo = ProcessZoo.Open(static processes => processes.Crashes = 3);
        zoo.Install(Id, ProcessZoo.Rule("Environment.Exit(7);"), more: ProcessZoo.InProcess);

        Assert.Equal(ExtensionOutcome.Answered, (await zoo.AskAsync("good"))[Id].Outcome);
        Assert.Equal(0, Interlocked.Read(ref count));
        await ProcessZoo.UntilAsync(async () =>
        {
            await zoo.AskAsync("bad");
            return zoo.StatusOf(Id).State == PluginState.Quarantined;
        });

        Assert.Equal(3, Interlocked.Read(ref count));
    }

    [Fact]
    public async Task While_a_process_is_away_the_host_is_degraded_and_says_why()
    {
        await using var zoo = ProcessZoo.Open(
            static processes => processes.FirstRestart = processes.LongestRestart = TimeSpan.FromHours(1));
        zoo.InstallBoth("Environment.Exit(7);");
        var health = zoo.Services.GetRequiredService<HealthCheckService>();
        await zoo.AskAsync("good");
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);

        await zoo.AskAsync("bad");
        await ProcessZoo.UntilAsync(() => zoo.StatusOf(ProcessZoo.Bad).State == PluginState.Restarting);

        var entry = Assert.Single((await health.CheckHealthAsync(Token)).Entries).Value;
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.EndsWith(
            "acme.bad 1.0.0: Restarting, Its process ended by itself with the code 7.", entry.Description, StringComparison.Ordinal);
    }

    private sealed class Kept : IPluginObserver
    {
        public ConcurrentQueue<PluginOccurrence> All { get; } = [];

        public void Observe(PluginOccurrence occurrence) => All.Enqueue(occurrence);
    }
}
