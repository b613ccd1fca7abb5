using System.Globalization;
using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.AspNetCore.StructuredFields;

namespace Platform.RateLimiting.AspNetCore.Tests;

public sealed class MiddlewareTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static string Field(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join("|", values) : "";

    [Fact]
    public async Task Every_answer_says_how_the_caller_stands_and_a_refusal_when_to_come_back()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit("burst", 10, TimeSpan.FromSeconds(10), burst: 2).Limit("hourly", 100, Hour)),
            app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"));

        using var first = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("\"burst\";q=10;w=10;platform-burst=2, \"hourly\";q=100;w=3600", Field(first, "RateLimit-Policy"));
        Assert.Equal("\"burst\";r=1;t=1, \"hourly\";r=99;t=3564", Field(first, "RateLimit"));
        Assert.Equal("", Field(first, "Retry-After"));
        Assert.Equal("", Field(first, "X-RateLimit-Limit"));

        using var second = await host.GetAsync("/");
        Assert.Equal("\"burst\";r=0;t=1, \"hourly\";r=98;t=3528", Field(second, "RateLimit"));

        using var third = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("\"burst\";r=0;t=1", Field(third, "RateLimit"));
        Assert.Equal("1", Field(third, "Retry-After"));
        Assert.Equal("application/problem+json", third.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await third.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", problem.GetProperty("type").GetString());
        Assert.Equal(429, problem.GetProperty("status").GetInt32());
        Assert.Equal(["burst"], problem.GetProperty("violated-policies").EnumerateArray().Select(name => name.GetString()));

        host.Time.Advance(Second);
        Assert.Equal(1, await host.AdmittedOfAsync(3, "/"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Behind_one_name_each_request_has_the_policy_that_is_chosen_for_it(bool byDefault)
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("strangers", policy => policy.Limit(1, Hour)).Policy("known", policy => policy.Limit(3, Hour)),
            app =>
            {
                var mapped = app.MapGet("/", () => "hello");
                if (!byDefault)
                    mapped.RequirePlatformRateLimit("public");
            },
            web =>
            {
                web.DefaultPolicy = byDefault ? "public" : null;
                web.SelectPolicy("public", context => context.User.Identity is { IsAuthenticated: true } ? "known" : "strangers");
            });

        Assert.Equal(1, await host.AdmittedOfAsync(5, "/"));
        for (var call = 0; call < 5; call++)
        {
            using var answer = await host.GetAsync("/", user: "sub=ana");
            Assert.Equal(call < 3 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_policy_that_is_chosen_and_does_not_exist_is_named_with_those_that_do()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("strangers", policy => policy.Limit(1, Hour)),
            app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"),
            web => web.SelectPolicy("public", _ => "strangres"));

        var fault = await Assert.ThrowsAsync<KeyNotFoundException>(() => host.GetAsync("/"));
        Assert.Contains("strangers", fault.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 60)]
    public async Task<bool> Who_obeys_Retry_After_is_admitted_and_the_fields_are_well_formed(PositiveInt permits, PositiveInt milliseconds, PositiveInt burst, byte cost)
    {
        var weight = cost % burst.Get + 1;
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit("a", permits.Get, TimeSpan.FromMilliseconds(milliseconds.Get), burst.Get).Limit("b \"quoted\\", permits.Get, TimeSpan.FromMilliseconds(milliseconds.Get * 2L), burst.Get + 1L)),
            app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"),
            web => web.SelectCost("public", _ => weight));
        for (var call = 0; call < 40; call++)
        {
            using var response = await host.GetAsync("/");
            foreach (var name in (string[])["RateLimit-Policy", "RateLimit"])
            {
                if (!StructuredFieldParser.TryParseList(Field(response, name), out var list) || list.Count == 0
                    || list.OfType<StructuredItem>().Any(item => item.Value is not BareItem.String || item.Parameters.Any(parameter => parameter.Value is not BareItem.Integer { Value: >= 0 })))
                    return false;
            }
            if (response.StatusCode == HttpStatusCode.OK)
                continue;
            var wait = int.Parse(Field(response, "Retry-After"), CultureInfo.InvariantCulture);
            host.Time.Advance(TimeSpan.FromSeconds(wait));
            using var again = await host.GetAsync("/");
            return wait >= 1 && again.StatusCode == HttpStatusCode.OK;
        }
        return true;
    }

    [Theory]
    [InlineData(10, 0.5, "q=20;w=1")]
    [InlineData(10, 2.5, "q=12;w=3")]
    [InlineData(10, 60, "q=10;w=60")]
    public async Task A_window_is_told_in_whole_seconds(long permits, double seconds, string expected)
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit("x", permits, TimeSpan.FromSeconds(seconds))),
            app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"));

        using var response = await host.GetAsync("/");

        Assert.Equal(expected, Field(response, "RateLimit-Policy")["\"x\";".Length..]);
    }

    [Fact]
    public async Task Fields_can_be_left_out_and_the_old_ones_be_added()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(2, TimeSpan.FromSeconds(20))),
            app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"),
            web => (web.SendRateLimitFields, web.SendLegacyFields) = (false, true));

        using var response = await host.GetAsync("/");

        Assert.Equal("", Field(response, "RateLimit") + Field(response, "RateLimit-Policy"));
        Assert.Equal(("2", "1", "10"), (Field(response, "X-RateLimit-Limit"), Field(response, "X-RateLimit-Remaining"), Field(response, "X-RateLimit-Reset")));
    }

    [Fact]
    public async Task The_last_word_of_the_endpoint_counts_then_the_default()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("one", policy => policy.Limit(1, Hour)).Policy("two", policy => policy.Limit(2, Hour)).Policy("three", policy => policy.Limit(3, Hour)),
            app =>
            {
                app.MapGet("/default", () => "hello");
                app.MapGet("/free", () => "hello").DisablePlatformRateLimit();
                app.MapGet("/attribute", [PlatformRateLimit("two")] () => "hello");
                app.MapGroup("/group").RequirePlatformRateLimit("two").MapGet("/own", () => "hello").RequirePlatformRateLimit("three");
                app.MapControllers();
            },
            web => web.DefaultPolicy = "one",
            services => services.AddControllers().AddApplicationPart(typeof(MiddlewareTests).Assembly));

        Assert.Equal(1, await host.AdmittedOfAsync(5, "/default"));
        Assert.Equal(5, await host.AdmittedOfAsync(5, "/free"));
        Assert.Equal(2, await host.AdmittedOfAsync(5, "/attribute"));
        Assert.Equal(3, await host.AdmittedOfAsync(5, "/group/own"));
        Assert.Equal(3, await host.AdmittedOfAsync(5, "/mvc/own", "203.0.113.9"));
        Assert.Equal(2, await host.AdmittedOfAsync(5, "/mvc/plain", "203.0.113.10"));
        Assert.Equal(5, await host.AdmittedOfAsync(5, "/mvc/free", "203.0.113.11"));
    }

    [Fact]
    public async Task Clients_are_told_apart_by_the_connection_and_no_header_changes_that()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour)), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"));

        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7"));
        Assert.Equal(0, await host.AdmittedOfAsync(2, "/", "::ffff:203.0.113.7"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.8"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "2001:db8::1"));
        Assert.Equal(0, await host.AdmittedOfAsync(2, "/", "2001:db8::2"));
        Assert.Equal(0, await host.AdmittedOfAsync(2, "/", "203.0.113.7", null, ("X-Forwarded-For", "198.51.100.1"), ("X-Real-IP", "198.51.100.1"), ("Forwarded", "for=198.51.100.1")));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", address: null));
        Assert.Equal(0, await host.AdmittedOfAsync(2, "/", address: null));
    }

    [Fact]
    public async Task Users_are_told_apart_by_name_wherever_they_come_from()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour)), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"));

        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7", "sub=alice"));
        Assert.Equal(0, await host.AdmittedOfAsync(2, "/", "203.0.113.8", "sub=alice"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7", "sub=bob"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7", "email=nobody"));
    }

    [Fact]
    public async Task An_API_key_counts_only_for_who_was_authenticated()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour)), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"),
            web => web.Key = "api-key, client-address");

        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7", null, ("X-Api-Key", "invented 1")));
        Assert.Equal(0, await host.AdmittedOfAsync(2, "/", "203.0.113.7", null, ("X-Api-Key", "invented 2")));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7", "sub=app", ("X-Api-Key", "verified 1")));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/", "203.0.113.7", "sub=app", ("X-Api-Key", "verified 2")));
    }

    [Fact]
    public async Task Keys_combine_and_differ_by_policy_and_tiers_are_claimed()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("combined", policy => policy.Limit(1, Hour).Tier("gold", tier => tier.Limit("default", 3, Hour))).Policy("own", policy => policy.Limit(1, Hour)),
            app =>
            {
                app.MapGet("/combined", () => "hello").RequirePlatformRateLimit("combined");
                app.MapGet("/own", () => "hello").RequirePlatformRateLimit("own");
            },
            web =>
            {
                web.Keys["combined"] = "tenant + client-address, client-address";
                web.SelectKey("own", context => RateLimitKey.Text(context.Request.Headers.UserAgent.ToString()));
                web.TierClaim = "tier";
            });

        Assert.Equal(1, await host.AdmittedOfAsync(2, "/combined", "203.0.113.7", "sub=a;tenant=acme"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/combined", "203.0.113.8", "sub=a;tenant=acme"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/combined", "203.0.113.7", "sub=a;tenant=globex"));
        Assert.Equal(3, await host.AdmittedOfAsync(5, "/combined", "203.0.113.9", "sub=a;tenant=acme;tier=gold"));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/own", "203.0.113.7", null, ("User-Agent", "one")));
        Assert.Equal(1, await host.AdmittedOfAsync(2, "/own", "203.0.113.7", null, ("User-Agent", "two")));
    }

    [Fact]
    public async Task A_blocked_client_is_forbidden_and_not_told_to_come_back()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour).BlockList.Add("ip:203.0.113.0/24")), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"));

        using var response = await host.GetAsync("/");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("", Field(response, "Retry-After") + Field(response, "RateLimit"));
    }

    [Fact]
    public async Task A_shadow_policy_refuses_nothing()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour).Shadow = true), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"));

        Assert.Equal(5, await host.AdmittedOfAsync(5, "/"));
    }

    [Fact]
    public async Task A_writer_of_ones_own_shapes_the_refusal()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour)), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"),
            services: services => services.AddSingleton<IRateLimitRefusalWriter, TeapotWriter>());
        await host.AdmittedOfAsync(1, "/");

        using var response = await host.GetAsync("/");

        Assert.Equal((HttpStatusCode)418, response.StatusCode);
        Assert.Equal("3600", Field(response, "Retry-After"));
        Assert.Equal("Refused", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_gate_that_waits_for_a_store_is_waited_for()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(1, Hour)), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"),
            services: services => services.AddSingleton<IRateGate>(provider => new SlowGate(provider.GetRequiredService<LocalRateGate>())));

        Assert.Equal(1, await host.AdmittedOfAsync(3, "/"));
    }

    [Fact]
    public async Task What_is_missing_is_said_when_the_pipeline_is_built()
    {
        var noServices = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddAspNetCore", Assert.Throws<InvalidOperationException>(() => noServices.UsePlatformRateLimiting()).Message, StringComparison.Ordinal);

        var noPolicy = await Assert.ThrowsAsync<InvalidOperationException>(() => WebHost.StartAsync(_ => { }, _ => { }, web => web.DefaultPolicy = "absent"));
        Assert.Contains("\"absent\" does not exist", noPolicy.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user")]
    [InlineData("subject,")]
    [InlineData("subject+subject")]
    [InlineData("subject+tenant+api-key")]
    public async Task A_key_that_makes_no_sense_is_refused_at_start(string key)
    {
        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => WebHost.StartAsync(_ => { }, _ => { }, web => web.Keys["public"] = key));

        Assert.Contains("The key of policy \"public\" is", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class TeapotWriter : IRateLimitRefusalWriter
    {
        public Task WriteAsync(HttpContext context, RateLimitDecision decision)
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return context.Response.WriteAsync(decision.Outcome.ToString());
        }
    }

    private sealed class SlowGate(LocalRateGate local) : IRateGate
    {
        public ValueTask<RateLimitDecision> AcquireAsync(RateLimitPolicy policy, in RateLimitKey key, long cost = 1, string? tier = null, CancellationToken cancellationToken = default)
            => WaitAsync(local.AcquireAsync(policy, key, cost, tier, cancellationToken));

        public ValueTask<RateLimitReservation> ReserveAsync(RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier = null, CancellationToken cancellationToken = default)
            => local.ReserveAsync(policy, key, cost, tier, cancellationToken);

        private static async ValueTask<RateLimitDecision> WaitAsync(ValueTask<RateLimitDecision> pending)
        {
            await Task.Yield();
            return await pending;
        }
    }
}

[ApiController]
[Route("mvc")]
[PlatformRateLimit("two")]
public sealed class LimitedController : ControllerBase
{
    [HttpGet("plain")]
    public string Plain() => "hello";

    [HttpGet("own")]
    [PlatformRateLimit("three")]
    public string Own() => "hello";

    [HttpGet("free")]
    [DisablePlatformRateLimit]
    public string Free() => "hello";

    [Fact]
    public async Task No_user_is_made_up_for_a_request_that_has_none()
    {
        object? seen = this;
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit(10, TimeSpan.FromDays(1))),
            app => app.MapGet("/", (HttpContext context) => seen = context.Features.Get<Microsoft.AspNetCore.Http.Features.Authentication.IHttpAuthenticationFeature>()?.User).RequirePlatformRateLimit("public"),
            web => (web.TierClaim, web.LoadPriorityClaim, web.Key) = ("tier", "load", "api-key, tenant, subject, client-address"));

        (await host.GetAsync("/")).Dispose();

        Assert.Null(seen);
    }
}
