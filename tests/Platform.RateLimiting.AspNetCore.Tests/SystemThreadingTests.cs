using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Platform.RateLimiting.AspNetCore.Tests;

/// <summary>Existing code with <c>UseRateLimiter</c>, deciding by our policies.</summary>
public sealed class SystemThreadingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Endpoints_that_require_rate_limiting_are_limited_by_our_policy_with_the_exact_time_to_come_back()
    {
        await using var host = await StartAsync(limiter => limiter.AddPlatformPolicy("public"), app => app.MapGet("/", () => "hello").RequireRateLimiting("public"));

        Assert.Equal(2, await host.AdmittedOfAsync(5, "/"));
        Assert.Equal(2, await host.AdmittedOfAsync(5, "/", "203.0.113.8"));
        using var refused = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("30", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.StartsWith("Refused by policy \"public\"", Assert.Single(refused.Headers.GetValues("Reason")), StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await host.AdmittedOfAsync(5, "/"));
    }

    [Fact]
    public async Task The_limiter_of_all_requests_can_be_one_of_ours()
    {
        await using var host = await StartAsync(limiter => limiter.UsePlatformGlobalLimiter("public"), app => app.MapGet("/", () => "hello"));

        Assert.Equal(2, await host.AdmittedOfAsync(5, "/"));
        Assert.Equal(2, await host.AdmittedOfAsync(5, "/", "203.0.113.8"));
    }

    /// <summary>A limiter is kept for a while, and must not be another's: whoever comes first would decide for all that follow.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_key_behind_several_policies_is_limited_by_each_of_them(bool isGlobal)
    {
        await using var host = await StartAsync(
            limiter => _ = isGlobal ? limiter.UsePlatformGlobalLimiter("all") : limiter.AddPlatformPolicy("all"),
            app => app.MapMethods("/", ["GET", "POST"], () => "hello").WithMetadata(isGlobal ? new object() : new EnableRateLimitingAttribute("all")),
            web => web.SelectPolicy("all", context => HttpMethods.IsPost(context.Request.Method) ? "posts" : "public"));

        var posted = 0;
        for (var call = 0; call < 4; call++)
        {
            Assert.Equal(call < 2 ? 1 : 0, await host.AdmittedOfAsync(1, "/"));
            using var post = new HttpRequestMessage(HttpMethod.Post, "/");
            post.Headers.Add("Test-Address", "203.0.113.7");
            using var answer = await host.Client.SendAsync(post, TestContext.Current.CancellationToken);
            posted += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }
        Assert.Equal(1, posted);
    }

    [Fact]
    public async Task One_key_with_another_tier_has_the_limits_of_that_tier()
    {
        await using var host = await StartAsync(
            limiter => limiter.UsePlatformGlobalLimiter("tiers"), app => app.MapGet("/", () => "hello"), web => (web.Key, web.TierClaim) = ("client-address", "tier"));

        // What is used up is used up for every tier, and each of them asks how much that may be.
        Assert.Equal(2, await host.AdmittedOfAsync(2, "/", user: "tier=gold"));
        Assert.Equal(0, await host.AdmittedOfAsync(1, "/"));
        Assert.Equal(1, await host.AdmittedOfAsync(1, "/", user: "tier=gold"));
    }

    private static Task<WebHost> StartAsync(Action<RateLimiterOptions> limiter, Action<WebApplication> map, Action<PlatformRateLimitingAspNetCoreOptions>? web = null) => WebHost.StartAsync(
        options => options.Policy("public", policy => policy.Limit(2, Minute)).Policy("posts", policy => policy.Limit(1, Minute))
            .Policy("tiers", policy => policy.Limit("all", 1, Minute).Tier("gold", tier => tier.Limit("all", 5, Minute))),
        map,
        web,
        services: services => services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                    context.HttpContext.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                if (context.Lease.TryGetMetadata(MetadataName.ReasonPhrase, out var reason))
                    context.HttpContext.Response.Headers["Reason"] = reason;
                return ValueTask.CompletedTask;
            };
            limiter(options);
        }),
        use: app => app.UseRateLimiter());
}
