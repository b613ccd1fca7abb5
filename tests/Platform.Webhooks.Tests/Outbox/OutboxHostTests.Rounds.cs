using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Tests.Outbox;

/// <content>How often lanes are asked for and read.</content>
public sealed partial class OutboxHostTests
{
    [Fact]
    public async Task What_one_has_disposed_another_can_still_stop()
    {
        await using var host = await StartAsync(builder => builder.AddHandler<Recorder>("recorder"));
        var dispatcher = host.GetRequiredService<OutboxDispatcher>();

        dispatcher.Dispose();
        await dispatcher.StopAsync(Cancellation);
        await dispatcher.StopAsync(new CancellationToken(canceled: true));

        Assert.True(dispatcher.HasConsumer("recorder"));
    }

    [Fact]
    public async Task A_lane_that_somebody_has_locked_holds_up_no_other_and_is_not_asked_for_as_fast_as_can_be()
    {
        var isLocked = true;
        var store = new FailingStore(new InMemoryOutboxStore()) { Locks = name => name == "locked" && Volatile.Read(ref isLocked) };
        var heard = new Heard();
        await using var host = await StartAsync(builder => builder.UseStore(_ =>
            store).AddHandler<Recorder>("locked", "opened").AddHandler<Recorder>("free", "closed"), heard);
        await PublishAsync(host, "opened");
        for (var number = 0; number < 5; number++)
            await PublishAsync(host, "closed");
        await UntilAsync(() => heard.Messages.Count == 5);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);

        // Six that were published, a lane that was given back at most as often, and one look for each; but the clock stands, so none for the time that passes.
        Assert.InRange(store.Asked, 1, 30);
        Volatile.Write(ref isLocked, false);
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return heard.Messages.Count == 6;
        });
    }

    [Fact]
    public async Task What_came_of_an_attempt_is_written_when_who_has_locked_its_lane_lets_go_and_is_not_made_again()
    {
        var isLocked = false;
        var store = new FailingStore(new InMemoryOutboxStore()) { Locks = name => name == "locked" && Volatile.Read(ref isLocked) };
        var heard = new Heard
        {
            Handle = message =>
            {
                Volatile.Write(ref isLocked, true);
                return Task.CompletedTask;
            },
        };
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("locked"), heard);
        await PublishAsync(host, "opened");
        await UntilAsync(() => heard.Messages.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        Assert.Equal(1, (await store.MeasureAsync(Cancellation))[0].Waiting);

        Volatile.Write(ref isLocked, false);

        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return store.MeasureAsync(Cancellation).AsTask().GetAwaiter().GetResult() is [{ Waiting: 0 }];
        });
        Assert.Single(heard.Messages);
    }

    [Fact]
    public async Task One_event_for_many_is_read_once_by_each()
    {
        const int Lanes = 30;
        var store = new FailingStore(new InMemoryOutboxStore());
        var heard = new Heard();
        await using var host = await StartAsync(
            builder =>
            {
                builder.UseStore(_ => store);
                for (var lane = 0; lane < Lanes; lane++)
                    builder.AddHandler<Recorder>($"lane{lane}");
            },
            heard);
        await PublishAsync(host, "opened");
        await UntilAsync(() => store.MeasureAsync(Cancellation).AsTask().GetAwaiter().GetResult().All(static lane =>
            lane.Waiting == 0) && heard.Messages.Count == Lanes);

        // Once more for whom the news of the event reaches after it has read.
        Assert.InRange(store.Reads, Lanes, 2 * Lanes);
    }
}
