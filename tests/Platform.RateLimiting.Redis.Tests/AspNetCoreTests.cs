using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.RateLimiting.AspNetCore;
using Platform.RateLimiting.Redis.Tests.Servers;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>The web face does not know where it is counted.</summary>
public sealed class AspNetCoreTests(StandingRedis redis) : IClassFixture<StandingRedis>
{
    [Fact]
    public async Task Two_hosts_count_requests_together_and_tell_how_it_stands()
    {
        var ending = TestContext.Current.CancellationToken;
        using var one = await HostAsync();
        using var other = await HostAsync();
        var (first, second) = (one.GetTestClient(), other.GetTestClient());

        var answers = new List<HttpResponseMessage>();
        for (var call = 0; call < 4; call++)
            answers.Add(await (call % 2 == 0 ? first : second).GetAsync(new Uri("/", UriKind.Relative), ending));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers.Select(answer => answer.StatusCode));
        Assert.Equal(["\"burst\";q=3;w=60"], answers[0].Headers.GetValues("RateLimit-Policy"));
        Assert.Equal(["\"burst\";r=2;t=40", "\"burst\";r=1;t=20", "\"burst\";r=0;t=20", "\"burst\";r=0;t=20"], answers.Select(answer => answer.Headers.GetValues("RateLimit").Single()));
        Assert.Equal(TimeSpan.FromSeconds(20), answers[3].Headers.RetryAfter!.Delta);
        Assert.Equal("application/problem+json", answers[3].Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task While_redis_is_away_the_middleware_goes_on_following_behavior()
    {
        await using var own = await PrivateRedis.StartAsync();
        using var host = await HostAsync(own.Address, policy => policy.Limit("burst", 400, TimeSpan.FromDays(1)).FollowBehavior());
        var client = host.GetTestClient();
        own.Kill();

        for (var call = 0; call < 25; call++)
            (await client.GetAsync(new Uri("/door", UriKind.Relative), TestContext.Current.CancellationToken)).Dispose();

        var policy = host.Services.GetRequiredService<IRateLimitPolicies>()["public"];
        Assert.Equal(0.5, Assert.Single(host.Services.GetRequiredService<IConsumerBehavior>().GetChanged(policy)).Factor);
    }

    private Task<IHost> HostAsync() => HostAsync(redis.Server.Address, policy => policy.Limit("burst", 3, TimeSpan.FromMinutes(1)));

    private async Task<IHost> HostAsync(string address, Action<RateLimitPolicyOptions> policy)
    {
        var host = new HostBuilder().ConfigureWebHost(web => web.UseTestServer()
            .ConfigureServices(services =>
            {
                services.AddSingleton<TimeProvider>(redis.Time);
                services.AddRouting();
                services.AddPlatformRateLimiting(options => options.Policy("public", policy))
                    .AddAspNetCore(options => options.DefaultPolicy = "public")
                    .AddRedis(options => (options.Configuration, options.KeyPrefix, options.Deadline) = (address, "web", TimeSpan.FromSeconds(30)));
            })
            .Configure(app => app.UsePlatformRateLimiting().Run(context =>
            {
                context.Response.StatusCode = context.Request.Path == "/door" ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
                return context.Response.WriteAsync("Hello");
            }))).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
