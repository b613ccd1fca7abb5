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

    private static Task<WebHost> StartAsync(Action<RateLimiterOptions> limiter, Action<WebApplication> map) => WebHost.StartAsync(
        options => options.Policy("public", policy => policy.Limit(2, Minute)),
        map,
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
