using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Testing;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Tests.Outbox;

public sealed partial class OutboxHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_gets_what_is_published_of_its_types()
    {
        await using var host = await StartAsync(builder => builder.AddHandler<Recorder>("recorder", "opened", "closed"));

        await PublishAsync(host, "opened", "ignored", "closed");

        var heard = host.GetRequiredService<Heard>();
        await UntilAsync(() => heard.Messages.Count == 2);
        Assert.Equal(["closed", "opened"], heard.Messages.Select(message => message.Type).Order(StringComparer.Ordinal));
        await UntilAsync(async () => (await StandingsAsync(host)) is [{ Waiting: 0 }]);
    }

    [Fact]
    public async Task What_fails_comes_again_by_the_schedule_and_is_a_dead_letter_after_the_last_attempt()
    {
        var heard = new Heard { Handle = _ => throw new InvalidOperationException("No.") };
        await using var host = await StartAsync(builder => builder.AddHandler<Recorder>("recorder"), heard, options => options.Retry = new RetrySchedule(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)));
        await PublishAsync(host, "opened");

        await UntilAsync(() => heard.Messages.Count == 1);
        await NextDueAsync(host, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        _time.Advance(TimeSpan.FromSeconds(7));
        await UntilAsync(() => heard.Messages.Count == 2);
        await NextDueAsync(host, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        _time.Advance(TimeSpan.FromMinutes(7));
        await UntilAsync(() => heard.Messages.Count == 3);

        await UntilAsync(async () => (await StandingsAsync(host)) is [{ Waiting: 0, Dead: 1 }]);
        Assert.Equal([1, 2, 3], heard.Messages.Select(message => message.Attempt));
        var letter = Assert.Single(await host.GetRequiredService<IOutboxStore>().ListDeadAsync("recorder", 0, 10, Cancellation));
        Assert.Equal("System.InvalidOperationException", letter.Reason);
        Assert.Equal(3, letter.Attempts);
    }

    [Fact]
    public async Task A_handler_that_hangs_holds_up_no_other_and_is_given_up_after_its_time()
    {
        var heard = new Heard { Handle = message => message.Type == "hang" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancellation) : Task.CompletedTask };
        await using var host = await StartAsync(
            builder => builder.AddHandler<Recorder>("hanging", "hang").AddHandler<Recorder>("fine", "fine"), heard, options => options.Retry = new RetrySchedule());
        await PublishAsync(host, "hang");
        await UntilAsync(() => heard.Messages.Any(message => message.Type == "hang"));

        for (var number = 0; number < 50; number++)
            await PublishAsync(host, "fine");
        await UntilAsync(() => heard.Messages.Count(message => message.Type == "fine") == 50);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, (await StandingsAsync(host)).Single(standing => standing.Name == "hanging").Dead);
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(async () => (await StandingsAsync(host)).Single(standing => standing.Name == "hanging").Dead == 1);
        Assert.Contains("longer than 00:00:30", Assert.Single(await host.GetRequiredService<IOutboxStore>().ListDeadAsync("hanging", 0, 10, Cancellation)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_one_order_key_come_one_after_the_other_in_order_and_those_of_others_side_by_side()
    {
        var (most, now) = (0, 0);
        var keys = new ConcurrentDictionary<string, int>();
        var heard = new Heard();
        heard.Handle = async message =>
        {
            Assert.Equal(1, keys.AddOrUpdate(message.OrderKey!, 1, static (_, count) => count + 1));
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            keys[message.OrderKey!] = 0;
        };
        await using var host = await StartAsync(builder => builder.AddHandler<Recorder>("recorder"), heard, options => options.Retry = new RetrySchedule());
        for (var number = 0; number < 200; number++)
            await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent($"n{number}", default) { OrderKey = $"k{number % 10}" }, Cancellation);

        await UntilAsync(async () => (await StandingsAsync(host)) is [{ Waiting: 0, Dead: 0 }] && heard.Messages.Count == 200);

        foreach (var key in heard.Messages.GroupBy(message => message.OrderKey))
            Assert.Equal(key.Select(message => message.Place).Order(), key.Select(message => message.Place));
        Assert.InRange(most, 1, 8);
    }

    [Fact]
    public async Task No_more_than_allowed_are_in_hand_at_once()
    {
        var all = new TaskCompletionSource();
        var heard = new Heard { Handle = _ => all.Task };
        await using var host = await StartAsync(builder => builder.AddHandler<Recorder>("recorder"), heard, options => options.HandlerConcurrency = 3);
        for (var number = 0; number < 20; number++)
            await PublishAsync(host, "opened");

        await UntilAsync(() => heard.Messages.Count == 3);
        Assert.Equal(3, heard.Messages.Count);
        all.SetResult();
        await UntilAsync(() => heard.Messages.Count == 20);
    }

    [Fact]
    public async Task A_lane_that_another_process_held_and_left_is_taken_over_when_its_lease_runs_out()
    {
        var store = new InMemoryOutboxStore();
        await store.OpenLaneAsync(new LaneDefinition("recorder", ["*"]), Cancellation);
        await store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", default), _time.GetUtcNow()), Cancellation);
        await store.RouteAsync(_time.GetUtcNow(), 10, Cancellation);
        Assert.Single(await store.ClaimAsync(["recorder"], _time.GetUtcNow(), TimeSpan.FromSeconds(30), Cancellation));
        var heard = new Heard();
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard);

        for (var second = 0; heard.Messages.IsEmpty; second++)
        {
            Assert.InRange(second, 0, 40);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
        Assert.InRange(_time.GetUtcNow() - new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_lane_in_which_everything_waits_behind_a_retry_is_left_alone_until_then()
    {
        var store = new FailingStore(new InMemoryOutboxStore());
        var heard = new Heard();
        heard.Handle = _ => heard.Messages.Count == 1 ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        await using var host = await StartAsync(
            builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder", "keyed").AddHandler<Recorder>("other", "other"), heard, options => options.Retry = new RetrySchedule(TimeSpan.FromMinutes(5)));
        await PublishKeyedAsync(host, "keyed");
        await UntilAsync(() => heard.Messages.Count == 1);
        await NextDueAsync(host, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        await PublishKeyedAsync(host, "keyed");

        // Each of them a round of the dispatcher, and a claim of its own lane.
        for (var number = 1; number <= 20; number++)
        {
            await PublishAsync(host, "other");
            await UntilAsync(async () => heard.Messages.Count(message => message.Type == "other") == number && (await StandingsAsync(host)).Single(standing => standing.Name == "other").Waiting == 0);
        }

        Assert.InRange(store.Claimed, 2, 21);
        _time.Advance(TimeSpan.FromMinutes(7));
        await UntilAsync(async () => (await StandingsAsync(host)).All(standing => standing is { Waiting: 0, Dead: 0 }));
        Assert.Equal([1, 2, 1], heard.Messages.Where(message => message.Type == "keyed").Select(message => message.Attempt));
    }

    [Fact]
    public async Task A_consumer_that_throws_has_failed_and_holds_up_nothing_else()
    {
        var consumer = new Thrower();
        await using var host = await StartAsync(builder => builder.Services.AddSingleton<ILaneConsumer>(consumer));
        for (var number = 0; number < 2 * consumer.Concurrency; number++)
            await PublishAsync(host, "bad");
        await PublishAsync(host, "good");

        await UntilAsync(() => consumer.Delivered == 1);
        await UntilAsync(async () => (await StandingsAsync(host)) is [{ Waiting: 4, Dead: 0 }]);
        await UntilAsync(async () => await host.GetRequiredService<IOutboxStore>().NextDueAsync(["thrower"], Cancellation) == _time.GetUtcNow().AddSeconds(5));
        await host.GetRequiredService<OutboxDispatcher>().StopAsync(Cancellation).WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task While_an_attempt_hangs_what_another_process_routed_is_delivered()
    {
        var store = new FailingStore(new InMemoryOutboxStore());
        var heard = new Heard { Handle = message => message.Type == "hang" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancellation) : Task.CompletedTask };
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard);
        await PublishAsync(host, "hang");
        await UntilAsync(() => heard.Messages.Count == 1);

        store.Routed = static _ => 0;
        await PublishAsync(host, "fine");

        await UntilAsync(() => heard.Messages.Any(message => message.Type == "fine"));
    }

    [Fact]
    public async Task While_an_attempt_hangs_what_who_held_the_lane_before_has_postponed_is_delivered_when_it_is_due()
    {
        var store = new InMemoryOutboxStore();
        await store.OpenLaneAsync(new LaneDefinition("recorder", ["*"]), Cancellation);
        await store.PublishAsync(OutboxRecord.Of(new OutboxEvent("postponed", default), _time.GetUtcNow()), Cancellation);
        await store.RouteAsync(_time.GetUtcNow(), 10, Cancellation);
        var lease = Assert.Single(await store.ClaimAsync(["recorder"], _time.GetUtcNow(), TimeSpan.FromSeconds(30), Cancellation));
        await store.CompleteAsync([new DeliveryResult(lease, 1, DeliveryVerdict.Retry, _time.GetUtcNow().AddSeconds(10), null)], _time.GetUtcNow(), Cancellation);
        await store.ReleaseAsync([lease], Cancellation);
        var heard = new Heard { Handle = message => message.Type == "hang" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancellation) : Task.CompletedTask };
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard, options => options.HandlerTimeout = TimeSpan.FromHours(1));
        await PublishAsync(host, "hang");
        await UntilAsync(() => heard.Messages.Count == 1);

        for (var second = 0; heard.Messages.Count == 1; second++)
        {
            Assert.InRange(second, 0, 60);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }

        Assert.Equal(("postponed", 2), (heard.Messages.Last().Type, heard.Messages.Last().Attempt));
    }

    [Fact]
    public async Task While_there_is_no_end_of_routing_what_was_routed_is_delivered()
    {
        var store = new FailingStore(new InMemoryOutboxStore()) { Routed = static _ => 1_000 };
        var heard = new Heard();
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard);
        await PublishAsync(host, "opened");

        await UntilAsync(() => heard.Messages.Count == 1);
    }

    [Fact]
    public async Task A_lane_that_could_not_be_read_is_tried_again_before_its_lease_runs_out()
    {
        var store = new FailingStore(new InMemoryOutboxStore()) { Fetchable = Task.FromException(new IOException("A deadlock.")) };
        var heard = new Heard();
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard);
        await PublishAsync(host, "opened");
        for (var tenth = 0; heard.Messages.IsEmpty; tenth++)
        {
            Assert.InRange(tenth, 0, 200);
            if (store.Claimed == 2)
                store.Fetchable = Task.CompletedTask;
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
        Assert.InRange(store.Claimed, 2, 10);
    }

    [Fact]
    public async Task Of_many_lanes_few_are_read_at_once()
    {
        var fetchable = new TaskCompletionSource();
        var store = new FailingStore(new InMemoryOutboxStore()) { Fetchable = fetchable.Task };
        var heard = new Heard();
        await using var host = await StartAsync(
            builder =>
            {
                builder.UseStore(_ => store);
                for (var number = 0; number < 40; number++)
                    builder.AddHandler<Recorder>($"h{number}");
            },
            heard);
        await PublishAsync(host, "opened");
        await UntilAsync(() => store.Claimed == 40 && store.MostFetching >= 8);

        fetchable.SetResult();
        await UntilAsync(() => heard.Messages.Count == 40);

        Assert.Equal(8, store.MostFetching);
    }

    [Fact]
    public async Task While_lanes_are_measured_events_are_delivered()
    {
        var store = new FailingStore(new InMemoryOutboxStore()) { Measurable = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancellation) };
        var heard = new Heard();
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard);
        var dispatcher = host.GetRequiredService<OutboxDispatcher>();
        for (var number = 1; number <= 5; number++)
        {
            dispatcher.Measured();
            await PublishAsync(host, "opened");
            await UntilAsync(() => heard.Messages.Count == number);
        }
    }

    [Fact]
    public async Task A_result_that_the_store_refuses_holds_up_no_other()
    {
        var store = new FailingStore(new InMemoryOutboxStore()) { Refuses = static result => result.Lease.Name == "refused" && result.Place == 1 };
        var heard = new Heard();
        await using var host = await StartAsync(
            builder => builder.UseStore(_ => store).AddHandler<Recorder>("refused", "refused").AddHandler<Recorder>("fine", "fine"), heard);
        await PublishAsync(host, "refused");
        for (var number = 0; number < 100; number++)
            await PublishAsync(host, "fine");

        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return heard.Messages.Count(message => message.Type == "fine") == 100 && (await StandingsAsync(host)) is [{ Name: "fine", Waiting: 0 }, { Name: "refused", Waiting: 1 }];
        });
        store.Refuses = static _ => false;
        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return (await StandingsAsync(host)).All(static standing => standing is { Waiting: 0, Dead: 0 });
        });
        Assert.Equal(100, heard.Messages.Count(message => message.Type == "fine"));
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_loses_nothing_and_nothing_is_handled_twice()
    {
        var store = new FailingStore(new InMemoryOutboxStore());
        var heard = new Heard();
        await using var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), heard);
        store.Failures = 5;
        for (var number = 0; number < 20; number++)
            await PublishAsync(host, "opened");

        for (var tries = 0; heard.Messages.Count < 20; tries++)
        {
            Assert.InRange(tries, 0, 1_000);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
        Assert.Equal(20, heard.Messages.Select(message => message.Id).Distinct().Count());
        Assert.Equal(20, heard.Messages.Count);
        Assert.Equal(0, store.Failures);
    }

    [Fact]
    [StopTestOf(typeof(OutboxDispatcher))]
    public async Task Asked_to_stop_it_lets_attempts_end_and_begins_no_more()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var heard = new Heard
        {
            Handle = _ =>
            {
                begun.TrySetResult();
                return release.Task;
            },
        };
        var services = Services(builder => builder.AddHandler<Recorder>("recorder"), heard, options => options.HandlerConcurrency = 1);
        await using var host = services;
        await PublishAsync(host, "opened", "opened");

        await OwnedLoop.AssertStopsAsync(
            host.GetRequiredService<OutboxDispatcher>(),
            async () =>
            {
                await begun.Task;
                _ = Task.Run(release.SetResult, Cancellation);
            });

        Assert.InRange(heard.Messages.Count, 1, 2);
    }

    [Fact]
    [StopTestOf(typeof(OutboxDispatcher))]
    public async Task At_its_deadline_it_leaves_attempts_and_says_how_many()
    {
        var begun = new TaskCompletionSource();
        var heard = new Heard
        {
            Handle = _ =>
            {
                begun.TrySetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancellation);
            },
        };
        var log = new CountingLogger();
        var services = Services(builder => builder.AddHandler<Recorder>("recorder").Services.AddSingleton<Microsoft.Extensions.Logging.ILogger<OutboxDispatcher>>(log), heard, options => options.HandlerConcurrency = 1);
        await using var host = services;
        await PublishAsync(host, "opened", "opened");

        await OwnedLoop.AssertStopsAtDeadlineAsync(host.GetRequiredService<OutboxDispatcher>(), () => begun.Task, TimeSpan.FromSeconds(5), 1, () => log.Dropped);

        Assert.Equal(2, (await StandingsAsync(host)).Single().Waiting);
    }

    [Fact]
    public async Task The_health_check_names_who_is_behind_and_fails_while_the_store_is_away()
    {
        var store = new FailingStore(new InMemoryOutboxStore());
        var release = new TaskCompletionSource();
        var heard = new Heard { Handle = _ => release.Task };
        await using var host = await StartAsync(
            builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder").AddOutboxHealthCheck().AddOutboxHealthCheck().Services.AddLogging(), heard, options => options.HandlerTimeout = TimeSpan.FromHours(1));
        var health = host.GetRequiredService<HealthCheckService>();
        await PublishAsync(host, "opened");
        await UntilAsync(() => heard.Messages.Count == 1);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancellation)).Status);

        var late = OutboxRecord.Of(new OutboxEvent("opened", default), _time.GetUtcNow().AddHours(-2));
        await store.PublishAsync(late, Cancellation);
        await UntilAsync(() => heard.Messages.Count == 2);
        var report = await health.CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("recorder: 2 waiting", report.Entries["outbox"].Description, StringComparison.Ordinal);

        store.Failures = 1_000;
        await PublishAsync(host, "opened");
        await UntilAsync(async () => (await health.CheckHealthAsync(Cancellation)).Status == HealthStatus.Unhealthy);
        store.Failures = 0;
        release.SetResult();
    }

    [Fact]
    public async Task Lanes_are_measured_when_somebody_asks()
    {
        var release = new TaskCompletionSource();
        var heard = new Heard { Handle = _ => release.Task };
        await using var host = await StartAsync(builder => builder.AddHandler<Recorder>("recorder"), heard);
        await host.GetRequiredService<IOutboxStore>().PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", default), _time.GetUtcNow().AddSeconds(-60)), Cancellation);
        await UntilAsync(() => heard.Messages.Count == 1);
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = static (instrument, each) =>
        {
            if (instrument.Name.StartsWith("platform.webhooks.outbox.", StringComparison.Ordinal) && instrument.IsObservable)
                each.EnableMeasurementEvents(instrument);
        };
        // Other tests have outboxes of their own at the same time: only that of this one is as old.
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, most) => Math.Max(most, value)));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, most) => Math.Max(most, value)));
        listener.Start();

        await UntilAsync(() =>
        {
            listener.RecordObservableInstruments();
            return seen.GetValueOrDefault("platform.webhooks.outbox.oldest.age") >= 60 && seen.GetValueOrDefault("platform.webhooks.outbox.waiting") >= 1;
        });
        Assert.True(seen.ContainsKey("platform.webhooks.outbox.dead"));
        release.SetResult();
    }

    [Fact]
    public async Task A_process_that_only_publishes_asks_the_store_for_nothing_else()
    {
        var asked = 0;
        var inner = new InMemoryOutboxStore();
        var store = new FailingStore(inner) { Routed = count => asked += 1 + count };
        await using (var host = await StartAsync(builder => builder.UseStore(_ => store).AddHandler<Recorder>("recorder"), options: options => options.Dispatch = false))
        {
            await PublishAsync(host, "opened");
            await host.GetRequiredService<OutboxDispatcher>().StopAsync(Cancellation);
        }

        Assert.Equal(0, asked);
        Assert.Empty(await inner.MeasureAsync(Cancellation));
        Assert.Equal(1, await inner.RouteAsync(_time.GetUtcNow(), 10, Cancellation));
    }

    [Fact]
    public void Two_handlers_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformOutbox().AddHandler<Recorder>("one").AddHandler<Recorder>("one"));

    [Theory]
    [InlineData("HandlerTimeout", "00:00:00")]
    [InlineData("HandlerConcurrency", "0")]
    [InlineData("Lease", "00:00:00.5")]
    [InlineData("Retention", "00:00:01")]
    [InlineData("InboxRetention", "4.00:00:00")]
    public async Task An_option_that_cannot_hold_is_refused_at_the_start_by_its_name(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Outbox:{name}", value)]).Build();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPlatformOutbox(configuration.GetSection("Outbox"));
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_starts_stops_and_is_disposed_of_with_it()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Heard());
        builder.Services.AddPlatformOutbox().AddHandler<Recorder>("recorder");
        using (var host = builder.Build())
        {
            await host.StartAsync(Cancellation);
            await PublishAsync(host.Services, "opened");
            await UntilAsync(() => host.Services.GetRequiredService<Heard>().Messages.Count == 1);
            await host.StopAsync(Cancellation);
        }
    }

    [Fact]
    public void Calling_twice_is_harmless()
    {
        var services = new ServiceCollection();
        services.AddPlatformOutbox();
        services.AddPlatformOutbox();

        Assert.Single(services.BuildServiceProvider().GetServices<IHostedService>());
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }

    private static async Task PublishAsync(IServiceProvider host, params string[] types)
    {
        foreach (var type in types)
            await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent(type, "{}"u8.ToArray()), Cancellation);
    }

    private static async Task PublishKeyedAsync(IServiceProvider host, string type) =>
        await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent(type, "{}"u8.ToArray()) { OrderKey = "one" }, Cancellation);

    private static async Task<IReadOnlyList<LaneStanding>> StandingsAsync(IServiceProvider host) => await host.GetRequiredService<IOutboxStore>().MeasureAsync(Cancellation);

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    /// <summary>Waits until the retry is written down and the lane given back, which is when the dispatcher sleeps until then.</summary>
    private async Task NextDueAsync(IServiceProvider host, TimeSpan least, TimeSpan most)
    {
        await UntilAsync(async () =>
            await host.GetRequiredService<IOutboxStore>().NextDueAsync(["recorder"], Cancellation) is { } due && due - _time.GetUtcNow() >= least && due - _time.GetUtcNow() <= most);
    }

    private async Task<ServiceProvider> StartAsync(Action<PlatformOutboxBuilder> configure, Heard? heard = null, Action<PlatformOutboxOptions>? options = null)
    {
        var services = Services(configure, heard ?? new Heard(), options);
        await services.GetRequiredService<OutboxDispatcher>().StartAsync(Cancellation);
        return services;
    }

    private ServiceProvider Services(Action<PlatformOutboxBuilder> configure, Heard heard, Action<PlatformOutboxOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(heard);
        configure(services.AddPlatformOutbox(options ?? (static _ => { })));
        return services.BuildServiceProvider();
    }

    public sealed class Heard
    {
        public ConcurrentQueue<OutboxMessage> Messages { get; } = [];

        public Func<OutboxMessage, Task> Handle { get; set; } = static _ => Task.CompletedTask;
    }

    public sealed class Recorder(Heard heard) : IOutboxHandler
    {
        public async ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            heard.Messages.Enqueue(message);
            await heard.Handle(message);
        }
    }
}
