using System.Text;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.StoreContract;

/// <content>Receivers that come and go.</content>
public abstract partial class OutboxStoreContract
{
    private IEndpointStore Endpoints => Assert.IsType<IEndpointStore>(Store, exactMatch: false);

    [Fact]
    public async Task A_receiver_is_found_as_it_was_added_and_only_until_it_is_deleted()
    {
        var row = Row("ep_1", "acme") with { Document = "{\"a\":\"ü\"}", Secrets = new byte[] { 0, 1, 255 } };

        Assert.True(await AddAsync(row));

        var found = await Endpoints.FindEndpointAsync("ep_1", Cancellation);
        Assert.Equal(row.Secrets.ToArray(), found!.Secrets.ToArray());
        Assert.Equal(row with { Secrets = found.Secrets, Revision = found.Revision }, found);
        Assert.True(await ReplaceAsync(row with { Version = 2, IsDeleted = true, Secrets = default }, LaneStep.Close));
        Assert.Null(await Endpoints.FindEndpointAsync("ep_1", Cancellation));
        Assert.Empty(await Endpoints.ListEndpointsAsync("acme", null, 10, Cancellation));
        Assert.Null(await Endpoints.FindEndpointAsync("ep_2", Cancellation));
    }

    [Fact]
    public async Task A_tenant_has_no_more_receivers_than_it_may_have_and_those_of_others_do_not_count()
    {
        Assert.True(await AddAsync(Row("ep_1", "acme"), most: 2));
        Assert.True(await AddAsync(Row("ep_2", "acme"), most: 2));
        Assert.True(await AddAsync(Row("ep_3", "other"), most: 2));
        Assert.True(await AddAsync(Row("ep_4", null), most: 1));

        Assert.False(await AddAsync(Row("ep_5", "acme"), most: 2));
        Assert.False(await AddAsync(Row("ep_6", null), most: 1));

        Assert.True(await ReplaceAsync(Row("ep_1", "acme") with { Version = 2, IsDeleted = true }, LaneStep.Close));
        Assert.True(await AddAsync(Row("ep_5", "acme"), most: 2));
    }

    [Fact]
    public async Task Receivers_are_listed_by_tenant_and_by_page()
    {
        foreach (var (id, tenant) in ((string, string?)[])[("ep_3", "acme"), ("ep_1", "acme"), ("ep_4", "other"), ("ep_2", "acme"),
            ("ep_5", null)])
            Assert.True(await AddAsync(Row(id, tenant)));

        Assert.Equal(["ep_1", "ep_2"], (await Endpoints.ListEndpointsAsync("acme", null, 2, Cancellation)).Select(static row => row.Id));
        Assert.Equal(["ep_3"], (await Endpoints.ListEndpointsAsync("acme", "ep_2", 2, Cancellation)).Select(static row => row.Id));
        Assert.Equal(["ep_5"], (await Endpoints.ListEndpointsAsync(null, null, 2, Cancellation)).Select(static row => row.Id));
    }

    [Fact]
    public async Task Who_has_seen_an_older_version_changes_nothing_and_nothing_is_told_of_it()
    {
        await OpenAsync(new LaneDefinition("watch", ["changed"]));
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        Assert.True(await ReplaceAsync(Row("ep_1", "acme") with { Version = 2, IsPaused = true }, LaneStep.None));

        Assert.False(await ReplaceAsync(Row("ep_1", "acme") with { Version = 2 }, LaneStep.None));
        Assert.False(await ReplaceAsync(Row("ep_1", "acme") with { Version = 4 }, LaneStep.None));
        Assert.False(await ReplaceAsync(Row("ep_9", "acme") with { Version = 2 }, LaneStep.None));

        Assert.True((await Endpoints.FindEndpointAsync("ep_1", Cancellation))!.IsPaused);
        Assert.Equal(2, await RouteAsync());
    }

