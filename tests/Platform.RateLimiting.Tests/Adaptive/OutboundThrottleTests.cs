using System.Net;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting.Adaptive.Outbound;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class OutboundThrottleTests : IDisposable
{
    private static readonly Uri Stock = new("https://stock.example/items/1");

    private readonly FakeTimeProvider _time = new();
    private readonly List<ServiceProvider> _hosts = [];

    public void Dispose() => _hosts.ForEach(host => host.Dispose());

    private OutboundThrottle Throttle(Action<PlatformOutboundThrottleOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddPlatformRateLimiting().AddOutboundThrottle(configure ?? (_ => { }));
        _hosts.Add(services.BuildServiceProvider());
        return _hosts[^1].GetRequiredService<OutboundThrottle>();
    }

    [Fact]
    public void It_can_be_made_without_a_container()
    {
        using var throttle = new OutboundThrottle(new PlatformOutboundThrottleOptions { LeastRequests = 3 }, _time);
        for (var request = 0; request < 3; request++)
            Assert.True(throttle.TryBegin(Stock));
        Assert.Equal(0.75, Assert.Single(throttle.GetStates()).RefusalProbability);

        var refused = Assert.Throws<OptionsValidationException>(() => new OutboundThrottle(new PlatformOutboundThrottleOptions { Overcommit = 1 }));
        Assert.Contains("2 is usual", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new OutboundThrottle(null!));
    }

    /// <summary>Whoever names hosts, the targets of webhooks say, must not fill the places for good.</summary>
    [Fact]
    public void A_host_that_nobody_has_asked_for_a_while_makes_room_for_another()
    {
        var throttle = Throttle(options => (options.HostCapacity, options.Window) = (2, TimeSpan.FromMinutes(2)));
        foreach (var host in (string[])["one", "two", "three"])
            throttle.TryBegin(new Uri($"https://{host}.example/"));
        Assert.Equal(["", "one.example:443", "two.example:443"], throttle.GetStates().Select(state => state.Host));

        _time.Advance(TimeSpan.FromMinutes(1));
        throttle.TryBegin(new Uri("https://two.example/"));
        _time.Advance(TimeSpan.FromMinutes(1.5));
        throttle.TryBegin(new Uri("https://three.example/"));
        throttle.TryBegin(new Uri("https://four.example/"));

        Assert.Equal(["", "three.example:443", "two.example:443"], throttle.GetStates().Select(state => state.Host));
    }

    /// <summary>The same as a list of moments from which what is too old is taken out, where the window moves in twelfths.</summary>
    [Property(MaxTest = 500)]
    public bool The_window_counts_what_a_list_counts((bool Accept, ushort Gap)[] steps)
    {
        const long window = 12_000;
        var counted = new AcceptanceWindow(window);
        List<long> requests = [];
        List<long> accepts = [];
        var now = 0L;
        foreach (var (accept, gap) in steps)
        {
            now += gap % 5000;
            counted.AddRequest(now);
            requests.Add(now);
            if (accept)
            {
                counted.AddAccept(now);
                accepts.Add(now);
            }
            else if (gap % 7 == 0)
            {
                counted.TakeBackRequest(now);
                requests.RemoveAt(requests.Count - 1);
            }
            var oldest = (now / 1000 - 11) * 1000;
            requests.RemoveAll(at => at < oldest);
            accepts.RemoveAll(at => at < oldest);
            if ((counted.Requests, counted.Accepts) != (requests.Count, accepts.Count))
                return false;
            if (counted.RefusalProbability(2) != Math.Max(0, (requests.Count - 2.0 * accepts.Count) / (requests.Count + 1.0)))
                return false;
        }
        return true;
    }

    [Fact]
    public void To_a_host_that_accepts_little_about_twice_as_much_is_sent_as_it_accepts()
    {
        var throttle = Throttle();
        var (sent, accepted) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            // 100 requests a second, of which the host accepts ten.
            _time.Advance(TimeSpan.FromMilliseconds(10));
            if (!throttle.TryBegin(Stock))
                continue;
            sent += i >= 15_000 ? 1 : 0;
            if (accepted * 10 < i)
            {
                accepted++;
                throttle.Accepted(Stock);
            }
        }

        Assert.InRange(sent, 800, 1300);
        var state = Assert.Single(throttle.GetStates());
        Assert.Equal("stock.example:443", state.Host);
        Assert.InRange(state.RefusalProbability, 0.7, 0.9);
        Assert.Matches(@"^Of the last \d+ requests to stock\.example:443 \d+ were accepted, so \d+.% of the next are held back\.$", state.Explain());
    }

    [Fact]
    public void It_recovers_when_the_host_does()
    {
        var throttle = Throttle();
        for (var i = 0; i < 2000; i++)
            throttle.TryBegin(Stock);
        Assert.Equal(0.9, throttle.GetStates()[0].RefusalProbability);

        for (var i = 0; i < 60_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            if (throttle.TryBegin(Stock))
                throttle.Accepted(Stock);
        }

        Assert.Equal(0, throttle.GetStates()[0].RefusalProbability);
    }

    [Fact]
    public void Of_few_requests_nothing_follows_and_each_host_is_judged_by_itself()
    {
        var throttle = Throttle(options => options.HostCapacity = 2);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(throttle.TryBegin(Stock)));
        for (var i = 0; i < 300; i++)
            throttle.TryBegin(Stock);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(throttle.TryBegin(new Uri("https://stock.example:8443/"))));

        throttle.TryBegin(new Uri("https://a.example/"));
        throttle.TryBegin(new Uri("https://b.example/"));
        Assert.Equal(["stock.example:443", "stock.example:8443", ""], throttle.GetStates().Select(state => state.Host));
    }

    [Fact]
    public async Task The_handler_answers_what_it_holds_back_and_sends_the_rest()
    {
        var backend = new Backend { Status = HttpStatusCode.ServiceUnavailable };
        using var client = new HttpClient(new OutboundThrottlingHandler(Throttle()) { InnerHandler = backend });
        var heldBack = 0;
        for (var i = 0; i < 200; i++)
        {
            using var response = await client.GetAsync(Stock, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            heldBack += OutboundThrottlingHandler.IsHeldBack(response) ? 1 : 0;
        }

        Assert.Equal(200, backend.Received + heldBack);
        Assert.InRange(heldBack, 120, 180);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.TooManyRequests, false)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    public void Only_what_says_that_there_is_too_much_to_do_counts_against_a_host(HttpStatusCode status, bool accepted)
    {
        var throttle = Throttle();
        using var client = new HttpClient(new OutboundThrottlingHandler(throttle) { InnerHandler = new Backend { Status = status } });
        using var request = new HttpRequestMessage(HttpMethod.Get, Stock);
        using var response = client.Send(request, TestContext.Current.CancellationToken);

        Assert.Equal(accepted ? 1 : 0, throttle.GetStates()[0].Accepts);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_counts_against_it_and_a_caller_that_leaves_at_once_does_not()
    {
        var throttle = Throttle();
        using var client = new HttpClient(new OutboundThrottlingHandler(throttle) { InnerHandler = new Backend { Failure = new HttpRequestException("refused") } });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(Stock, TestContext.Current.CancellationToken));
        Assert.Equal((1, 0), (throttle.GetStates()[0].Requests, throttle.GetStates()[0].Accepts));

        using var leaving = new CancellationTokenSource();
        using var slow = new HttpClient(new OutboundThrottlingHandler(throttle) { InnerHandler = new Backend { Hangs = true } });
        var pending = slow.GetAsync(Stock, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal((1, 0), (throttle.GetStates()[0].Requests, throttle.GetStates()[0].Accepts));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(30_000, 1)]
    public async Task Who_gives_up_only_after_a_while_has_waited_for_a_host_that_hangs(int milliseconds, int counted)
    {
        var throttle = Throttle();
        using var leaving = new CancellationTokenSource();
        using var client = new HttpClient(new OutboundThrottlingHandler(throttle) { InnerHandler = new Backend { Hangs = true } });
        var pending = client.GetAsync(Stock, leaving.Token);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal(counted, throttle.GetStates().Sum(state => state.Requests));
        Assert.Equal(0, throttle.GetStates().Sum(state => state.Accepts));
    }

    [Fact]
    public async Task A_host_that_hangs_is_spared_after_a_while_though_every_request_ended_by_the_time_out_of_its_client()
    {
        var throttle = Throttle(options => options.LeastPatience = TimeSpan.FromMilliseconds(5));
        using var client = new HttpClient(new OutboundThrottlingHandler(throttle) { InnerHandler = new Backend { Hangs = true, HangsFor = () => _time.Advance(TimeSpan.FromMilliseconds(5)) } });
        client.Timeout = TimeSpan.FromMilliseconds(1);
        var (timedOut, heldBack) = (0, 0);
        for (var call = 0; call < 200; call++)
        {
            try
            {
                using var response = await client.GetAsync(Stock, TestContext.Current.CancellationToken);
                heldBack += OutboundThrottlingHandler.IsHeldBack(response) ? 1 : 0;
            }
            catch (TaskCanceledException)
            {
                timedOut++;
            }
        }

        Assert.Equal(200, timedOut + heldBack);
        Assert.InRange(timedOut, 20, 80);
    }

    [Fact]
    public void In_shadow_everything_is_sent()
    {
        var throttle = Throttle(options => options.Shadow = true);

        Assert.All(Enumerable.Range(0, 500), _ => Assert.True(throttle.TryBegin(Stock)));
        Assert.Contains("would be held back", throttle.GetStates()[0].Explain(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 120, 20, 0.9, 256, "an Overcommit of 1:")]
    [InlineData(2, 0, 20, 0.9, 256, "a Window of 00:00:00:")]
    [InlineData(2, 120, 0, 0.9, 256, "LeastRequests of 0:")]
    [InlineData(2, 120, 20, 1, 256, "a MostHeldBack of 1:")]
    [InlineData(2, 120, 20, 0.9, 0, "a HostCapacity of 0:")]
    [InlineData(2, 120, 20, 0.9, 256, "a LeastPatience of -00:00:00.0010000:", -1)]
    [InlineData(2, 120, 20, 0.9, 256, "a LeastPatience of 00:01:00.0010000:", 60_001)]
    public void What_cannot_hold_is_refused_with_the_remedy(double overcommit, int window, int least, double most, int hosts, string expected, int patience = 100)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Throttle(options =>
        {
            (options.Overcommit, options.Window, options.LeastRequests, options.MostHeldBack, options.HostCapacity) = (overcommit, TimeSpan.FromSeconds(window), least, most, hosts);
            options.LeastPatience = TimeSpan.FromMilliseconds(patience);
        }));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Backend : HttpMessageHandler
    {
        public HttpStatusCode Status { get; init; }

        public Exception? Failure { get; init; }

        public bool Hangs { get; init; }

        public Action? HangsFor { get; init; }

        public int Received { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HangsFor?.Invoke();
            if (Hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return Send(request, cancellationToken);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Received++;
            return Failure is null ? new HttpResponseMessage(Status) { RequestMessage = request } : throw Failure;
        }
    }
}
