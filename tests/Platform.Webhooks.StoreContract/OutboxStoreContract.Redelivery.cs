using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.StoreContract;

/// <content>Jobs that deliver again.</content>
public abstract partial class OutboxStoreContract
{
    private static readonly DateTimeOffset Before = Start.AddDays(-1);

    private IRedeliveryStore Redeliveries => Assert.IsType<IRedeliveryStore>(Store, exactMatch: false);

    [Fact]
    public async Task Everything_of_a_time_comes_again_in_the_order_in_which_it_was_published_with_its_ids()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        List<string> ids = [];
        for (var number = 0; number < 5; number++)
            ids.Add(await PublishAsync($"t{number}", at: Start.AddMinutes(number)));
        await DeliverAllAsync("all", DeliveryVerdict.Done);
        var request = new RedeliveryRequest("all", RedeliveryScope.Everything, Start.AddMinutes(1), Start.AddMinutes(4));

        Assert.Equal(new RedeliveryEstimate(3, Start.AddMinutes(1), Start.AddMinutes(3), Start), await Redeliveries.EstimateAsync(request, Start.AddHours(1), Cancellation));
        var job = await Redeliveries.StartAsync(request, Start.AddHours(1), Cancellation);
        Assert.Equal(new RedeliveryProgress(0, 3, false), await Redeliveries.StepAsync(Start, Cancellation));

