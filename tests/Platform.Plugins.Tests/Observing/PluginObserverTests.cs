using System.Collections.Concurrent;
using Platform.Plugins.Generations;
using Platform.Plugins.Observing;
using Platform.Plugins.Tests.Generations;

namespace Platform.Plugins.Tests.Observing;

public sealed class PluginObserverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_becomes_of_plugins_is_told_in_its_order_also_behind_an_observer_that_throws()
    {
        var kept = new Kept();
        await using var host = new ScriptedHost(policy: static policy => policy.BreakAfter = 2, observers: [new Throwing(), kept]);
        host.Runtime.OnStart["acme.bad"] = static _ => throw new PluginStartException("It is out of order.");
        host.Install("acme.bad");
        host.Install("acme.lost", contract: "unknown");
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        host.Install("acme.good");
        (await host.Greetings.AcquireAsync(Token)).Dispose();
        await host.Host.RefreshAsync(Token);
        host.Runtime.OnGreet = static () => throw new InvalidOperationException();
        for (var call = 0; call < 4; call++)
            await host.Greetings.InvokeAsync(0, static (greeting, _, _) => new ValueTask<int>(greeting.Greet()), Token);
        host.Store.Remove("acme.good");
        await host.Host.RefreshAsync(Token);

        var all = kept.All.ToList();

        Assert.Contains(new PluginOccurrence(PluginOccurrenceKind.StartFailed, "acme.bad", "1.0.0") { Reason = "It is out of order." }, all);
        var refused = Assert.Single(all, static each => each.Kind == PluginOccurrenceKind.Refused);
        Assert.Equal(("acme.lost", "1.0.0"), (refused.PluginId, refused.Version));
        Assert.NotEmpty(refused.Reason!);
        Assert.Equal(
            [
                new PluginOccurrence(PluginOccurrenceKind.Started, "acme.good", "1.0.0"),
                new PluginOccurrence(PluginOccurrenceKind.Broken, "acme.good", "1.0.0") { Extension = "a" },
                new PluginOccurrence(PluginOccurrenceKind.Stopped, "acme.good", "1.0.0"),
            ],
            all.Where(static each => each.PluginId == "acme.good"));
    }

    private sealed class Kept : IPluginObserver
    {
        public ConcurrentQueue<PluginOccurrence> All { get; } = [];

        public void Observe(PluginOccurrence occurrence) => All.Enqueue(occurrence);
    }

    private sealed class Throwing : IPluginObserver
    {
        public void Observe(PluginOccurrence occurrence) => throw new InvalidOperationException("It does not keep anything.");
    }
}
