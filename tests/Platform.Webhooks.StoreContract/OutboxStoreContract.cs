using System.Globalization;
using System.Text;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.StoreContract;

/// <summary>What every store of the outbox keeps to.</summary>
public abstract partial class OutboxStoreContract
{
    protected static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly string[] All = ["all"];

    protected abstract IOutboxStore Store { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_reaches_each_lane_that_wants_its_type_and_its_tenant_and_no_other()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("opened", ["opened", "other"]));
        await OpenAsync(new LaneDefinition("acme", ["*"], "acme"));
        await OpenAsync(new LaneDefinition("acme-closed", ["closed"], "acme"));
        await PublishAsync("opened", tenant: "acme");
        await PublishAsync("closed", tenant: "acme");
        await PublishAsync("opened");

        Assert.Equal(3, await RouteAsync());

        Assert.Equal(["opened", "closed", "opened"], await TypesOfAsync("all"));
        Assert.Equal(["opened", "opened"], await TypesOfAsync("opened"));
        Assert.Equal(["opened", "closed"], await TypesOfAsync("acme"));
        Assert.Equal(["closed"], await TypesOfAsync("acme-closed"));
    }

    [Fact]
    public async Task A_lane_of_channels_gets_their_events_alone_and_one_without_gets_all()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("roads", ["*"], "acme") { Channels = ["roads", "parks"] });
        foreach (var (channel, tenant) in ((string?, string?)[])[("roads", "acme"), ("parks", "acme"), ("Roads", "acme"), (null, "acme"), ("roads", "other")])
            await Store.PublishAsync(OutboxRecord.Of(new OutboxEvent($"{channel ?? "none"}.{tenant}", default) { Channel = channel, Tenant = tenant }, Start), Cancellation);

        await RouteAsync();

        Assert.Equal(["roads.acme", "parks.acme"], await TypesOfAsync("roads"));
        Assert.Equal(5, (await TypesOfAsync("all")).Count());
        await OpenAsync(new LaneDefinition("roads", ["*"], "acme"));
        await Redeliveries.StartAsync(new RedeliveryRequest("roads", RedeliveryScope.Everything, Before), Start.AddDays(1), Cancellation);
        Assert.Equal(2, (await Redeliveries.StepAsync(Start, Cancellation)).Added);
    }

    [Fact]
    public async Task Every_type_is_none_of_the_platforms_own_which_are_named_or_not_there()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("watch", ["platform.webhooks.endpoint.failing", "*"]));
        await PublishAsync("platformer.opened");
        var failing = new WebhookEndpointCondition("acme", null, Start, 20, "TimedOut").ToEvent(WebhookEndpointCondition.FailingType, TimeProvider.System);
        await Store.PublishAsync(OutboxRecord.Of(failing, Start), Cancellation);

        Assert.Equal(2, await RouteAsync());

        Assert.Equal(["platformer.opened"], await TypesOfAsync("all"));
        Assert.Equal(["platformer.opened", "platform.webhooks.endpoint.failing"], await TypesOfAsync("watch"));
    }

    [Fact]
    public async Task What_is_fetched_is_what_was_published_to_the_byte()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        var body = Enumerable.Range(0, 70_000).Select(number => (byte)number).ToArray();
        var published = new OutboxEvent("opened", body) { Tenant = "acme", OrderKey = "request:1", ContentType = "application/octet-stream" };
        await Store.PublishAsync(OutboxRecord.Of(published, Start.AddTicks(10)), Cancellation);
        await RouteAsync();

        var message = Assert.Single(await FetchAsync(await ClaimAsync("all")));

        Assert.Equal((published.Id, "opened", "acme", "request:1", "application/octet-stream", Start.AddTicks(10), 1), (message.Id, message.Type, message.Tenant, message.OrderKey, message.ContentType, message.OccurredAt, message.Attempt));
        Assert.Equal(body, message.Body.ToArray());
    }

    [Fact]
    public async Task A_lane_gets_what_is_published_from_its_opening_on_and_changes_when_it_is_opened_again()
    {
        await PublishAsync("opened");
        await RouteAsync();
        await OpenAsync(new LaneDefinition("all", ["opened"]));
        await PublishAsync("closed");
        await RouteAsync();
        await OpenAsync(new LaneDefinition("all", ["closed"]));
        await PublishAsync("closed");
        await PublishAsync("opened");
        await RouteAsync();

        Assert.Equal(["closed"], await TypesOfAsync("all"));
    }

    [Fact]
    public async Task A_closed_lane_is_gone_with_what_waits_in_it()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();

        Assert.True(await Store.CloseLaneAsync("all", Cancellation));
        Assert.False(await Store.CloseLaneAsync("all", Cancellation));
        await OpenAsync(new LaneDefinition("all", ["*"]));

        Assert.Empty(await Store.ClaimAsync(All, Start, Lease, Cancellation));
        Assert.Equal(new LaneStanding("all", 0, null, 0), Assert.Single(await Store.MeasureAsync(Cancellation)));
    }

    [Fact]
    public async Task A_lane_is_one_holders_until_its_lease_runs_out_and_then_the_first_ones_results_are_refused()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var first = await ClaimAsync("all");
        var message = Assert.Single(await FetchAsync(first));
        Assert.Empty(await Store.ClaimAsync(All, Start + Lease - TimeSpan.FromMilliseconds(1), Lease, Cancellation));

        var second = Assert.Single(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation));

        Assert.True(second.Fence > first.Fence);
        Assert.Empty(await FetchAsync(first));
        Assert.Empty(await CompleteAsync(first, message.Place, DeliveryVerdict.Done));
        Assert.Empty(await Store.RenewAsync([first], Start + Lease, Lease, Cancellation));
        await Store.ReleaseAsync([first], Cancellation);
        Assert.Empty(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation));
        Assert.Single(await FetchAsync(second));
        Assert.Equal([second.Lane], await CompleteAsync(second, message.Place, DeliveryVerdict.Done));
        Assert.Empty(await FetchAsync(second));
    }

    [Fact]
    public async Task A_renewed_lease_lasts_longer_and_one_that_is_given_back_is_free_at_once()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");

        Assert.Equal([lease.Lane], await Store.RenewAsync([lease], Start + Lease / 2, Lease, Cancellation));
        Assert.Empty(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation));
        await Store.ReleaseAsync([lease], Cancellation);

        Assert.Single(await Store.ClaimAsync(All, Start, Lease, Cancellation));
    }

    [Fact]
    public async Task A_lane_without_anything_due_is_not_claimed()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("none", ["nothing"]));
        await PublishAsync("opened");
        await RouteAsync();

        Assert.Equal("all", Assert.Single(await Store.ClaimAsync(["all", "none", "missing"], Start, Lease, Cancellation)).Name);
    }

    [Fact]
    public async Task What_is_postponed_comes_back_when_it_is_due_with_its_attempts_counted()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        var message = Assert.Single(await FetchAsync(lease));

        await CompleteAsync(lease, message.Place, DeliveryVerdict.Retry, Start.AddSeconds(5));
        await Store.ReleaseAsync([lease], Cancellation);

        Assert.Equal(Start.AddSeconds(5), await Store.NextDueAsync(All, Cancellation));
        Assert.Empty(await Store.ClaimAsync(All, Start.AddSeconds(4), Lease, Cancellation));
        lease = Assert.Single(await Store.ClaimAsync(All, Start.AddSeconds(5), Lease, Cancellation));
        Assert.Equal(2, Assert.Single(await FetchAsync(lease, Start.AddSeconds(5))).Attempt);
    }

    [Fact]
    public async Task What_is_given_up_is_a_dead_letter_until_it_is_revived_with_a_first_attempt()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        var published = await PublishAsync("opened");
        await PublishAsync("closed");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        var messages = await FetchAsync(lease);
        foreach (var message in messages)
            await CompleteAsync(lease, message.Place, DeliveryVerdict.Dead, reason: "It is gone.");

        Assert.Empty(await FetchAsync(lease));
        var letters = await Store.ListDeadAsync("all", 0, 10, Cancellation);
        Assert.Equal([new DeadLetter(messages[0].Place, published, "opened", 1, Start, "It is gone."), letters[1]], letters);
        Assert.Equal([letters[1]], await Store.ListDeadAsync("all", letters[0].Place, 10, Cancellation));
        Assert.Equal([letters[0]], await Store.ListDeadAsync("all", 0, 1, Cancellation));
        Assert.Empty(await Store.ListDeadAsync("missing", 0, 10, Cancellation));

        Assert.Equal(1, await Store.ReviveAsync("all", [letters[0].Place, 999_999], Start, Cancellation));
        Assert.Equal(0, await Store.ReviveAsync("all", [letters[0].Place], Start, Cancellation));

        Assert.Equal((published, 1), (Assert.Single(await FetchAsync(lease)).Id, 1));
        Assert.Equal(letters[1], Assert.Single(await Store.ListDeadAsync("all", 0, 10, Cancellation)));
    }

    [Fact]
    public async Task A_lane_that_is_held_back_is_claimed_by_nobody_until_then_and_what_was_remembered_is_handed_on()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        Assert.Null(lease.Health);

        Assert.True(await Store.NoteAsync(lease, new LaneCondition(Start.AddMinutes(5), false, "three failures"), Cancellation));
        await Store.ReleaseAsync([lease], Cancellation);

        Assert.Equal(Start.AddMinutes(5), await Store.NextDueAsync(All, Cancellation));
        Assert.Empty(await Store.ClaimAsync(All, Start.AddMinutes(5).AddMilliseconds(-1), Lease, Cancellation));
        var later = Assert.Single(await Store.ClaimAsync(All, Start.AddMinutes(5), Lease, Cancellation));
        Assert.Equal("three failures", later.Health);
        Assert.False(await Store.NoteAsync(lease, new LaneCondition(Start.AddYears(5), true, null), Cancellation));
        Assert.Single(await FetchAsync(later));
    }

    [Fact]
    public async Task A_disabled_lane_holds_what_is_published_until_it_is_enabled_and_then_gives_it_in_its_order()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        var first = await PublishAsync("opened", orderKey: "request:1");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        Assert.True(await Store.NoteAsync(lease, new LaneCondition(DateTimeOffset.UnixEpoch, true, "gone"), Cancellation));

        Assert.Empty(await Store.RenewAsync([lease], Start, Lease, Cancellation));
        Assert.Null(await Store.NextDueAsync(All, Cancellation));
        Assert.Empty(await Store.ClaimAsync(All, Start.AddYears(1), Lease, Cancellation));
        var second = await PublishAsync("closed", orderKey: "request:1");
        await RouteAsync();
        Assert.Equal(new LaneStanding("all", 2, Start, 0, IsDisabled: true), Assert.Single(await Store.MeasureAsync(Cancellation)));
        Assert.False(await Store.SwitchAsync("missing", false, Cancellation));

        Assert.True(await Store.SwitchAsync("all", false, Cancellation));

        var again = Assert.Single(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation));
        Assert.Null(again.Health);
        Assert.Equal(first, Assert.Single(await FetchAsync(again)).Id);
        await CompleteAsync(again, (await FetchAsync(again))[0].Place, DeliveryVerdict.Done);
        Assert.Equal(second, Assert.Single(await FetchAsync(again)).Id);
        Assert.True(await Store.SwitchAsync("all", true, Cancellation));
        Assert.Empty(await Store.RenewAsync([again], Start, Lease, Cancellation));
    }

    [Fact]
    public async Task Of_an_order_key_the_earliest_alone_is_fetched_until_it_is_done_or_given_up_and_others_pass_by()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        var first = await PublishAsync("opened", orderKey: "request:1");
        var second = await PublishAsync("assigned", orderKey: "request:1");
        var third = await PublishAsync("closed", orderKey: "request:1");
        var other = await PublishAsync("opened", orderKey: "request:2");
        var free = await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");

        Assert.Equal([first, other, free], (await FetchAsync(lease)).Select(message => message.Id));
        var head = (await FetchAsync(lease))[0];
        Assert.Equal([other, free], (await Store.FetchAsync(lease, [head.Place], Start, 100, Cancellation)).Select(message => message.Id));
        await CompleteAsync(lease, head.Place, DeliveryVerdict.Retry, Start.AddSeconds(5));
        Assert.Equal([other, free], (await FetchAsync(lease)).Select(message => message.Id));
        Assert.Equal([other, free, first], (await FetchAsync(lease, Start.AddSeconds(5))).Select(message => message.Id));
        await CompleteAsync(lease, head.Place, DeliveryVerdict.Done);
        // Those behind it were due with it.
        Assert.Equal([other, free, second], (await FetchAsync(lease, Start.AddSeconds(5))).Select(message => message.Id));
        await CompleteAsync(lease, (await FetchAsync(lease, Start.AddSeconds(5)))[2].Place, DeliveryVerdict.Dead);
        Assert.Equal([other, free, third], (await FetchAsync(lease, Start.AddSeconds(5))).Select(message => message.Id));
    }

    [Fact]
    public async Task A_lane_is_not_claimed_for_what_stands_behind_an_earlier_one_that_waits_for_its_retry()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened", orderKey: "request:1");
        await PublishAsync("closed", orderKey: "request:1");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        await CompleteAsync(lease, Assert.Single(await FetchAsync(lease)).Place, DeliveryVerdict.Retry, Start.AddMinutes(5));
        await Store.ReleaseAsync([lease], Cancellation);

        Assert.Empty(await Store.ClaimAsync(All, Start.AddMinutes(4), Lease, Cancellation));
        Assert.Equal(Start.AddMinutes(5), await Store.NextDueAsync(All, Cancellation));
        var free = await PublishAsync("opened");
        await RouteAsync();
        Assert.Equal(Start, await Store.NextDueAsync(All, Cancellation));
        lease = await ClaimAsync("all");
        Assert.Equal(free, Assert.Single(await FetchAsync(lease)).Id);
        await CompleteAsync(lease, (await FetchAsync(lease))[0].Place, DeliveryVerdict.Done);
        await Store.ReleaseAsync([lease], Cancellation);
        Assert.Equal("opened", Assert.Single(await FetchAsync(Assert.Single(await Store.ClaimAsync(All, Start.AddMinutes(5), Lease, Cancellation)), Start.AddMinutes(5))).Type);
    }

    [Fact]
    public async Task What_gets_due_next_in_a_lane_is_told_to_who_holds_it_and_to_nobody_else()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await PublishAsync("closed");
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        Assert.Null(await Store.NextDueInLaneAsync(lease, Start, Cancellation));
        Assert.Equal(Start, await Store.NextDueInLaneAsync(lease, Start.AddSeconds(-1), Cancellation));
        var messages = await FetchAsync(lease);
        await CompleteAsync(lease, messages[0].Place, DeliveryVerdict.Retry, Start.AddMinutes(5));
        await CompleteAsync(lease, messages[1].Place, DeliveryVerdict.Retry, Start.AddMinutes(3));

        Assert.Equal(Start.AddMinutes(3), await Store.NextDueInLaneAsync(lease, Start, Cancellation));
        Assert.Equal(Start.AddMinutes(5), await Store.NextDueInLaneAsync(lease, Start.AddMinutes(3), Cancellation));
        Assert.Null(await Store.NextDueInLaneAsync(lease, Start.AddMinutes(5), Cancellation));
        var later = Assert.Single(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation));
        Assert.Null(await Store.NextDueInLaneAsync(lease, Start, Cancellation));
        Assert.Equal(Start.AddMinutes(3), await Store.NextDueInLaneAsync(later, Start, Cancellation));
    }

    [Fact]
    public async Task A_lane_that_somebody_has_disabled_stays_so_whatever_its_holder_writes_and_gives_nothing_more()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await PublishAsync("opened");
        await RouteAsync();
        var lease = await ClaimAsync("all");
        var message = (await FetchAsync(lease))[0];

        Assert.True(await Store.SwitchAsync("all", true, Cancellation));
        Assert.Empty(await FetchAsync(lease));
        Assert.True(await Store.NoteAsync(lease, new LaneCondition(DateTimeOffset.UnixEpoch, false, null), Cancellation));

        Assert.True(Assert.Single(await Store.MeasureAsync(Cancellation)).IsDisabled);
        Assert.Empty(await FetchAsync(lease));
        // What was under way when it was disabled is not made again.
        Assert.Equal([lease.Lane], await CompleteAsync(lease, message.Place, DeliveryVerdict.Done));
        Assert.Empty(await Store.RenewAsync([lease], Start, Lease, Cancellation));
        await Store.ReleaseAsync([lease], Cancellation);
        Assert.Empty(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation));
        await Store.SwitchAsync("all", false, Cancellation);
        Assert.Single(await FetchAsync(Assert.Single(await Store.ClaimAsync(All, Start + Lease, Lease, Cancellation))));
    }

    [Fact]
    public async Task Large_bodies_come_in_smaller_portions_and_all_of_them_come()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        for (var number = 0; number < 40; number++)
            await Store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", new byte[OutboxEvent.MaxBodyLength]), Start), Cancellation);
        await RouteAsync();
        var lease = await ClaimAsync("all");

        HashSet<long> seen = [];
        while (await Store.FetchAsync(lease, seen, Start, 100, Cancellation) is { Count: > 0 } portion)
            seen.UnionWith(portion.Select(message => message.Place));

        Assert.Equal(40, seen.Count);
    }

    [Fact]
    public async Task Routing_takes_no_more_than_it_is_asked_to_and_nothing_twice()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        for (var number = 0; number < 5; number++)
            await PublishAsync($"n{number}");

        Assert.Equal(2, await Store.RouteAsync(Start, 2, Cancellation));
        Assert.Equal(3, await Store.RouteAsync(Start, 100, Cancellation));
        Assert.Equal(0, await Store.RouteAsync(Start, 100, Cancellation));

        Assert.Equal(["n0", "n1", "n2", "n3", "n4"], await TypesOfAsync("all"));
    }

    [Fact]
    public async Task The_next_time_is_that_of_the_next_delivery_or_of_the_end_of_anothers_lease()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        Assert.Null(await Store.NextDueAsync(All, Cancellation));
        await PublishAsync("opened");
        await RouteAsync();

        Assert.Equal(Start, await Store.NextDueAsync(All, Cancellation));
        Assert.Null(await Store.NextDueAsync(["missing"], Cancellation));
        await ClaimAsync("all");
        Assert.Equal(Start + Lease, await Store.NextDueAsync(All, Cancellation));
    }

    [Fact]
    public async Task Standings_count_what_waits_and_what_is_dead_and_know_the_oldest()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await OpenAsync(new LaneDefinition("idle", ["nothing"]));
        await PublishAsync("opened", at: Start.AddHours(-3));
        await PublishAsync("opened", at: Start.AddHours(-2));
        await PublishAsync("opened", at: Start.AddHours(-1));
        await RouteAsync();
        var lease = await ClaimAsync("all");
        await CompleteAsync(lease, (await FetchAsync(lease))[0].Place, DeliveryVerdict.Dead);

        Assert.Equal([new LaneStanding("all", 2, Start.AddHours(-2), 1), new LaneStanding("idle", 0, null, 0)], await Store.MeasureAsync(Cancellation));
    }

    [Fact]
    public async Task Trimming_takes_what_nobody_needs_any_more_and_nothing_else()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("done");
        await PublishAsync("dead");
        await PublishAsync("waiting");
        await RouteAsync();
        await PublishAsync("pending");
        var lease = await ClaimAsync("all");
        var messages = await FetchAsync(lease);
        await CompleteAsync(lease, messages[0].Place, DeliveryVerdict.Done);
        await CompleteAsync(lease, messages[1].Place, DeliveryVerdict.Dead);

        await Store.TrimAsync(Start.AddYears(100), Start, Cancellation);

        await RouteAsync();
        Assert.Equal(["waiting", "pending"], (await FetchAsync(lease)).Select(message => message.Type));
        Assert.Equal("dead", Assert.Single(await Store.ListDeadAsync("all", 0, 10, Cancellation)).Type);
    }

    [Fact]
    public async Task Whoever_listens_hears_of_what_is_published()
    {
        await Store.PrepareAsync(Cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var calls = 0;
        var listening = Store.ListenAsync(() => Interlocked.Increment(ref calls), ending.Token);
        for (var tries = 0; Volatile.Read(ref calls) < 2; tries++)
        {
            Assert.True(tries < 1_000, "Nothing was heard.");
            await PublishAsync("opened");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    /// <summary>Beside the store in memory, which is the plain description of what should happen.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Whatever_is_done_it_answers_as_the_store_in_memory_does(int seed)
    {
        var model = new InMemoryOutboxStore();
        var random = new Random(seed);
        var now = Start;
        var (ours, theirs) = (new List<string>(), new List<string>());
        List<(LaneLease Ours, LaneLease Model)> leases = [];
        string[] names = ["a", "b", "c"];
        for (var step = 0; step < 150; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(6));
            switch (random.Next(9))
            {
                case 0:
                    var lane = new LaneDefinition(names[random.Next(3)], random.Next(3) == 0 ? ["*"] : [$"t{random.Next(3)}", $"t{random.Next(3)}"], random.Next(3) == 0 ? "acme" : null);
                    await Store.OpenLaneAsync(lane, Cancellation);
                    await model.OpenLaneAsync(lane, Cancellation);
                    break;
                case 1 or 2:
                    var record = OutboxRecord.Of(
                        new OutboxEvent($"t{random.Next(3)}", Encoding.ASCII.GetBytes(step.ToString(CultureInfo.InvariantCulture)))
                        {
                            OrderKey = random.Next(2) == 0 ? $"k{random.Next(3)}" : null,
                            Tenant = random.Next(2) == 0 ? "acme" : null,
                        },
                        now);
                    await Store.PublishAsync(record, Cancellation);
                    await model.PublishAsync(record, Cancellation);
                    break;
                case 3:
                    var most = random.Next(1, 5);
                    ours.Add($"route {await Store.RouteAsync(now, most, Cancellation)}");
                    theirs.Add($"route {await model.RouteAsync(now, most, Cancellation)}");
                    break;
                case 4:
                    var (claimed, expected) = (await Store.ClaimAsync(names, now, Lease, Cancellation), await model.ClaimAsync(names, now, Lease, Cancellation));
                    ours.Add($"claim {string.Join(',', claimed.Select(lease => lease.Name).Order(StringComparer.Ordinal))}");
                    theirs.Add($"claim {string.Join(',', expected.Select(lease => lease.Name).Order(StringComparer.Ordinal))}");
                    Assert.Equal(theirs, ours);
                    leases.AddRange(claimed.OrderBy(lease => lease.Name, StringComparer.Ordinal).Zip(expected.OrderBy(lease => lease.Name, StringComparer.Ordinal)));
                    break;
                case 5 when leases.Count > 0:
                    var kept = leases[random.Next(leases.Count)];
                    ours.Add($"renew {(await Store.RenewAsync([kept.Ours], now, Lease, Cancellation)).Count} {await Store.NextDueInLaneAsync(kept.Ours, now, Cancellation):o}");
                    theirs.Add($"renew {(await model.RenewAsync([kept.Model], now, Lease, Cancellation)).Count} {await model.NextDueInLaneAsync(kept.Model, now, Cancellation):o}");
                    break;
                case 6 or 7 when leases.Count > 0:
                    var held = leases[random.Next(leases.Count)];
                    var (messages, wanted) = (await Store.FetchAsync(held.Ours, [], now, 3, Cancellation), await model.FetchAsync(held.Model, [], now, 3, Cancellation));
                    ours.Add($"fetch {string.Join(',', messages.Select(message => $"{message.Id}/{message.Attempt}"))}");
                    theirs.Add($"fetch {string.Join(',', wanted.Select(message => $"{message.Id}/{message.Attempt}"))}");
                    Assert.Equal(theirs, ours);
                    var verdicts = messages.Select(_ => (DeliveryVerdict)random.Next(4)).ToList();
                    var due = now.AddSeconds(random.Next(20));
                    ours.Add($"complete {(await Store.CompleteAsync([.. messages.Zip(verdicts, (message, verdict) => new DeliveryResult(held.Ours, message.Place, verdict, due, "no"))], now, Cancellation)).Count}");
                    theirs.Add($"complete {(await model.CompleteAsync([.. wanted.Zip(verdicts, (message, verdict) => new DeliveryResult(held.Model, message.Place, verdict, due, "no"))], now, Cancellation)).Count}");
                    break;
                case 8 when leases.Count > 0:
                    var noted = leases[random.Next(leases.Count)];
                    var condition = new LaneCondition(now.AddSeconds(random.Next(60) - 30), random.Next(4) == 0, $"h{step}");
                    ours.Add($"note {await Store.NoteAsync(noted.Ours, condition, Cancellation)} {await Store.SwitchAsync(names[step % 3], step % 4 == 0, Cancellation)}");
                    theirs.Add($"note {await model.NoteAsync(noted.Model, condition, Cancellation)} {await model.SwitchAsync(names[step % 3], step % 4 == 0, Cancellation)}");
                    break;
                default:
                    ours.Add($"due {await Store.NextDueAsync(names, Cancellation):o} {string.Join(',', await Store.MeasureAsync(Cancellation))}");
                    theirs.Add($"due {await model.NextDueAsync(names, Cancellation):o} {string.Join(',', await model.MeasureAsync(Cancellation))}");
                    break;
            }
            Assert.Equal(theirs, ours);
        }
        Assert.Contains(ours, line => line.StartsWith("fetch m", StringComparison.Ordinal));
    }

    protected async Task OpenAsync(LaneDefinition definition) => await Store.OpenLaneAsync(definition, Cancellation);

    protected async Task<string> PublishAsync(string type, string? tenant = null, string? orderKey = null, DateTimeOffset? at = null)
    {
        var published = new OutboxEvent(type, "{}"u8.ToArray()) { Tenant = tenant, OrderKey = orderKey };
        await Store.PublishAsync(OutboxRecord.Of(published, at ?? Start), Cancellation);
        return published.Id;
    }

    protected async Task<int> RouteAsync() => await Store.RouteAsync(Start, 1_000, Cancellation);

    protected async Task<LaneLease> ClaimAsync(string lane) => Assert.Single(await Store.ClaimAsync([lane], Start, Lease, Cancellation));

    protected async Task<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, DateTimeOffset? now = null) => await Store.FetchAsync(lease, [], now ?? Start, 100, Cancellation);

    protected async Task<IReadOnlyCollection<long>> CompleteAsync(LaneLease lease, long place, DeliveryVerdict verdict, DateTimeOffset? dueAt = null, string? reason = null) =>
        await Store.CompleteAsync([new DeliveryResult(lease, place, verdict, dueAt ?? Start, reason)], Start, Cancellation);

    protected async Task<IEnumerable<string>> TypesOfAsync(string lane) => (await FetchAsync(await ClaimAsync(lane))).Select(message => message.Type);
}