    [Fact]
    public async Task Of_many_who_change_a_receiver_at_once_one_wins_each_time()
    {
        Assert.True(await AddAsync(Row("ep_1", "acme")));

        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => ReplaceAsync(Row("ep_1", "acme") with { Version = 2, Document = $"{number}" }, LaneStep.None), Cancellation)));

        Assert.Equal(1, won.Count(static each => each));
        Assert.Equal($"{Array.IndexOf(won, true)}", (await Endpoints.FindEndpointAsync("ep_1", Cancellation))!.Document);
    }

    [Fact]
    public async Task A_change_opens_disables_enables_and_closes_the_lane_with_it()
    {
        var row = Row("ep_1", "acme") with { IsConfirmed = true, HasLane = true };
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        await PublishAsync("opened", "acme");
        await RouteAsync();

        Assert.True(await ReplaceAsync(row with { Version = 2 }, LaneStep.Enable, new LaneDefinition("ep_1", ["opened"], "acme")));
        await PublishAsync("opened", "acme");
        await PublishAsync("opened", "other");
        await RouteAsync();
        Assert.Equal((1, false), await StandingAsync());
        Assert.True(await ReplaceAsync(row with { Version = 3 }, LaneStep.Disable, new LaneDefinition("ep_1", ["closed"], "acme")));
        await PublishAsync("opened", "acme");
        await PublishAsync("closed", "acme");
        await RouteAsync();
        Assert.Equal((2, true), await StandingAsync());
        Assert.True((await Endpoints.FindEndpointAsync("ep_1", Cancellation))!.IsLaneDisabled);
        Assert.True(await ReplaceAsync(row with { Version = 4 }, LaneStep.None));
        Assert.Equal((2, true), await StandingAsync());
        Assert.True(await ReplaceAsync(row with { Version = 5 }, LaneStep.Enable));
        Assert.Equal((2, false), await StandingAsync());
        Assert.False((await Endpoints.FindEndpointAsync("ep_1", Cancellation))!.IsLaneDisabled);

        Assert.True(await ReplaceAsync(row with { Version = 6, IsDeleted = true }, LaneStep.Close));
        Assert.Empty(await Store.MeasureAsync(Cancellation));

        async Task<(long, bool)> StandingAsync() => Assert.Single(await Store.MeasureAsync(Cancellation)) is var lane
            ? (lane.Waiting, lane.IsDisabled) : default;
    }

    [Fact]
    public async Task What_whoever_runs_the_host_has_disabled_no_step_of_a_receiver_enables()
    {
        var row = Row("ep_1", "acme") with { IsConfirmed = true, HasLane = true };
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        Assert.True(await ReplaceAsync(row with { Version = 2 }, LaneStep.Enable, new LaneDefinition("ep_1", ["opened"], "acme")));
        Assert.True(await Store.SwitchAsync("ep_1", isDisabled: true, Cancellation));

        Assert.True(await ReplaceAsync(row with { Version = 3 }, LaneStep.Disable));
        Assert.True(await ReplaceAsync(row with { Version = 4 }, LaneStep.Enable, new LaneDefinition("ep_1", ["closed"], "acme")));

        var found = await Endpoints.FindEndpointAsync("ep_1", Cancellation);
        Assert.Equal((true, true), (found!.IsLaneDisabled, found.IsLaneBarred));
        Assert.True(await Store.SwitchAsync("ep_1", isDisabled: false, Cancellation));
        found = await Endpoints.FindEndpointAsync("ep_1", Cancellation);
        Assert.Equal((false, false), (found!.IsLaneDisabled, found.IsLaneBarred));
        Assert.True(await ReplaceAsync(row with { Version = 5 }, LaneStep.Disable));
        found = await Endpoints.FindEndpointAsync("ep_1", Cancellation);
        Assert.Equal((true, false), (found!.IsLaneDisabled, found.IsLaneBarred));
    }

    [Fact]
    public async Task What_a_closed_lane_has_left_behind_is_deleted_a_part_at_a_time_and_nothing_else()
    {
        await OpenAsync(new LaneDefinition("other", ["opened"]));
        var row = Row("ep_1", "acme") with { IsConfirmed = true, HasLane = true };
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        Assert.True(await ReplaceAsync(row with { Version = 2 }, LaneStep.Enable, new LaneDefinition("ep_1", ["opened"], "acme")));
        for (var number = 0; number < 5; number++)
            await PublishAsync("opened", "acme");
        await RouteAsync();
        Assert.False(await Endpoints.PurgeAsync(2, Cancellation));
        Assert.Equal([5, 5], (await Store.MeasureAsync(Cancellation)).Select(static lane => lane.Waiting));

        Assert.True(await ReplaceAsync(row with { Version = 3, IsDeleted = true }, LaneStep.Close));
        await PublishAsync("opened", "acme");
        await RouteAsync();
        var parts = 0;
        while (await Endpoints.PurgeAsync(2, Cancellation))
            parts++;

        Assert.InRange(parts, 0, 3);
        Assert.Equal(6, Assert.Single(await Store.MeasureAsync(Cancellation)).Waiting);
        Assert.Empty(await ClaimOnceAsync("ep_1"));
    }

    [Fact]
    public async Task Attempts_that_are_too_old_are_forgotten()
    {
        var attempts = Assert.IsType<IAttemptStore>(Store, exactMatch: false);
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        await attempts.WriteAttemptsAsync([.. Enumerable.Range(1, 5).Select(static number => Made("ep_1", number))], 10, Cancellation);

        await attempts.TrimAttemptsAsync(Start.AddSeconds(4), Cancellation);

        Assert.Equal([5, 4], (await attempts.ListAttemptsAsync("ep_1", null, 10, Cancellation)).Select(static attempt => attempt.Attempt));
    }

    [Fact]
    public async Task Whoever_reads_what_has_changed_hears_of_everything_once_and_of_deleted_ones_for_a_while()
    {
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        Assert.True(await AddAsync(Row("ep_2", "acme")));
        Assert.True(await ReplaceAsync(Row("ep_1", "acme") with { Version = 2 }, LaneStep.None));

        var read = await Endpoints.ReadChangedEndpointsAsync(0, 10, Cancellation);
        Assert.Equal([("ep_2", 1L), ("ep_1", 2L)], read.Select(static row => (row.Id, row.Version)));
        Assert.Equal(["ep_2"], (await Endpoints.ReadChangedEndpointsAsync(0, 1, Cancellation)).Select(static row => row.Id));
        Assert.Empty(await Endpoints.ReadChangedEndpointsAsync(read[^1].Revision, 10, Cancellation));

        Assert.True(await ReplaceAsync(Row("ep_2", "acme") with { Version = 2, IsDeleted = true, ChangedAt = Start }, LaneStep.Close));
        Assert.True(Assert.Single(await Endpoints.ReadChangedEndpointsAsync(read[^1].Revision, 10, Cancellation)).IsDeleted);
        await Endpoints.TrimEndpointsAsync(Start, Cancellation);
        Assert.Single(await Endpoints.ReadChangedEndpointsAsync(read[^1].Revision, 10, Cancellation));
        await Endpoints.TrimEndpointsAsync(Start.AddMicroseconds(1), Cancellation);
        Assert.Equal(["ep_1"], (await Endpoints.ReadChangedEndpointsAsync(0, 10, Cancellation)).Select(static row => row.Id));
    }

    [Fact]
    public async Task Whoever_listens_hears_of_a_change()
    {
        await Store.PrepareAsync(Cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var heard = new SemaphoreSlim(0);
        var listening = Store.ListenAsync(() => heard.Release(), ending.Token);
        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));

        Assert.True(await AddAsync(Row("ep_1", "acme")));

        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        await ending.CancelAsync();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Fact]
    public async Task The_latest_attempts_of_a_receiver_are_kept_to_the_byte_and_listed_by_page_until_it_is_deleted()
    {
        var attempts = Assert.IsType<IAttemptStore>(Store, exactMatch: false);
        Assert.True(await AddAsync(Row("ep_1", "acme")));
        Assert.True(await AddAsync(Row("ep_2", "acme")));
        KeptAttempt[] made = [.. Enumerable.Range(1, 5).Select(static number => Made("ep_1", number)),
            Made("ep_2", 1) with { Status = null }];
        await attempts.WriteAttemptsAsync(made[..2], 3, Cancellation);

        await attempts.WriteAttemptsAsync([.. made[2..], Made("ep_9", 1)], 3, Cancellation);

        var kept = await attempts.ListAttemptsAsync("ep_1", null, 10, Cancellation);
        Assert.Equal([5, 4, 3], kept.Select(static attempt => attempt.Attempt));
        Assert.Equal(kept.Select(static attempt => attempt.Number).OrderDescending(), kept.Select(static attempt => attempt.Number));
        Assert.Equal(made[4] with { Number = kept[0].Number, Request = kept[0].Request, Answer = kept[0].Answer }, kept[0]);
        Assert.Equal(made[4].Request.ToArray(), kept[0].Request.ToArray());
        Assert.Equal(made[4].Answer.ToArray(), kept[0].Answer.ToArray());
        Assert.Equal([3], (await attempts.ListAttemptsAsync("ep_1", kept[1].Number, 10, Cancellation))
            .Select(static attempt => attempt.Attempt));
        Assert.Equal([5], (await attempts.ListAttemptsAsync("ep_1", null, 1, Cancellation)).Select(static attempt => attempt.Attempt));
        Assert.Null(Assert.Single(await attempts.ListAttemptsAsync("ep_2", null, 10, Cancellation)).Status);
        Assert.Empty(await attempts.ListAttemptsAsync("ep_9", null, 10, Cancellation));

        Assert.True(await ReplaceAsync(Row("ep_1", "acme") with { Version = 2, IsDeleted = true }, LaneStep.Close));
        await attempts.WriteAttemptsAsync([made[0]], 3, Cancellation);
        Assert.Empty(await attempts.ListAttemptsAsync("ep_1", null, 10, Cancellation));
        Assert.Single(await attempts.ListAttemptsAsync("ep_2", null, 10, Cancellation));
    }

    private ValueTask<IReadOnlyList<LaneLease>> ClaimOnceAsync(string name) =>
        Store.ClaimAsync([name], Start.AddDays(1), TimeSpan.FromSeconds(30), Cancellation);

    private static KeptAttempt Made(string endpoint, int number) => new()
    {
        Endpoint = endpoint,
        MessageId = $"msg_{number}",
        Type = "opened",
        Attempt = number,
        At = Start.AddSeconds(number),
        Duration = TimeSpan.FromTicks(1_234_567),
        Outcome = WebhookOutcome.Rejected,
        Status = 500,
        Request = new byte[] { 0, 255, (byte)number },
        RequestLength = 70_000,
        Answer = "<script>"u8.ToArray(),
    };

    private Task<bool> AddAsync(EndpointRow row, int most = 100) =>
        Endpoints.AddEndpointAsync(Update(row, LaneStep.None, null), most, Cancellation).AsTask();

    private Task<bool> ReplaceAsync(EndpointRow row, LaneStep step, LaneDefinition? lane = null) =>
        Endpoints.ReplaceEndpointAsync(Update(row, step, lane), Cancellation).AsTask();

    private static EndpointUpdate Update(EndpointRow row, LaneStep step, LaneDefinition? lane) =>
        new(row, lane, step, OutboxRecord.Of(new OutboxEvent("changed", Encoding.UTF8.GetBytes(row.Id)), Start));

    private static EndpointRow Row(string id, string? tenant) => new()
    {
        Id = id,
        Tenant = tenant,
        Version = 1,
        Document = "{}",
        Secrets = new byte[] { 1 },
        CreatedAt = Start,
        ChangedAt = Start,
    };
}
