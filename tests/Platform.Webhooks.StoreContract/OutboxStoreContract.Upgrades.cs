using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.StoreContract;

/// <content>What a store that the package before has made shows of who had disabled what.</content>
public abstract partial class OutboxStoreContract
{
    /// <summary>Of <see cref="OpenLanesOfEachStateAsync"/>, whether each is disabled, and whether it is barred.</summary>
    protected static readonly (string Id, bool IsDisabled, bool IsBarred)[] LanesOfEachState =
        [("ep_failed", true, false), ("ep_moved", true, false), ("ep_off", true, true), ("ep_on", false, false), ("ep_paused", true, false)];

    /// <summary>Receivers, each disabled in another way.</summary>
    protected async Task OpenLanesOfEachStateAsync()
    {
        foreach (var (id, _, _) in LanesOfEachState)
        {
            var row = Row(id, "acme") with { IsConfirmed = true, HasLane = true };
            Assert.True(await AddAsync(Row(id, "acme")));
            Assert.True(await ReplaceAsync(row with { Version = 2 }, LaneStep.Enable, new LaneDefinition(id, ["opened"], "acme")));
        }
        var changed = Row("ep_paused", "acme") with { Version = 3, IsConfirmed = true, HasLane = true };
        Assert.True(await ReplaceAsync(changed with { IsPaused = true }, LaneStep.Disable));
        Assert.True(await ReplaceAsync(changed with { Id = "ep_moved", IsConfirmed = false }, LaneStep.Disable));
        await PublishAsync("opened", "acme");
        await RouteAsync();
        var lease = await ClaimAsync("ep_failed");
        Assert.True(await Store.NoteAsync(lease, new LaneCondition(DateTimeOffset.UnixEpoch, true, "gone"), Cancellation));
        Assert.True(await Store.SwitchAsync("ep_off", isDisabled: true, Cancellation));
    }

    /// <summary>As <see cref="LanesOfEachState"/>.</summary>
    protected static async Task<(string Id, bool IsDisabled, bool IsBarred)[]> StatesOfLanesAsync(IEndpointStore store) =>
        [.. (await store.ReadChangedEndpointsAsync(0, 100, Cancellation)).Select(static row => (row.Id, row.IsLaneDisabled, row.IsLaneBarred))
            .OrderBy(static each => each.Id, StringComparer.Ordinal)];
}
