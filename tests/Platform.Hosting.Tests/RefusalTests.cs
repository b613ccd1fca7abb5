using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;

namespace Platform.Hosting.Tests;

/// <summary>What limits refuse, answered as every other failure is.</summary>
public sealed class RefusalTests
{
    private const string Registry = "https://iana.org/assignments/http-problem-types#";

    [Fact]
    public async Task What_a_limit_refuses_is_an_error_with_the_registered_type_and_the_limits_that_refused()
    {
        await using var site = await StartAsync(static limits => limits.Policy("public", static policy => policy.Limit("burst", 1, TimeSpan.FromMinutes(1)).Limit("hourly", 30, TimeSpan.FromHours(1))));
        await site.GetAsync();

        using var refused = await site.GetAsync();
        var problem = await ProblemOf(refused);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(("QUOTA_EXCEEDED", Registry + "quota-exceeded", 429), (problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString(), problem.GetProperty("status").GetInt32()));
        Assert.Equal(["burst"], problem.GetProperty("violated-policies").EnumerateArray().Select(static name => name.GetString()));
        Assert.NotNull(problem.GetProperty("traceId").GetString());
        Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Contains("\"burst\";r=0", Assert.Single(refused.Headers.GetValues("RateLimit")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_said_in_the_language_of_the_caller()
    {
        await using var site = await StartAsync(
            static limits => limits.Policy("public", static policy => policy.Limit(1, TimeSpan.FromMinutes(1))), configure: static services => services.AddPlatformErrors(static errors => errors.Cultures.Add("de")));
        await site.GetAsync();

        using var refused = await site.GetAsync(language: "de");

        Assert.Equal("Zu viele Anfragen", (await ProblemOf(refused)).GetProperty("title").GetString());
        Assert.Equal(["de"], refused.Content.Headers.ContentLanguage);
    }

    [Fact]
    public async Task A_format_of_a_part_of_the_site_is_asked_for_refusals_too()
    {
        await using var site = await StartAsync(
            static limits => limits.Policy("public", static policy => policy.Limit(1, TimeSpan.FromMinutes(1))), static platform => platform.Errors.AddAspNetCore(static web => web.AddFormat(static _ => true, new CodeAlone())));
        await site.GetAsync();

        using var refused = await site.GetAsync();

        Assert.Equal("QUOTA_EXCEEDED", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_blocked_key_has_no_permission_and_is_not_told_to_come_back()
    {
        await using var site = await StartAsync(static limits => limits.Policy("public", static policy =>
        {
            policy.Limit(100, TimeSpan.FromMinutes(1));
            policy.BlockList.Add("subject:everybody");
        }));

        using var refused = await site.GetAsync();

        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.StatusCode, (await ProblemOf(refused)).GetProperty("code").GetString()));
        Assert.False(refused.Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task What_costs_more_than_can_ever_be_admitted_is_not_told_to_come_back()
    {
        await using var site = await StartAsync(
            static limits => limits.Policy("public", static policy => policy.Limit(5, TimeSpan.FromMinutes(1))), static platform => platform.AddRateLimiting().AddAspNetCore(static web => web.SelectCost("public", static _ => 6)));

        using var refused = await site.GetAsync();

        Assert.False((await ProblemOf(refused)).TryGetProperty("detail", out _));
        Assert.False(refused.Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task A_refusal_is_explained_where_that_is_asked_for()
    {
        await using var site = await StartAsync(
            static limits => limits.Policy("public", static policy => policy.Limit("burst", 1, TimeSpan.FromMinutes(1))), static platform => platform.AddRateLimiting().AddAspNetCore(static web => web.ExplainRefusals = true));
        await site.GetAsync();

        using var refused = await site.GetAsync();

        Assert.Contains("burst", (await ProblemOf(refused)).GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_of_ones_own_that_is_registered_afterwards_answers_instead()
    {
        await using var site = await StartAsync(
            static limits => limits.Policy("public", static policy => policy.Limit(1, TimeSpan.FromMinutes(1))), configure: static services => services.AddSingleton<IRateLimitRefusalWriter, Own>());
        await site.GetAsync();

        using var refused = await site.GetAsync();

        Assert.Equal("own", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> ProblemOf(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private static async Task<LimitedSite> StartAsync(Action<PlatformRateLimitingOptions> limits, Action<PlatformBuilder>? more = null, Action<IServiceCollection>? configure = null) =>
        new(await Site.StartAsync(
            builder =>
            {
                builder.Services.AddPlatform(platform =>
                {
                    platform.AddRateLimiting(limits).AddAspNetCore(static web =>
                    {
                        web.DefaultPolicy = "public";
                        web.SelectKey("public", static _ => RateLimitKey.Subject("everybody"));
                    });
                    more?.Invoke(platform);
                });
                configure?.Invoke(builder.Services);
            },
            static app =>
            {
                app.UsePlatformErrors();
                app.UsePlatformRateLimiting();
                app.MapGet("/", static () => "here");
            }));

    private sealed class LimitedSite(Site site) : IAsyncDisposable
    {
        public Task<HttpResponseMessage> GetAsync(string? language = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/");
            if (language is not null)
                request.Headers.AcceptLanguage.ParseAdd(language);
            return site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public ValueTask DisposeAsync() => site.DisposeAsync();
    }

    private sealed class CodeAlone : IErrorFormat
    {
        public ValueTask WriteAsync(HttpContext httpContext, Error error) => new(httpContext.Response.WriteAsync(error.Code));
    }

    private sealed class Own : IRateLimitRefusalWriter
    {
        public Task WriteAsync(HttpContext context, RateLimitDecision decision) => context.Response.WriteAsync("own");
    }
}
