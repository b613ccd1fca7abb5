using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.RateLimiting.AspNetCore.Tests;

public sealed class BehaviorTests
{
    private static Task<WebHost> StartAsync(Action<PlatformRateLimitingAspNetCoreOptions>? web = null) => WebHost.StartAsync(
        options => options.Policy("public", policy => policy.Limit("burst", 100, TimeSpan.FromHours(1)).FollowBehavior()),
        app =>
        {
            app.MapGet("/", () => "hello").RequirePlatformRateLimit("public");
            app.MapGet("/door", () => Results.NotFound()).RequirePlatformRateLimit("public");
            app.MapGet("/broken", () => Results.StatusCode(500)).RequirePlatformRateLimit("public");
            app.MapGet("/mistake", () => Results.BadRequest()).RequirePlatformRateLimit("public");
            app.MapPlatformRateLimitReport();
        },
        web);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    [Theory]
    [InlineData("/door", 0.5)]
    [InlineData("/broken", 0.5)]
    [InlineData("/mistake", 1)]
    [InlineData("/", 1)]
    public async Task The_middleware_tells_how_requests_ended(string path, double factor)
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 25; i++)
            (await host.GetAsync(path)).Dispose();

        var behavior = host.Services.GetRequiredService<IConsumerBehavior>();
        Assert.Equal(factor, behavior.GetStanding(host.Services.GetRequiredService<IRateLimitPolicies>()["public"], RateLimitKey.ClientAddress(IPAddress.Parse("203.0.113.7"))).Factor);
        using var response = await host.GetAsync("/");
        Assert.Equal($"\"burst\";q={100 * factor};w=3600", string.Join("", response.Headers.GetValues("RateLimit-Policy")));
    }

    [Fact]
    public async Task Who_is_refused_by_limits_that_were_lowered_is_told_that_it_behaves_abnormally()
    {
        await using var host = await StartAsync(web => web.ExplainRefusals = true);
        for (var i = 0; i < 100; i++)
            (await host.GetAsync("/door")).Dispose();

        using var refused = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var problem = await JsonAsync(refused);
        Assert.Equal("https://iana.org/assignments/http-problem-types#abnormal-usage-detected", problem.GetProperty("type").GetString());
        Assert.Equal(["burst"], problem.GetProperty("violated-policies").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("because of the consumer's behavior", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_tells_how_policies_stand_who_uses_them_and_why_limits_changed()
    {
        await using var host = await WebHost.StartAsync(
            options =>
            {
                options.TopTalkerSampling = 1;
                options.Policy("public", policy => policy.Limit("burst", 100, TimeSpan.FromHours(1)).FollowBehavior());
            },
            app =>
            {
                app.MapGet("/door", () => Results.NotFound()).RequirePlatformRateLimit("public");
                app.MapPlatformRateLimitReport("/limits");
            },
            services: services => services.AddPlatformRateLimiting().AddAdaptiveLimit().AddOutboundThrottle());
        for (var i = 0; i < 30; i++)
            (await host.GetAsync("/door")).Dispose();
        host.Services.GetRequiredService<AdaptiveLimiter>();
        host.Services.GetRequiredService<OutboundThrottle>().TryBegin(new Uri("https://stock.example/"));

        using var response = await host.GetAsync("/limits");
        var report = await JsonAsync(response);
        var policy = report.GetProperty("policies")[0];
        Assert.Equal("public", policy.GetProperty("name").GetString());
        Assert.Equal(100, policy.GetProperty("limits")[0].GetProperty("permits").GetInt64());
        Assert.Equal("ip:203.0.113.7", policy.GetProperty("topTalkers")[0].GetProperty("key").GetString());
        Assert.Equal(30, policy.GetProperty("topTalkers")[0].GetProperty("decisions").GetInt64());
        Assert.StartsWith("Factor 0.5 since", policy.GetProperty("changedByBehavior")[0].GetProperty("explanation").GetString(), StringComparison.Ordinal);
        Assert.Contains("The limit is 20, as it was set", report.GetProperty("adaptiveLimits")[0].GetProperty("explanation").GetString(), StringComparison.Ordinal);
        Assert.Equal("stock.example:443", report.GetProperty("outbound")[0].GetProperty("host").GetString());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }
}
