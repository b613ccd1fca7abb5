using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.StoreContract;

/// <content>What waits, and for how long.</content>
public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task What_says_nothing_of_the_event_is_no_attempt_of_it()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        for (var number = 0; number < 3; number++)
        {
            var message = Assert.Single(await FetchAsync(lease, Start.AddSeconds(5)));
            Assert.Equal(1, message.Attempt);
            await CompleteAsync(lease, message.Place, DeliveryVerdict.Later, Start.AddSeconds(5));
            Assert.Empty(await FetchAsync(lease));
        }
    }

    [Fact]
    public async Task A_lane_that_was_given_back_is_not_held_by_a_renewal_that_comes_too_late()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        await Store.ReleaseAsync([lease], Cancellation);

        var renewed = await Store.RenewAsync([lease], Start, Lease, Cancellation);

        Assert.Empty(renewed);
        Assert.Empty(renewed.Unknown);
        await ClaimAsync("all");
    }

    [Fact]
    public async Task What_has_waited_for_too_long_is_given_up_and_what_was_given_up_long_ago_is_forgotten()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("disabled", ["*"]));
        for (var number = 0; number < 3; number++)
            await PublishAsync($"old{number}", at: Start.AddDays(-40), orderKey: "key");
        await PublishAsync("new", at: Start.AddDays(-1), orderKey: "key");
        await RouteAsync();
        await Store.SwitchAsync("disabled", isDisabled: true, Cancellation);
        var lease = await ClaimAsync("all");
        for (var number = 0; number < 4; number++)
            await CompleteAsync(lease, (await FetchAsync(lease))[0].Place, number < 2 ? DeliveryVerdict.Dead : DeliveryVerdict.Done);

        Assert.Equal((2, 0), await Store.ExpireAsync(Start.AddDays(-30), Start, Start.AddDays(1), 2, Cancellation));
        Assert.Equal((1, 0), await Store.ExpireAsync(Start.AddDays(-30), Start, Start.AddDays(1), 2, Cancellation));
        Assert.Equal((0, 0), await Store.ExpireAsync(Start.AddDays(-30), Start, Start.AddDays(1), 2, Cancellation));

        Assert.Equal([(0, 2), (1, 3)], (await Store.MeasureAsync(Cancellation)).Select(lane => (lane.Waiting, lane.Dead)));
        var letter = (await Store.ListDeadAsync("disabled", 0, 10, Cancellation))[0];
        Assert.Equal(("old0", 0, Start.AddDays(1), IOutboxStore.WaitedTooLong), (letter.Type, letter.Attempts, letter.DiedAt, letter.Reason));
        await Store.SwitchAsync("disabled", isDisabled: false, Cancellation);
        Assert.Equal(["new"], await TypesOfAsync("disabled"));

        Assert.Equal((0, 2), await Store.ExpireAsync(Start.AddDays(-30), Start.AddTicks(10), Start.AddDays(1), 10, Cancellation));
        Assert.Equal([0, 3], (await Store.MeasureAsync(Cancellation)).Select(lane => lane.Dead));
    }
}
