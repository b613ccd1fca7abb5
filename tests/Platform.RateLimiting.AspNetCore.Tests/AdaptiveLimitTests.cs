using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Platform.RateLimiting.AspNetCore.Tests;

public sealed class AdaptiveLimitTests
{
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    private Task<WebHost> StartAsync(
        Action<WebApplication>? map = null, Action<PlatformAdaptiveLimitOptions>? configure = null, Action<PlatformRateLimitingAspNetCoreOptions>? web = null, Action<IServiceCollection>? services = null) =>
        WebHost.StartAsync(
            _ => { },
            app =>
            {
                app.MapGet("/slow", SlowAsync);
                map?.Invoke(app);
            },
            web,
            collection =>
            {
                collection.AddPlatformRateLimiting().AddAdaptiveLimit(options =>
                {
                    (options.InitialLimit, options.LeastLimit, options.MostLimit, options.QueueCapacity) = (1, 1, 1, 0);
                    configure?.Invoke(options);
                });
                services?.Invoke(collection);
            },
            app => app.UsePlatformAdaptiveLimit());

    private async Task<string> SlowAsync()
    {
        Interlocked.Increment(ref _begun);
        await _finish.Task;
        return "done";
    }

    private async Task<Task<HttpResponseMessage>> OccupyAsync(WebHost host)
    {
        var occupying = host.GetAsync("/slow");
        while (Volatile.Read(ref _begun) == 0)
            await Task.Yield();
        return occupying;
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_as_the_draft_says_and_told_when_to_come_back()
    {
        await using var host = await StartAsync();
        var occupying = await OccupyAsync(host);

        using var refused = await host.GetAsync("/slow");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        Assert.True(refused.Headers.CacheControl!.NoStore);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity", problem.GetProperty("type").GetString());
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
        Assert.False(problem.TryGetProperty("detail", out _));

        _finish.SetResult();
        using var served = await occupying;
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        using var next = await host.GetAsync("/slow");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_refusal_explains_itself_where_that_is_wanted()
    {
        await using var host = await StartAsync(web: options => options.ExplainRefusals = true);
        var occupying = await OccupyAsync(host);

        using var refused = await host.GetAsync("/slow");

        Assert.Contains("1 of 1 calls run", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        _finish.SetResult();
        (await occupying).Dispose();
    }

    [Fact]
    public async Task A_gRPC_call_is_refused_as_gRPC()
    {
        await using var host = await StartAsync(app => app.MapPost("/grpc", () => "never"));
        var occupying = await OccupyAsync(host);
        using var call = new HttpRequestMessage(HttpMethod.Post, "/grpc") { Version = HttpVersion.Version20, Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/grpc") } } };
        using var refused = await host.Client.SendAsync(call, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal("14", refused.Headers.GetValues("grpc-status").Single());
        Assert.InRange(int.Parse(refused.Headers.GetValues("grpc-retry-pushback-ms").Single(), System.Globalization.CultureInfo.InvariantCulture), 1000, 3000);
        _finish.SetResult();
        (await occupying).Dispose();
    }

    [Fact]
    public async Task Endpoints_can_be_taken_out_have_a_limit_of_their_own_and_hubs_are_not_limited()
    {
        await using var host = await StartAsync(
            app =>
            {
                app.MapGet("/free", () => "free").DisablePlatformAdaptiveLimit();
                app.MapGet("/reports", () => "report").RequirePlatformAdaptiveLimit("reports");
                app.MapGet("/health", () => "well").WithPlatformLoadPriority(LoadPriority.Critical);
                app.MapHub<Chat>("/chat");
            },
            services: services =>
            {
                services.AddSignalR();
                services.AddPlatformRateLimiting().AddAdaptiveLimit(options => (options.InitialLimit, options.MostLimit) = (1, 1), "reports");
            });
        var occupying = await OccupyAsync(host);

        foreach (var path in new[] { "/free", "/reports", "/health" })
        {
            using var served = await host.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, served.StatusCode));
        }
        using var negotiated = await host.Client.PostAsync("/chat/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, negotiated.StatusCode);
        _finish.SetResult();
        (await occupying).Dispose();
    }

    [Theory]
    [InlineData(null, null, LoadPriority.Normal)]
    [InlineData(null, "important", LoadPriority.Important)]
    [InlineData(null, "Background", LoadPriority.Background)]
    [InlineData(null, "critical", LoadPriority.Important)]
    [InlineData(null, "nonsense", LoadPriority.Normal)]
    [InlineData(LoadPriority.Background, "important", LoadPriority.Background)]
    [InlineData(LoadPriority.Critical, null, LoadPriority.Critical)]
    public async Task Priority_comes_from_the_endpoint_or_else_from_the_user_and_no_user_is_above_all_limits(LoadPriority? endpoint, string? claim, LoadPriority expected)
    {
        LoadPriority? seen = null;
        await using var host = await WebHost.StartAsync(
            _ => { },
            app =>
            {
                var mapped = app.MapGet("/", () => "ok");
                if (endpoint is { } priority)
                    mapped.WithPlatformLoadPriority(priority);
            },
            use: app => app.Use((context, next) =>
            {
                seen = Platform.RateLimiting.AspNetCore.Adaptive.LoadPriorities.Of(context, selector: null, "load");
                return next(context);
            }));

        (await host.GetAsync("/", user: claim is null ? null : $"load={claim}")).Dispose();

        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData(null, LoadPriority.Background, "important", LoadPriority.Background)]
    [InlineData(null, null, "important", LoadPriority.Important)]
    [InlineData(LoadPriority.Important, LoadPriority.Background, null, LoadPriority.Important)]
    public async Task What_the_program_says_of_a_request_stands_between_the_endpoint_and_the_claim(LoadPriority? endpoint, LoadPriority? selected, string? claim, LoadPriority expected)
    {
        LoadPriority? seen = null;
        await using var host = await WebHost.StartAsync(
            _ => { },
            app =>
            {
                var mapped = app.MapGet("/", () => "ok");
                if (endpoint is { } priority)
                    mapped.WithPlatformLoadPriority(priority);
            },
            use: app => app.Use((context, next) =>
            {
                seen = Platform.RateLimiting.AspNetCore.Adaptive.LoadPriorities.Of(context, _ => selected, "load");
                return next(context);
            }));

        (await host.GetAsync("/", user: claim is null ? null : $"load={claim}")).Dispose();

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_failed_request_gives_its_place_back()
    {
        await using var host = await StartAsync(app => app.MapGet("/fails", (Func<string>)(() => throw new InvalidOperationException("broken"))));
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.GetAsync("/fails"));

        Assert.Equal(0, host.Services.GetRequiredService<AdaptiveLimiter>().GetState().Running);
    }

    /// <summary>Else whoever opens connections and closes them again would drive the limit down for everybody.</summary>
    [Theory]
    [InlineData("/left", false)]
    [InlineData("/fails", true)]
    public async Task Clients_that_hang_up_say_nothing_of_the_service_and_failures_do(string path, bool isAlarm)
    {
        var begun = new SemaphoreSlim(0);
        await using var host = await WebHost.StartAsync(
            _ => { },
            app =>
            {
                var time = (FakeTimeProvider)app.Services.GetRequiredService<TimeProvider>();
                app.MapGet("/served", () => time.Advance(TimeSpan.FromMilliseconds(10)));
                app.MapGet("/fails", () =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(5));
                    return Results.StatusCode(500);
                });
                app.MapGet("/left", async (HttpContext context) =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(5));
                    begun.Release();
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                });
            },
            services: services => services.AddPlatformRateLimiting().AddAdaptiveLimit(options => (options.InitialLimit, options.LeastLimit, options.MostLimit) = (1, 1, 1)),
            use: app => app.UsePlatformAdaptiveLimit());
        var limiter = host.Services.GetRequiredService<AdaptiveLimiter>();
        for (var call = 0; call < 500; call++)
            (await host.GetAsync("/served")).Dispose();
        Assert.DoesNotContain("because", limiter.GetState().Explanation, StringComparison.Ordinal);

        for (var call = 0; call < 200; call++)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var sending = host.Client.GetAsync(path, gone.Token);
            if (path == "/left")
            {
                await begun.WaitAsync(TestContext.Current.CancellationToken);
                await gone.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
            }
            else
            {
                (await sending).Dispose();
            }
            while (limiter.GetState().Running > 0)
                await Task.Yield();
        }

