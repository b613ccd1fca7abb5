using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Testing;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class AdaptiveLimiterTests : IDisposable
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly List<ServiceProvider> _hosts = [];

    public void Dispose() => _hosts.ForEach(host => host.Dispose());

    private AdaptiveLimiter Limiter(Action<PlatformAdaptiveLimitOptions>? configure = null, string name = "")
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddPlatformRateLimiting().AddAdaptiveLimit(
            options =>
            {
                (options.InitialLimit, options.LeastLimit, options.MostLimit) = (2, 2, 2);
                configure?.Invoke(options);
            },
            name);
        _hosts.Add(services.BuildServiceProvider());
        return _hosts[^1].GetRequiredService<AdaptiveLimiters>()[name];
    }

    private static AdaptiveLease Now(AdaptiveLimiter limiter, LoadPriority priority = LoadPriority.Normal)
    {
        var pending = limiter.AcquireAsync(priority, cancellationToken: TestContext.Current.CancellationToken);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("It waits.");
    }

    private static async Task<AdaptiveLease> InTimeAsync(Task<AdaptiveLease> pending) => await pending.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Who_finds_no_place_waits_for_one()
    {
        var limiter = Limiter();
        var first = Now(limiter);
        Now(limiter);
        var waiting = limiter.AcquireAsync(cancellationToken: TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.Equal((2, 1), (limiter.GetState().Running, limiter.GetState().Waiting));

        _time.Advance(3 * Millisecond);
        first.Complete(succeeded: true);

        var lease = await InTimeAsync(waiting);
        Assert.True(lease.IsAdmitted);
        Assert.Equal(3 * Millisecond, lease.Waited);
        Assert.Equal("Admitted after 3 ms: 2 of 2 calls run.", lease.Explain());
    }

    [Fact]
    public async Task Who_waits_too_long_is_refused_though_nothing_else_happens()
    {
        var limiter = Limiter();
        Now(limiter);
        Now(limiter);
        var waiting = limiter.AcquireAsync(LoadPriority.Background, cancellationToken: TestContext.Current.CancellationToken).AsTask();

        for (var i = 0; i < 110; i++)
            _time.Advance(Millisecond);

        var lease = await InTimeAsync(waiting);
        Assert.Equal(LoadDecision.WaitedTooLong, lease.Decision);
        Assert.InRange(lease.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        Assert.Matches(@"^Refused: the call of priority Background waited 1\d\d ms, as long as it may, while 2 of 2 ran\. Calls have waited without a break for 0\.1 s\.$", lease.Explain());
    }

    [Fact]
    public async Task A_caller_that_leaves_gives_up_its_turn()
    {
        var limiter = Limiter();
        var first = Now(limiter);
        Now(limiter);
        using var gone = new CancellationTokenSource();
        var leaver = limiter.AcquireAsync(cancellationToken: gone.Token).AsTask();
        var stayer = limiter.AcquireAsync(cancellationToken: TestContext.Current.CancellationToken).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        first.Dispose();

        Assert.True((await InTimeAsync(stayer)).IsAdmitted);
        Assert.Equal(0, limiter.GetState().Waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.AcquireAsync(cancellationToken: gone.Token));
    }

    [Fact]
    public void A_place_is_given_back_once_however_often_it_is_said()
    {
        var limiter = Limiter(options => options.QueueCapacity = 0);
        var first = Now(limiter);
        var second = Now(limiter);
        var copy = first;
        first.Complete(succeeded: true);
        first.Dispose();
        copy.Complete(succeeded: false);
        Assert.Equal(1, limiter.GetState().Running);

        // The object behind the first lease now stands for another call, which the old lease must not end.
        Now(limiter);
        copy.Dispose();
        Assert.Equal(2, limiter.GetState().Running);
        var refused = Now(limiter);
        Assert.Equal(LoadDecision.QueueFull, refused.Decision);
        Assert.Equal("Refused: 2 of 2 calls run, and none may wait.", refused.Explain());
        refused.Dispose();
        second.Dispose();
        Assert.Equal(1, limiter.GetState().Running);
    }

    /// <summary>A database that refuses at once would else look like the fastest there was.</summary>
    [Fact]
    public void Nothing_counts_as_done_that_nobody_says_was_done()
    {
        var limiter = Limiter(options => (options.LeastLimit, options.InitialLimit, options.MostLimit) = (1, 20, 1000));
        for (var call = 0; call < 5_000; call++)
        {
            var running = Enumerable.Range(0, limiter.GetState().Limit).Select(_ => Now(limiter)).ToList();
            _time.Advance(Millisecond);
            foreach (var lease in running)
            {
                if (call % 2 == 0)
                    lease.Dispose();
                else
                    lease.Ignore();
            }
        }

        var state = limiter.GetState();
        Assert.Equal((TimeSpan.Zero, 0), (state.MeanLatency, state.Running));
        Assert.Equal("The limit is 20, as it was set: it has not bound calls for long enough to be tried.", state.Explanation);
    }

    [Fact]
    public void It_can_be_made_without_a_container()
    {
        using var limiter = new AdaptiveLimiter(new PlatformAdaptiveLimitOptions { InitialLimit = 1, MostLimit = 1, QueueCapacity = 0 }, _time);
        var first = Now(limiter);
        Assert.Equal(LoadDecision.QueueFull, Now(limiter).Decision);
        first.Complete(succeeded: true);
        Assert.True(Now(limiter).IsAdmitted);

        var refused = Assert.Throws<OptionsValidationException>(() => new AdaptiveLimiter(new PlatformAdaptiveLimitOptions { LeastLimit = 0 }));
        Assert.Contains("set 1 or more", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new AdaptiveLimiter(null!));
    }

    [Fact]
    [StopTestOf(typeof(AdaptiveLimiter))]
    public async Task Disposed_it_refuses_whoever_waits_and_is_in_nobodys_way_from_then_on()
    {
        var limiter = Limiter();
        var running = Now(limiter);
        Now(limiter);
        var waiting = limiter.AcquireAsync(cancellationToken: TestContext.Current.CancellationToken).AsTask();

        _hosts[0].GetRequiredService<AdaptiveLimiters>().Dispose();
        limiter.Dispose();

        Assert.Equal(LoadDecision.QueueFull, (await InTimeAsync(waiting)).Decision);
        Assert.True(Now(limiter).IsAdmitted);
        running.Dispose();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, limiter.GetState().Waiting);
    }

    [Fact]
    public void In_shadow_nobody_waits_and_what_would_have_is_counted()
    {
        var limiter = Limiter(options => options.Shadow = true, "watched");
        using var counted = new Counted(limiter);
        var leases = Enumerable.Range(0, 5).Select(_ => Now(limiter)).ToList();
        var critical = Now(limiter, LoadPriority.Critical);

        Assert.Equal([LoadDecision.Admitted, LoadDecision.Admitted, LoadDecision.Shadowed, LoadDecision.Shadowed, LoadDecision.Shadowed], leases.Select(lease => lease.Decision));
        Assert.Equal(LoadDecision.Admitted, critical.Decision);
        Assert.Equal("Admitted only because the limiter is in shadow mode: 3 calls run where 2 may.", leases[2].Explain());
        Assert.Equal(3, counted.Of("shadowed"));
        leases.ForEach(lease => lease.Dispose());
        critical.Dispose();
        Assert.Equal(0, limiter.GetState().Running);
        Assert.Contains("Nothing is refused", limiter.GetState().Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void In_shadow_the_limit_goes_where_more_at_once_went_with_no_more_done()
    {
        var limiter = Limiter(options => (options.Shadow, options.InitialLimit, options.LeastLimit, options.MostLimit) = (true, 8, 1, 1000));
        // A service that does 32 at once, and calls that come in waves of one to sixty at once.
        var random = new Random(3);
        for (var wave = 0; wave < 3000; wave++)
        {
            var running = new Stack<AdaptiveLease>(Enumerable.Range(0, 1 + random.Next(60)).Select(_ => Now(limiter)));
            while (running.TryPop(out var lease))
            {
                _time.Advance(TimeSpan.FromMilliseconds(20.0 / Math.Min(32, running.Count + 1)));
                lease.Complete(succeeded: true);
            }
        }

        Assert.InRange(limiter.GetState().Limit, 22, 60);
    }

    [Fact]
    public void Each_name_is_a_limit_of_its_own_and_one_that_was_not_added_is_an_error()
    {
        Limiter(name: "reports");
        var limiters = _hosts[0].GetRequiredService<AdaptiveLimiters>();

        Assert.Same(limiters["reports"], limiters["reports"]);
        Assert.Contains("There are: \"reports\"", Assert.Throws<KeyNotFoundException>(() => limiters["exports"]).Message, StringComparison.Ordinal);
        Assert.False(limiters.TryGet("", out _));
        Assert.Equal(["reports"], limiters.All.Select(limiter => limiter.Name));
    }

    [Fact]
    public async Task Decisions_are_counted_by_limiter_priority_and_outcome()
    {
        var limiter = Limiter(options => options.QueueCapacity = 1, "counted");
        using var counted = new Counted(limiter);
        Now(limiter);
        Now(limiter, LoadPriority.Important);
        using var gone = new CancellationTokenSource();
        var leaver = limiter.AcquireAsync(cancellationToken: gone.Token).AsTask();
        Now(limiter, LoadPriority.Background);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);

        Assert.Equal(
            ["admitted/counted/important", "admitted/counted/normal", "left/counted/normal", "queue-full/counted/background"],
            counted.All.Order(StringComparer.Ordinal));
        Assert.Equal(2, counted.Observed("platform.ratelimiting.adaptive.limit"));
        Assert.Equal(2, counted.Observed("platform.ratelimiting.adaptive.running"));
        Assert.Equal(0, counted.Observed("platform.ratelimiting.adaptive.waiting"));
    }

    [Fact]
    public async Task What_was_refused_while_it_waited_marks_its_own_span_and_not_that_of_the_call_that_ended()
    {
        var limiter = Limiter(options => options.QueueCapacity = 1);
        using var source = new ActivitySource("waiting");
        using var listener = new ActivityListener { ShouldListenTo = each => each.Name == "waiting", Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        Now(limiter);
        Now(limiter);
        async Task<Activity> WaitAsync(LoadPriority priority)
        {
            using var own = source.StartActivity("own")!;
            await limiter.AcquireAsync(priority, cancellationToken: TestContext.Current.CancellationToken);
            return own;
        }

        var waiting = WaitAsync(LoadPriority.Background);
        Activity other;
        using (other = source.StartActivity("other")!)
            _ = limiter.AcquireAsync(LoadPriority.Important, cancellationToken: TestContext.Current.CancellationToken).AsTask();
        var refused = await waiting.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal("queue-full", refused.GetTagItem("platform.ratelimiting.adaptive.outcome"));
        Assert.Equal("background", refused.GetTagItem("platform.ratelimiting.adaptive.priority"));
        Assert.Null(other.GetTagItem("platform.ratelimiting.adaptive.outcome"));
    }

    [Theory]
    [InlineData(0, 1, 2, 256, 5, 100, 1, "begins with 0")]
    [InlineData(20, 0, 1000, 256, 5, 100, 1, "LeastLimit of 0")]
    [InlineData(20, 30, 10, 256, 5, 100, 1, "MostLimit of 10")]
    [InlineData(20, 1, 1000, -1, 5, 100, 1, "QueueCapacity of -1")]
    [InlineData(20, 1, 1000, 256, 0, 100, 1, "QueueTarget of 00:00:00")]
    [InlineData(20, 1, 1000, 256, 500, 100, 1, "the interval no less than it")]
    [InlineData(20, 1, 1000, 256, 5, 100, 0, "RetryAfter of 00:00:00")]
    public void What_cannot_hold_is_refused_with_the_remedy(int initial, int least, int most, int queue, int target, int interval, int retryAfter, string expected)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Limiter(options =>
        {
            (options.InitialLimit, options.LeastLimit, options.MostLimit, options.QueueCapacity) = (initial, least, most, queue);
            (options.QueueTarget, options.QueueInterval, options.RetryAfter) = (target * Millisecond, interval * Millisecond, TimeSpan.FromSeconds(retryAfter));
        }));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Limiter, string Priority, string Outcome)> _counts = [];
        private readonly Dictionary<string, long> _observed = [];

        public Counted(AdaptiveLimiter limiter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Platform.RateLimiting")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var byName = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
                if (byName.GetValueOrDefault("platform.ratelimiting.adaptive.limiter") != limiter.Name)
                    return;
                if (instrument.Name == "platform.ratelimiting.adaptive.decisions")
                    _counts.Add((limiter.Name, byName["platform.ratelimiting.adaptive.priority"], byName["platform.ratelimiting.adaptive.outcome"]));
                else
                    _observed[instrument.Name] = value;
            });
            _listener.Start();
        }

        public IEnumerable<string> All => _counts.Select(count => $"{count.Outcome}/{count.Limiter}/{count.Priority}");

        public int Of(string outcome) => _counts.Count(count => count.Outcome == outcome);

        public long Observed(string instrument)
        {
            _listener.RecordObservableInstruments();
            return _observed[instrument];
        }

        public void Dispose() => _listener.Dispose();
    }
}