        var messages = await FetchAsync(await ClaimAsync("all"));
        Assert.Equal(ids[1..4], messages.Select(message => message.Id));
        Assert.Equal(messages.Select(message => message.Place).Order(), messages.Select(message => message.Place));
        Assert.All(messages, message => Assert.Equal(1, message.Attempt));
        Assert.Equal(job! with { Added = 3, EndedAt = Start }, Assert.Single(await Redeliveries.ListAsync(Cancellation)));
        Assert.Equal(("all", RedeliveryScope.Everything, Start.AddMinutes(1), Start.AddMinutes(4), Start.AddHours(1), false), (job.Consumer, job.Scope, job.From, job.Until, job.StartedAt, job.IsCancelled));
    }

    [Fact]
    public async Task What_was_given_up_comes_again_alone_and_is_no_dead_letter_any_more()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        var dead = new[] { await PublishAsync("opened"), await PublishAsync("closed") };
        await DeliverAllAsync("all", DeliveryVerdict.Dead);
        await PublishAsync("opened");
        await DeliverAllAsync("all", DeliveryVerdict.Done);

        await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.DeadLetters, Before), Start.AddMinutes(1), Cancellation);
        Assert.Equal(new RedeliveryProgress(0, 2, false), await Redeliveries.StepAsync(Start, Cancellation));

        Assert.Equal(dead, (await FetchAsync(await ClaimAsync("all"))).Select(message => message.Id));
        Assert.Empty(await Store.ListDeadAsync("all", 0, 10, Cancellation));
    }

    [Fact]
    public async Task What_is_given_up_again_while_the_job_runs_is_not_delivered_for_ever()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        for (var number = 0; number < 100; number++)
            await PublishAsync("opened");
        await DeliverAllAsync("all", DeliveryVerdict.Dead);
        await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.DeadLetters, Before), Start.AddMinutes(1), Cancellation);

        Assert.Equal(new RedeliveryProgress(1, 64, false), await Redeliveries.StepAsync(Start, Cancellation));
        await DeliverAllAsync("all", DeliveryVerdict.Dead);
        Assert.Equal(new RedeliveryProgress(0, 36, false), await Redeliveries.StepAsync(Start, Cancellation));
        await DeliverAllAsync("all", DeliveryVerdict.Dead);
        Assert.Equal(default, await Redeliveries.StepAsync(Start, Cancellation));

        Assert.Equal(100, (await Store.ListDeadAsync("all", 0, 200, Cancellation)).Count);
    }

    [Fact]
    public async Task There_are_never_more_than_sixty_four_before_what_is_new()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        for (var number = 0; number < 70; number++)
            await PublishAsync("opened");
        await DeliverAllAsync("all", DeliveryVerdict.Done);
        for (var number = 0; number < 10; number++)
            await PublishAsync("new");
        await RouteAsync();
        await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.Everything, Before, Start.AddMinutes(1)) { Types = ["opened"] }, Start.AddMinutes(1), Cancellation);

        Assert.Equal(new RedeliveryProgress(1, 54, false), await Redeliveries.StepAsync(Start, Cancellation));
        Assert.Equal(new RedeliveryProgress(1, 0, false), await Redeliveries.StepAsync(Start, Cancellation));
        await DeliverAllAsync("all", DeliveryVerdict.Done);
        Assert.Equal(new RedeliveryProgress(0, 16, false), await Redeliveries.StepAsync(Start, Cancellation));

        Assert.Equal(70, Assert.Single(await Redeliveries.ListAsync(Cancellation)).Added);
    }

    [Fact]
    public async Task What_waits_or_is_not_routed_yet_is_not_added_again()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("waiting");
        await RouteAsync();
        await PublishAsync("pending");
        var request = new RedeliveryRequest("all", RedeliveryScope.Everything, Before, Start.AddMinutes(1));

        Assert.Equal(0, (await Redeliveries.EstimateAsync(request, Start, Cancellation))!.Count);
        await Redeliveries.StartAsync(request, Start, Cancellation);
        Assert.Equal(new RedeliveryProgress(0, 0, false), await Redeliveries.StepAsync(Start, Cancellation));

        await RouteAsync();
        Assert.Equal(["waiting", "pending"], await TypesOfAsync("all"));
    }

    [Fact]
    public async Task A_consumer_gets_what_was_there_before_it_but_nothing_that_it_does_not_want()
    {
        await PublishAsync("opened", tenant: "acme");
        await PublishAsync("closed", tenant: "acme");
        await PublishAsync("opened", tenant: "other");
        await PublishAsync("reopened", tenant: "acme");
        await RouteAsync();
        await OpenAsync(new LaneDefinition("acme", ["opened", "reopened"], "acme"));
        await OpenAsync(new LaneDefinition("every", ["*"]));

        await Redeliveries.StartAsync(new RedeliveryRequest("acme", RedeliveryScope.Everything, Before), Start.AddMinutes(1), Cancellation);
        await Redeliveries.StartAsync(new RedeliveryRequest("every", RedeliveryScope.Everything, Before) { Types = ["closed", "none"] }, Start.AddMinutes(1), Cancellation);
        // Each in its turn, in transactions of their own.
        Assert.Equal(new RedeliveryProgress(1, 2, true), await Redeliveries.StepAsync(Start, Cancellation));
        Assert.Equal(new RedeliveryProgress(0, 1, false), await Redeliveries.StepAsync(Start, Cancellation));

        Assert.Equal(["opened", "reopened"], await TypesOfAsync("acme"));
        Assert.Equal(["closed"], await TypesOfAsync("every"));
    }

    [Fact]
    public async Task A_job_that_finds_little_goes_on_behind_what_it_has_looked_at()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        for (var number = 0; number < (2 * IRedeliveryStore.MostLookedAt) + 1; number++)
            await PublishAsync(number % IRedeliveryStore.MostLookedAt == 0 ? "rare" : "frequent");
        while (await RouteAsync() > 0)
            await DeliverAllAsync("all", DeliveryVerdict.Done);
        await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.Everything, Before) { Types = ["rare"] }, Start.AddMinutes(1), Cancellation);

        Assert.Equal(new RedeliveryProgress(1, 1, true), await Redeliveries.StepAsync(Start, Cancellation));
        Assert.Equal(new RedeliveryProgress(1, 1, true), await Redeliveries.StepAsync(Start, Cancellation));
        Assert.Equal(new RedeliveryProgress(0, 1, false), await Redeliveries.StepAsync(Start, Cancellation));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_adds_nothing_more_and_one_of_a_lane_that_is_closed_is_gone()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("closed", ["*"]));
        await PublishAsync("opened");
        await DeliverAllAsync("all", DeliveryVerdict.Done);
        await DeliverAllAsync("closed", DeliveryVerdict.Done);
        var cancelled = await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.Everything, Before), Start.AddMinutes(1), Cancellation);
        await Redeliveries.StartAsync(new RedeliveryRequest("closed", RedeliveryScope.Everything, Before), Start.AddMinutes(1), Cancellation);

        Assert.True(await Redeliveries.CancelAsync(cancelled!.Id, Start.AddMinutes(2), Cancellation));
        Assert.False(await Redeliveries.CancelAsync(cancelled.Id, Start.AddMinutes(3), Cancellation));
        Assert.False(await Redeliveries.CancelAsync(12_345, Start, Cancellation));
        await Store.CloseLaneAsync("closed", Cancellation);

        Assert.Equal(default, await Redeliveries.StepAsync(Start, Cancellation));
        Assert.Equal([cancelled with { EndedAt = Start.AddMinutes(2), IsCancelled = true }], await Redeliveries.ListAsync(Cancellation));
        await Store.TrimAsync(Start.AddMinutes(2).AddTicks(10), Start, Cancellation);
        Assert.Empty(await Redeliveries.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_job_for_a_time_in_which_nothing_was_published_has_ended_when_it_is_begun()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await DeliverAllAsync("all", DeliveryVerdict.Done);

        foreach (var (from, until) in ((DateTimeOffset, DateTimeOffset)[])[(Start.AddDays(1), Start.AddDays(2)), (Start.AddDays(-2), Before), (Start, Start)])
        {
            var job = await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.Everything, from, until), Start.AddMinutes(1), Cancellation);
            Assert.Equal((0, Start.AddMinutes(1)), (job!.Added, job.EndedAt));
        }

        Assert.Equal(default, await Redeliveries.StepAsync(Start, Cancellation));
    }

    [Fact]
    public async Task A_few_dead_letters_among_many_events_are_found_in_one_step()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        for (var number = 0; number < (2 * IRedeliveryStore.MostLookedAt) + 1; number++)
            await PublishAsync(number % IRedeliveryStore.MostLookedAt == 0 ? "rare" : "frequent");
        while (await RouteAsync() > 0)
        {
            var lease = await ClaimAsync("all");
            while (await FetchAsync(lease) is { Count: > 0 } messages)
            {
                await Store.CompleteAsync(
                    [.. messages.Select(message => new DeliveryResult(lease, message.Place, message.Type == "rare"
                        ? DeliveryVerdict.Dead : DeliveryVerdict.Done, Start, "no"))],
                    Start, Cancellation);
            }
            await Store.ReleaseAsync([lease], Cancellation);
        }
        await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.DeadLetters, Before), Start.AddMinutes(1), Cancellation);

        Assert.Equal(new RedeliveryProgress(0, 3, false), await Redeliveries.StepAsync(Start, Cancellation));
    }

    [Fact]
    public async Task A_lane_has_one_job_and_all_lanes_have_sixteen()
    {
        var request = (string name) => new RedeliveryRequest(name, RedeliveryScope.Everything, Before);
        for (var lane = 0; lane <= IRedeliveryStore.MostRunning; lane++)
            await OpenAsync(new LaneDefinition($"lane{lane}", ["*"]));
        await PublishAsync("opened");
        List<RedeliveryJob> jobs = [];
        for (var lane = 0; lane < IRedeliveryStore.MostRunning; lane++)
            jobs.Add((await Redeliveries.StartAsync(request($"lane{lane}"), Start.AddMinutes(1), Cancellation))!);

        Assert.Contains(
            "lane3 has not ended", (await Assert.ThrowsAsync<RedeliveryLimitException>(() =>
                Redeliveries.StartAsync(request("lane3"), Start, Cancellation).AsTask())).Message, StringComparison.Ordinal);
        Assert.Contains("16", (await Assert.ThrowsAsync<RedeliveryLimitException>(() =>
            Redeliveries.StartAsync(request("lane16"), Start, Cancellation).AsTask())).Message, StringComparison.Ordinal);
        await Redeliveries.CancelAsync(jobs[3].Id, Start, Cancellation);
        await Redeliveries.StartAsync(request("lane3"), Start.AddMinutes(1), Cancellation);

        Assert.Equal(IRedeliveryStore.MostRunning + 1, (await Redeliveries.ListAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task A_tenant_has_four_and_those_of_disabled_lanes_take_no_place_from_others()
    {
        var request = (string name) => new RedeliveryRequest(name, RedeliveryScope.Everything, Before);
        string[] tenants = ["t0", "t1", "t2", "t3", "t4"];
        foreach (var tenant in tenants)
        {
            for (var lane = 0; lane <= IRedeliveryStore.MostRunningOfTenant; lane++)
                await OpenAsync(new LaneDefinition($"{tenant}.{lane}", ["*"], tenant));
        }
        await OpenAsync(new LaneDefinition("own", ["*"]));
        await PublishAsync("opened");
        foreach (var tenant in tenants[..4])
        {
            for (var lane = 0; lane < IRedeliveryStore.MostRunningOfTenant; lane++)
                await Redeliveries.StartAsync(request($"{tenant}.{lane}"), Start.AddMinutes(1), Cancellation);
            Assert.Contains("4 redeliveries of this tenant", await RefusedAsync($"{tenant}.4"), StringComparison.Ordinal);
        }
        Assert.Contains("16", await RefusedAsync("t4.0"), StringComparison.Ordinal);

        await Store.SwitchAsync("t0.0", isDisabled: true, Cancellation);

        Assert.NotNull(await Redeliveries.StartAsync(request("own"), Start.AddMinutes(1), Cancellation));
        Assert.Contains("16", await RefusedAsync("t4.0"), StringComparison.Ordinal);
        // For the tenant itself it counts: what it disables may run again at any moment.
        Assert.Contains("4 redeliveries of this tenant", await RefusedAsync("t0.4"), StringComparison.Ordinal);

        async Task<string> RefusedAsync(string name) => (await Assert.ThrowsAsync<RedeliveryLimitException>(
            () => Redeliveries.StartAsync(request(name), Start.AddMinutes(1), Cancellation).AsTask())).Message;
    }

    [Fact]
    public async Task A_job_whose_lane_stays_disabled_for_as_long_as_events_are_kept_is_ended()
    {
        await OpenAsync(new LaneDefinition("disabled", ["*"]));
        await OpenAsync(new LaneDefinition("enabled", ["*"]));
        await PublishAsync("opened");
        await DeliverAllAsync("disabled", DeliveryVerdict.Done);
        foreach (var name in (string[])["disabled", "enabled"])
        {
            var request = new RedeliveryRequest(name, RedeliveryScope.Everything, Before);
            await Redeliveries.StartAsync(request, Start.AddMinutes(1), Cancellation);
        }
        await Store.SwitchAsync("disabled", isDisabled: true, Cancellation);

        await Store.TrimAsync(Start.AddMinutes(1), Start.AddMinutes(2), Cancellation);
        Assert.All(await Redeliveries.ListAsync(Cancellation), static job => Assert.Null(job.EndedAt));
        await Store.TrimAsync(Start.AddMinutes(1).AddTicks(10), Start.AddMinutes(2), Cancellation);

        Assert.Equal(
            [("enabled", null, false), ("disabled", (DateTimeOffset?)Start.AddMinutes(2), true)],
            (await Redeliveries.ListAsync(Cancellation)).Select(static job => (job.Consumer, job.EndedAt, job.IsCancelled)));
    }

    [Fact]
    public async Task A_job_whose_lane_is_disabled_or_held_back_has_no_turn_until_it_may_be_worked_on()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        await CompleteAsync(lease, (await FetchAsync(lease))[0].Place, DeliveryVerdict.Done);
        await Store.NoteAsync(lease, new LaneCondition(Start.AddMinutes(5), false, null), Cancellation);
        await Store.ReleaseAsync([lease], Cancellation);
        await Redeliveries.StartAsync(new RedeliveryRequest("all", RedeliveryScope.Everything, Before), Start.AddMinutes(1), Cancellation);

        Assert.Equal(new RedeliveryProgress(1, 0, false), await Redeliveries.StepAsync(Start, Cancellation));
        await Store.SwitchAsync("all", isDisabled: true, Cancellation);
        Assert.Equal(default, await Redeliveries.StepAsync(Start.AddHours(1), Cancellation));
        await Store.SwitchAsync("all", isDisabled: false, Cancellation);

        Assert.Equal(new RedeliveryProgress(0, 1, false), await Redeliveries.StepAsync(Start, Cancellation));
    }

    [Fact]
    public async Task For_a_consumer_that_is_not_there_nothing_is_estimated_or_begun()
    {
        var request = new RedeliveryRequest("nobody", RedeliveryScope.Everything, Before);

        Assert.Null(await Redeliveries.EstimateAsync(request, Start, Cancellation));
        Assert.Null(await Redeliveries.StartAsync(request, Start, Cancellation));
        Assert.Empty(await Redeliveries.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Whatever_happens_beside_it_a_job_does_as_the_model_does()
    {
        var (random, model, now) = (new Random(7), new InMemoryOutboxStore(), Start);
        IOutboxStore[] both = [Store, model];
        foreach (var store in both)
            await store.OpenLaneAsync(new LaneDefinition("all", ["t0", "t1", "t2"]), Cancellation);
        List<string> ours = [], theirs = [];
        List<string>[] logs = [ours, theirs];
        for (var step = 0; step < 250; step++)
        {
            now = now.AddSeconds(1);
            var (action, choice, count) = (random.Next(8), random.Next(1 << 20), random.Next(1, 100));
            // Without keys: a redelivery has a place of its own in some stores, and so another turn in the order of its key.
            var published = Enumerable.Range(0, count).Select(number => OutboxRecord.Of(new OutboxEvent($"t{(choice + number) % 4}", default), now.AddMilliseconds(number))).ToList();
            for (var side = 0; side < both.Length; side++)
                logs[side].Add(await ActAsync(both[side], action, choice, published, now));
            Assert.Equal(theirs, ours);
        }
        Assert.Contains(ours, static line => line.EndsWith("has not ended.", StringComparison.Ordinal));
        Assert.Contains(ours, static line => line.StartsWith("step", StringComparison.Ordinal) && !line.Contains("Running = 0", StringComparison.Ordinal));
        Assert.Contains(ours, static line => line.StartsWith("step", StringComparison.Ordinal) && !line.Contains("Added = 0, HasMore", StringComparison.Ordinal));
    }

    private static async Task<string> ActAsync(IOutboxStore store, int action, int choice, List<OutboxRecord> published, DateTimeOffset now)
    {
        var redeliveries = (IRedeliveryStore)store;
        switch (action)
        {
            case 0:
                foreach (var record in published)
                    await store.PublishAsync(record, Cancellation);
                return "publish";
            case 1:
                return $"route {await store.RouteAsync(now, published.Count, Cancellation)}";
            case 2 or 3:
                if (await store.ClaimAsync(["all"], now, Lease, Cancellation) is not [var lease])
                    return "nothing";
                var messages = await store.FetchAsync(lease, [], now, 1_000, Cancellation);
                // Few come again, so that there is room for what jobs add.
                var results = messages.OrderBy(static message => message.Id, StringComparer.Ordinal)
                    .Select((message, number) => new DeliveryResult(lease, message.Place, VerdictOf(choice, number), now.AddSeconds(choice % 20), "no")).ToList();
                await store.CompleteAsync(results, now, Cancellation);
                await store.ReleaseAsync([lease], Cancellation);
                return $"deliver {results.Count}";
            case 4:
                var request = new RedeliveryRequest("all", (RedeliveryScope)(choice % 2), now.AddSeconds(-50 - (choice % 500)), now.AddSeconds(-(choice % 50))) { Types = choice % 3 == 0 ? ["t0", "t3"] : [] };
                var estimate = await redeliveries.EstimateAsync(request, now, Cancellation);
                try
                {
                    return $"start {estimate} {await redeliveries.StartAsync(request, now, Cancellation)}";
                }
                catch (RedeliveryLimitException limit)
                {
                    return $"start {estimate} {limit.Message}";
                }
            case 5 when choice % 4 == 0:
                return $"cancel {await redeliveries.CancelAsync(choice % 10, now, Cancellation)}";
            default:
                return $"step {await redeliveries.StepAsync(now, Cancellation)} {string.Join(',', await redeliveries.ListAsync(Cancellation))} {(await store.MeasureAsync(Cancellation))[0].Waiting}";
        }
    }

    private static DeliveryVerdict VerdictOf(int choice, int number) =>
        (choice + number) % 9 == 0 ? DeliveryVerdict.Retry : ((choice >> (number % 16)) & 1) == 0 ? DeliveryVerdict.Done : DeliveryVerdict.Dead;

    private async Task DeliverAllAsync(string lane, DeliveryVerdict verdict)
    {
        await RouteAsync();
        var lease = await ClaimAsync(lane);
        while (await Store.FetchAsync(lease, [], Start, 1_000, Cancellation) is { Count: > 0 } messages)
            await Store.CompleteAsync([.. messages.Select(message => new DeliveryResult(lease, message.Place, verdict, Start, "no"))], Start, Cancellation);
        await Store.ReleaseAsync([lease], Cancellation);
    }
}