        Assert.Equal(isAlarm, limiter.GetState().Explanation.Contains("because calls ended at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_services_it_says_what_is_missing()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => WebHost.StartAsync(_ => { }, _ => { }, use: app => app.UsePlatformAdaptiveLimit()));

        Assert.Contains("AddAdaptiveLimit()", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_place_is_given_back_when_the_work_is_done_and_the_answer_only_has_to_be_sent()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(app => app.MapGet("/large", async (HttpContext context) =>
        {
            context.ReleasePlatformAdaptiveLease();
            context.ReleasePlatformAdaptiveLease();
            Interlocked.Increment(ref _begun);
            await sent.Task;
        }));
        var sending = host.GetAsync("/large");
        while (Volatile.Read(ref _begun) == 0)
            await Task.Yield();

        Assert.Equal(0, host.Services.GetRequiredService<AdaptiveLimiter>().GetState().Running);
        _finish.SetResult();
        using var other = await host.GetAsync("/slow");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        sent.SetResult();
        (await sending).Dispose();
        Assert.Equal(0, host.Services.GetRequiredService<AdaptiveLimiter>().GetState().Running);
    }

    [Fact]
    public void Giving_back_what_was_never_taken_does_nothing() => new DefaultHttpContext().ReleasePlatformAdaptiveLease();

    private sealed class Chat : Hub;
}
