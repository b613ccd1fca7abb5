using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Tests.Outbox;

public sealed class RedeliveryHostTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_taken_comes_again_and_a_host_that_starts_goes_on_with_what_another_has_begun()
    {
        var (store, heard) = (new InMemoryOutboxStore(), new Heard());
        await using (var host = await StartAsync(store, heard))
        {
            for (var number = 0; number < 200; number++)
                await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("opened", default), Cancellation);
            await UntilAsync(() => heard.Ids.Count == 200);
            await host.GetRequiredService<OutboxDispatcher>().StopAsync(Cancellation);
        }
        await using var idle = Services(store, heard);
        var redelivery = idle.GetRequiredService<IOutboxRedelivery>();
        _time.Advance(TimeSpan.FromSeconds(1));
        var request = new RedeliveryRequest("recorder", RedeliveryScope.Everything, _time.GetUtcNow().AddHours(-1));
        Assert.Equal(200, (await redelivery.EstimateAsync(request, Cancellation))!.Count);
        await redelivery.StartAsync(request, Cancellation);
        // Somebody makes the first step, and dies.
        await store.StepAsync(_time.GetUtcNow(), Cancellation);

        await using var other = await StartAsync(store, heard);

        // Without another look at the clock: it goes on as soon as the lane is worked off.
        await UntilAsync(() => heard.Ids.Count == 400);
        Assert.All(heard.Ids.GroupBy(static id => id), static each => Assert.Equal(2, each.Count()));
        Assert.Equal(heard.Ids.Take(200).Order(StringComparer.Ordinal), heard.Ids.Skip(200).Order(StringComparer.Ordinal));
        await UntilAsync(() => redelivery.ListAsync(Cancellation).AsTask().GetAwaiter().GetResult() is [{ Added: 200, EndedAt: not null, IsCancelled: false }]);
    }

    [Fact]
    public async Task A_job_that_is_begun_while_a_host_runs_is_heard_of()
    {
        var (store, heard) = (new InMemoryOutboxStore(), new Heard());
        await using var host = await StartAsync(store, heard);
        await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("opened", default), Cancellation);
        // Heard, and written down: what still waits is not delivered again.
        await UntilAsync(() => heard.Ids.Count == 1
            && store.MeasureAsync(Cancellation).AsTask().GetAwaiter().GetResult() is [{ Waiting: 0 }]);
        _time.Advance(TimeSpan.FromSeconds(1));

        await host.GetRequiredService<IOutboxRedelivery>().StartAsync(
            new RedeliveryRequest("recorder", RedeliveryScope.Everything, _time.GetUtcNow().AddHours(-1)), Cancellation);

        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return heard.Ids.Count == 2;
        });
    }

    [Fact]
    public void A_store_that_cannot_deliver_again_says_so_and_what_cannot_be_asked_for_is_refused()
    {
        using var services = new ServiceCollection().AddPlatformOutbox().UseStore(static _ => new FailingStore(new InMemoryOutboxStore())).Services.BuildServiceProvider();

        Assert.Contains("FailingStore cannot deliver again", Assert.Throws<NotSupportedException>(services.GetRequiredService<IOutboxRedelivery>).Message, StringComparison.Ordinal);
        var now = _time.GetUtcNow();
        Assert.Throws<ArgumentException>(() => new RedeliveryRequest("with space", RedeliveryScope.Everything, now));
        Assert.Throws<ArgumentException>(() => new RedeliveryRequest("acme", RedeliveryScope.Everything, now, now.AddTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RedeliveryRequest("acme", (RedeliveryScope)2, now));
        Assert.Throws<ArgumentException>(() => new RedeliveryRequest("acme", RedeliveryScope.Everything, now)
        {
            Types = [.. Enumerable.Range(0,
            101).Select(static number => $"t{number}")]
        });
        Assert.Throws<ArgumentException>(() => new RedeliveryRequest("acme", RedeliveryScope.Everything, now) { Types = [null!] });
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    private ServiceProvider Services(InMemoryOutboxStore store, Heard heard)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(heard);
        services.AddPlatformOutbox().UseStore(_ => store).AddHandler<Recorder>("recorder");
        return services.BuildServiceProvider();
    }

    private async Task<ServiceProvider> StartAsync(InMemoryOutboxStore store, Heard heard)
    {
        var host = Services(store, heard);
        await host.GetRequiredService<OutboxDispatcher>().StartAsync(Cancellation);
        return host;
    }

    private sealed class Heard
    {
        public ConcurrentQueue<string> Ids { get; } = [];
    }

    private sealed class Recorder(Heard heard) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            heard.Ids.Enqueue(message.Id);
            return default;
        }
    }
}
