using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;
using Platform.Webhooks.Tests.Outbox;

namespace Platform.Webhooks.Tests.Delivery;

public sealed class EndpointTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly WebhookSecret _secret = WebhookSecret.Generate();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_published_reaches_a_receiver_that_wants_it()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = Receiving(bodies);
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver, "opened")));

        await PublishAsync(host, "opened", "one");
        await PublishAsync(host, "closed", "not wanted");
        await PublishAsync(host, "opened", "two");

        await UntilAsync(() => Task.FromResult(bodies.Count == 2));
        Assert.Equal(["one", "two"], bodies.Order(StringComparer.Ordinal));
        await UntilAsync(async () => (await host.GetRequiredService<IOutboxStore>().MeasureAsync(Cancellation)) is [{ Waiting: 0, Dead: 0 }]);
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_no_other()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var hanging = Creature.Saying("");
        await using var receiver = Receiving(bodies);
        await using var host = await StartAsync(
            [hanging.Port, receiver.Port], builder => builder.AddEndpoint(Endpoint("hanging", hanging)).AddEndpoint(Endpoint("acme", receiver)));

        for (var number = 0; number < 40; number++)
            await PublishAsync(host, "opened", $"{number}");

        await UntilAsync(() => Task.FromResult(bodies.Count == 40));
        // Nothing was heard of it, so no more are tried.
        Assert.Equal(2, await UntilValueAsync(() => hanging.Requests.Count, 2));
    }

    [Fact]
    public async Task A_receiver_with_too_much_to_do_is_left_alone_for_as_long_as_it_asks()
    {
        var answers = new ConcurrentQueue<string>(["HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"]);
        await using var receiver = Creature.Answering(_ => answers.TryDequeue(out var answer) ? answer : Ok);
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)));
        var store = host.GetRequiredService<IOutboxStore>();
        await PublishAsync(host, "opened", "one");

        await UntilAsync(async () => await store.NextDueAsync(["acme"], Cancellation) == _time.GetUtcNow().AddSeconds(120));
        _time.Advance(TimeSpan.FromSeconds(120));

        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 0, Dead: 0 }]);
    }

    [Fact]
    public async Task An_attempt_that_was_begun_before_the_receiver_asked_for_time_does_not_end_that_time()
    {
        using var release = new ManualResetEventSlim();
        await using var receiver = Creature.Answering(request =>
        {
            if (!request.EndsWith("slow", StringComparison.Ordinal))
                return "HTTP/1.1 429 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n";
            release.Wait(Cancellation);
            return Ok;
        });
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)));
        var store = host.GetRequiredService<IOutboxStore>();
        var asked = _time.GetUtcNow().AddSeconds(120);
        await PublishAsync(host, "opened", "slow");
        await UntilAsync(() => Task.FromResult(receiver.Requests.Count == 1));
        await PublishAsync(host, "opened", "refused");
        await UntilAsync(async () => await store.NextDueAsync(["acme"], Cancellation) == asked);

        release.Set();
        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 1 }]);
        await PublishAsync(host, "opened", "later");
        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 2 }]);

        Assert.Equal(asked, await store.NextDueAsync(["acme"], Cancellation));
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_not_the_health_of_the_program()
    {
        await using var receiver = Creature.Saying("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)).AddOutboxHealthCheck().Services.AddLogging());
        await PublishAsync(host, "opened", "one");
        await UntilAsync(async () => (await host.GetRequiredService<IOutboxStore>().MeasureAsync(Cancellation)) is [{ Waiting: 1, IsDisabled: true }]);
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(HealthStatus.Healthy, (await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status);
    }

    [Fact]
    public async Task One_that_is_gone_is_disabled_and_gets_everything_in_order_once_it_is_enabled()
    {
        var isGone = true;
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = Creature.Answering(request =>
        {
            if (Volatile.Read(ref isGone))
                return "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n";
            bodies.Enqueue(request.Split("\r\n\r\n")[1]);
            return Ok;
        });
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)));
        var store = host.GetRequiredService<IOutboxStore>();
        await PublishKeyedAsync(host, "0");
        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 1, Dead: 0, IsDisabled: true }]);
        for (var number = 1; number < 10; number++)
            await PublishKeyedAsync(host, $"{number}");
        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 10 }]);
        Assert.Single(receiver.Requests);

        Volatile.Write(ref isGone, false);
        await store.SwitchAsync("acme", false, Cancellation);
        // The lease of whoever had it when it was disabled.
        _time.Advance(TimeSpan.FromSeconds(30));

        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 0, Dead: 0, IsDisabled: false }]);
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), bodies);
    }

    [Fact]
    public async Task Failures_count_also_when_the_lane_is_given_back_between_them()
    {
        var attempts = 0;
        await using var receiver = Creature.Answering(_ =>
        {
            Interlocked.Increment(ref attempts);
            return "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
        });
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)));
        var store = host.GetRequiredService<IOutboxStore>();
        for (var number = 1; number <= 10; number++)
        {
            await PublishAsync(host, "opened", $"{number}");
            // Written down and given back: what is due next is a retry.
            await UntilAsync(async () => Volatile.Read(ref attempts) == number && await store.NextDueAsync(["acme"], Cancellation) is { } due
                && due > _time.GetUtcNow() && (number < 10 ? due < _time.GetUtcNow().AddSeconds(7) : due == _time.GetUtcNow().AddSeconds(30)));
        }

        // Half a minute for ten failures, twice as long for the probe that fails after it.
        _time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(async () => await store.NextDueAsync(["acme"], Cancellation) == _time.GetUtcNow().AddSeconds(60));
        Assert.Equal(11, attempts);
    }

    [Fact]
    public async Task One_that_fails_is_left_alone_and_then_tried_by_one_probe()
    {
        var fails = true;
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = Creature.Answering(request =>
        {
            bodies.Enqueue(request.Split("\r\n\r\n")[1]);
            return Volatile.Read(ref fails) ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" : Ok;
        });
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)));
        var store = host.GetRequiredService<IOutboxStore>();
        for (var number = 0; number < 40; number++)
            await PublishAsync(host, "opened", $"{number}");

        await UntilAsync(async () => await store.NextDueAsync(["acme"], Cancellation) == _time.GetUtcNow().AddSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(async () => await store.NextDueAsync(["acme"], Cancellation) == _time.GetUtcNow().AddSeconds(60));
        // Ten that opened it, those that were under way then, and the probe.
        var attempts = bodies.Count;
        Assert.InRange(attempts, 10 + 1, 10 + 15 + 1);
        _time.Advance(TimeSpan.FromSeconds(60));
        await UntilAsync(async () => await store.NextDueAsync(["acme"], Cancellation) == _time.GetUtcNow().AddSeconds(120));
        Assert.Equal(attempts + 1, bodies.Count);

        Volatile.Write(ref fails, false);
        // Again and again: whoever dispatches may have looked at the clock before, and go to sleep after.
        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return (await store.MeasureAsync(Cancellation)) is [{ Waiting: 0, Dead: 0 }];
        });
    }

    [Fact]
    public async Task A_receiver_with_a_rate_is_called_no_faster_also_by_two_processes_that_take_turns()
    {
        var calls = new ConcurrentQueue<DateTimeOffset>();
        await using var receiver = Creature.Answering(_ =>
        {
            calls.Enqueue(_time.GetUtcNow());
            return Ok;
        });
        var store = new InMemoryOutboxStore();
        var endpoint = Endpoint("acme", receiver, "opened", new WebhookRate(1, TimeSpan.FromSeconds(10)));
        await using var one = await StartAsync([receiver.Port], builder => builder.UseStore(_ => store).AddEndpoint(endpoint));
        await using var other = await StartAsync([receiver.Port], builder => builder.UseStore(_ => store).AddEndpoint(Endpoint("acme", receiver, "opened", endpoint.Rate)));

        var first = _time.GetUtcNow();
        for (var number = 0; number < 6; number++)
        {
            await PublishAsync(one, "opened", $"{number}");
            await UntilAsync(() =>
            {
                if (calls.Count == number + 1)
                    return Task.FromResult(true);
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(false);
            });
        }

        // The clock goes on between an attempt that begins and its arrival, so one that arrives late may be followed by one that does not: what
        // holds of all is that none arrives before its turn.
        Assert.All(calls.Index(), call => Assert.True(call.Item >= first + (call.Index * TimeSpan.FromSeconds(10)), $"{call.Index}: {call.Item - first}"));
    }

    [Fact]
    public async Task A_receiver_that_fails_for_a_day_is_told_of_and_so_is_its_recovery_but_only_to_who_asks_for_it()
    {
        var fails = true;
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = Creature.Answering(request =>
        {
            bodies.Enqueue(request.Split("\r\n\r\n")[1]);
            return Volatile.Read(ref fails) ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" : Ok;
        });
        Told told = new();
        // An attempt has a deadline by the same clock: moved while one is under way, it would time out and never be rejected.
        var idle = new Lock();
        var underWay = 0;
        var store = new FailingStore(new InMemoryOutboxStore())
        {
            Fetched = message => Begin(message),
            Refuses = _ =>
            {
                lock (idle)
                    underWay--;
                return false;
            },
        };
        await using var host = await StartAsync([receiver.Port], builder =>
        {
            builder.Services.AddSingleton(told);
            builder.UseStore(_ => store).AddEndpoint(Endpoint("acme", receiver))
                .AddHandler<Listening>("watch", WebhookEndpointCondition.FailingType, WebhookEndpointCondition.RecoveredType, WebhookEndpointCondition.DisabledType);
        });
        await PublishAsync(host, "opened", "one");
        // By the schedule: after 5 s, 5 and 30 min, 2, 5, 10 and 14 h, which makes more than a day at the seventh.
        await UntilAsync(() =>
        {
            AdvanceBetweenAttempts();
            return Task.FromResult(told.Events.Count == 1);
        });
        var failing = told.Events.Single();
        Volatile.Write(ref fails, false);
        await UntilAsync(() =>
        {
            AdvanceBetweenAttempts();
            return Task.FromResult(told.Events.Count == 2);
        });

        Assert.Equal((WebhookEndpointCondition.FailingType, "acme", "Rejected: 500"), (failing.Type, failing.Condition.Endpoint, failing.Condition.Reason));
        Assert.True(failing.At - failing.Condition.FailingSince >= TimeSpan.FromDays(1));
        Assert.Equal((WebhookEndpointCondition.RecoveredType, failing.Condition.FailingSince), (told.Events.Last().Type, told.Events.Last().Condition.FailingSince));
        Assert.Equal(failing.Condition.Failures, told.Events.Last().Condition.Failures);
        // It asks for every type, which is none of these.
        Assert.All(bodies, body => Assert.Equal("one", body));

        OutboxMessage Begin(OutboxMessage message)
        {
            lock (idle)
                underWay++;
            return message;
        }

        void AdvanceBetweenAttempts()
        {
            lock (idle)
            {
                if (underWay == 0)
                    _time.Advance(TimeSpan.FromMinutes(5));
            }
        }
    }

    [Fact]
    public async Task What_can_never_be_sent_is_a_dead_letter_at_once_and_holds_up_nothing_else()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = Receiving(bodies);
        var store = new FailingStore(new InMemoryOutboxStore())
        {
            Fetched = static message => message.Type == "opened" ? message : new OutboxMessage
            {
                Id = message.Type == "id" ? "with.full.stops" : message.Id,
                ContentType = message.Type == "content" ? "json" : message.ContentType,
                Type = message.Type,
                OccurredAt = message.OccurredAt,
                Body = message.Body,
                Attempt = message.Attempt,
                Place = message.Place,
            },
        };
        await using var host = await StartAsync([receiver.Port], builder => builder.UseStore(_ => store).AddEndpoint(Endpoint("acme", receiver)));
        for (var number = 0; number < 10; number++)
        {
            await PublishAsync(host, "id", "never");
            await PublishAsync(host, "content", "never");
        }
        await PublishAsync(host, "opened", "one");

        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 0, Dead: 20 }]);
        Assert.Equal(["one"], bodies);
        Assert.All(await store.ListDeadAsync("acme", 0, 100, Cancellation), letter => Assert.Equal(("System.ArgumentException", 1), (letter.Reason, letter.Attempts)));
    }

    [Fact]
    public async Task A_key_that_cannot_sign_is_no_failure_of_the_receiver_and_what_is_to_be_sent_comes_again()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var receiver = Receiving(bodies);
        var key = new Hesitating();
        await using var host = await StartAsync(
            [receiver.Port], builder => builder.AddEndpoint(new WebhookEndpoint("acme", new Uri($"http://127.0.0.1:{receiver.Port}/hook"), key)));
        var store = host.GetRequiredService<IOutboxStore>();
        for (var number = 0; number < 40; number++)
            await PublishAsync(host, "opened", $"{number}");

        // More than open a breaker, which would hold the lane back for half a minute.
        await UntilAsync(async () => Volatile.Read(ref key.Failures) == 40 && await store.NextDueAsync(["acme"], Cancellation) is { } due && due > _time.GetUtcNow() && due < _time.GetUtcNow().AddSeconds(7));
        Volatile.Write(ref key.Signs, true);
        _time.Advance(TimeSpan.FromSeconds(7));

        await UntilAsync(async () => (await store.MeasureAsync(Cancellation)) is [{ Waiting: 0, Dead: 0 }]);
        Assert.Equal(40, bodies.Count);
    }

    [Theory]
    [InlineData(WebhookOutcome.Delivered, null, null, 1, false, DeliveryVerdict.Done, 0)]
    [InlineData(WebhookOutcome.Rejected, 500, null, 1, false, DeliveryVerdict.Retry, 5)]
    [InlineData(WebhookOutcome.Rejected, 500, 86_400, 1, false, DeliveryVerdict.Retry, 5)]
    [InlineData(WebhookOutcome.TimedOut, null, null, 2, false, DeliveryVerdict.Retry, 300)]
    [InlineData(WebhookOutcome.NotReached, null, null, 9, false, DeliveryVerdict.Retry, 86_400)]
    [InlineData(WebhookOutcome.Rejected, 500, null, 10, false, DeliveryVerdict.Dead, 0)]
    [InlineData(WebhookOutcome.Rejected, 404, null, 10, true, DeliveryVerdict.Dead, 0)]
    [InlineData(WebhookOutcome.Rejected, 404, null, 2, true, DeliveryVerdict.Retry, 300)]
    [InlineData(WebhookOutcome.DestinationRefused, null, null, 1, false, DeliveryVerdict.Retry, 5)]
    // What says nothing of the event does not count against it.
    [InlineData(WebhookOutcome.Throttled, 503, 60, 1, false, DeliveryVerdict.Later, 60)]
    [InlineData(WebhookOutcome.Throttled, 503, 60, 2, false, DeliveryVerdict.Later, 300)]
    [InlineData(WebhookOutcome.Throttled, 429, 60, 10, false, DeliveryVerdict.Later, 86_400)]
    [InlineData(WebhookOutcome.NotTried, null, null, 1, false, DeliveryVerdict.Later, 5)]
    [InlineData(WebhookOutcome.NotTried, null, null, 10, false, DeliveryVerdict.Later, 86_400)]
    [InlineData(WebhookOutcome.Rejected, 500, null, 10, true, DeliveryVerdict.Later, 86_400)]
    [InlineData(WebhookOutcome.TimedOut, null, null, 10, true, DeliveryVerdict.Later, 86_400)]
    [InlineData(WebhookOutcome.Gone, 410, 60, 1, false, DeliveryVerdict.Later, 0)]
    [InlineData(WebhookOutcome.Gone, 410, null, 10, true, DeliveryVerdict.Later, 0)]
    public void What_becomes_of_a_delivery(WebhookOutcome outcome, int? status, int? retryAfter, int attempt, bool isHeldBack, DeliveryVerdict verdict,
        int seconds)
    {
        var sent = new WebhookAttempt(outcome, status, retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null, DestinationFault.None, TimeSpan.Zero);

        var decided = EndpointDecision.Of(sent, RetrySchedule.Standard, attempt, 0.5, isHeldBack);

        Assert.Equal((verdict, TimeSpan.FromSeconds(seconds)), (decided.Verdict, decided.Wait));
    }

    [Fact]
    public void A_schedule_of_one_attempt_has_no_wait_for_what_does_not_count() => Assert.Equal(
        new Attempt(DeliveryVerdict.Later, TimeSpan.Zero, "Throttled: 503"),
        EndpointDecision.Of(new WebhookAttempt(WebhookOutcome.Throttled, 503, null, DestinationFault.None, TimeSpan.Zero), new RetrySchedule(), 1, 0.5,
            isHeldBack: false));

    [Fact]
    public async Task In_an_outage_of_four_days_no_event_dies()
    {
        var fails = true;
        await using var receiver = Creature.Answering(_ => Volatile.Read(ref fails) ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : Ok);
        await using var host = await StartAsync([receiver.Port], builder => builder.AddEndpoint(Endpoint("acme", receiver)));
        var store = host.GetRequiredService<IOutboxStore>();
        await PublishAsync(host, "opened", "one");
        var ends = _time.GetUtcNow().AddDays(4);
        while (_time.GetUtcNow() < ends || receiver.Requests.Count <= RetrySchedule.Standard.Attempts)
            await PassAsync();

        Assert.Equal((1, 0, false), await store.MeasureAsync(Cancellation) is [var lane] ? (lane.Waiting, lane.Dead, lane.IsDisabled) : default);
        Volatile.Write(ref fails, false);
        while ((await store.MeasureAsync(Cancellation)) is not [{ Waiting: 0, Dead: 0, IsDisabled: false }])
            await PassAsync();

        // An hour, and the time that an attempt needs: by the clock of the host it has all of it.
        async Task PassAsync()
        {
            Assert.True(_time.GetUtcNow() < ends.AddHours(20));
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    [Fact]
    public async Task A_receiver_that_fails_every_other_time_does_not_have_each_answer_written_down()
    {
        var count = 0;
        await using var receiver = Creature.Answering(_ => Interlocked.Increment(ref count) % 4 == 0 ? Ok : "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        var store = new FailingStore(new InMemoryOutboxStore());
        for (var number = 0; number < 200; number++)
            await store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", default), _time.GetUtcNow()), Cancellation);
        await using var host = await StartAsync([receiver.Port], builder => builder.UseStore(_ => store).AddEndpoint(Endpoint("acme", receiver)));
        await UntilAsync(async () => Volatile.Read(ref count) == 200 && (await store.MeasureAsync(Cancellation)) is [{ Waiting: 150 }]);

        // The clock stands: one that may be written at once for each time that somebody takes the lane, and one when it is given back.
        Assert.InRange(store.Noted, 0, 2 * store.Claimed);
        Assert.InRange(store.Claimed, 1, 5);
    }

    [Fact]
    public void What_cannot_be_an_endpoint_is_refused()
    {
        var url = new Uri("https://receiver.example/hook");
        Assert.Throws<ArgumentException>(() => new WebhookEndpoint("", url, _secret));
        Assert.Throws<ArgumentException>(() => new WebhookEndpoint("acme", new Uri("/hook", UriKind.Relative), _secret));
        Assert.Throws<ArgumentException>(() => new WebhookEndpoint("acme", url));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebhookEndpoint("acme", url, _secret) { Concurrency = 0 });
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformOutbox().AddEndpoint(new WebhookEndpoint("acme", url, _secret)).AddEndpoint(new WebhookEndpoint("acme", url, _secret)));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformOutbox().AddEndpoint(new WebhookEndpoint("acme", url, _secret) { Types = [] }));
    }

    private static async Task PublishKeyedAsync(IServiceProvider host, string body) =>
        await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("opened", System.Text.Encoding.ASCII.GetBytes(body)) { OrderKey = "one" }, Cancellation);

    private static Creature Receiving(ConcurrentQueue<string> bodies) => Creature.Answering(request =>
    {
        bodies.Enqueue(request.Split("\r\n\r\n")[1]);
        return Ok;
    });

    private static async Task PublishAsync(IServiceProvider host, string type, string body) =>
        await host.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent(type, System.Text.Encoding.ASCII.GetBytes(body)), Cancellation);

    private static async Task<int> UntilValueAsync(Func<int> value, int expected)
    {
        await UntilAsync(() => Task.FromResult(value() >= expected));
        return value();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    private sealed class Told
    {
        public ConcurrentQueue<(string Type, WebhookEndpointCondition Condition, DateTimeOffset At)> Events { get; } = [];
    }

    private sealed class Listening(Told told) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            told.Events.Enqueue((message.Type, WebhookEndpointCondition.Read(message.Body.Span), message.OccurredAt));
            return default;
        }
    }

    private sealed class Hesitating : IWebhookSigningKey
    {
        public bool Signs;
        public int Failures;

        public string Version => "v1";

        public string KeyId => "hesitating";

        public int SignatureLength => 32;

        public void Sign(SignedContent content, Span<byte> signature)
        {
            if (Volatile.Read(ref Signs))
                return;
            Interlocked.Increment(ref Failures);
            throw new CryptographicException("The module is away.");
        }
    }

    private WebhookEndpoint Endpoint(string name, Creature receiver, string type = "*", WebhookRate? rate = null) =>
        new(name, new Uri($"http://127.0.0.1:{receiver.Port}/hook"), _secret) { Types = [type], Rate = rate };

    private async Task<ServiceProvider> StartAsync(int[] ports, Action<PlatformOutboxBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddPlatformWebhooks(options =>
        {
            options.AllowHttp = true;
            options.AllowedNetworks.Add("127.0.0.1/32");
            foreach (var port in ports)
                options.AdditionalPorts.Add(port);
        });
        // Other than every pause of the breaker, so that one is not taken for the other.
        configure(services.AddPlatformOutbox(static options => options.Lease = TimeSpan.FromSeconds(20)));
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<OutboxDispatcher>().StartAsync(Cancellation);
        return provider;
    }
}
