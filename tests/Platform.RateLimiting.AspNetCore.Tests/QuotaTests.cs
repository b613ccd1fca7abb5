using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.AspNetCore.StructuredFields;
using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.AspNetCore.Tests;

/// <summary>Quotas through the same middleware, endpoint metadata and fields as rate limits.</summary>
public sealed class QuotaTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static string Field(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join("|", values) : "";

    private static Task<WebHost> StartAsync(Action<RateLimitPolicyOptions> policy, Action<IServiceCollection>? services = null) => WebHost.StartAsync(
        options => options.Policy("public", policy), app => app.MapGet("/", () => "hello").RequirePlatformRateLimit("public"), web => web.Key = "client-address", services);

    [Fact]
    public async Task The_fields_carry_the_quotas_as_well_as_the_limits()
    {
        await using var host = await StartAsync(policy => policy.Limit("burst", 10, Hour).Quota("daily", 3, QuotaPeriod.Day, quota => quota.In("Europe/Paris")).Quota("yearly", 50, QuotaPeriod.Year));

        // Midnight of 1 January 2000 in UTC is one in the morning in Paris.
        using var first = await host.GetAsync("/");
        Assert.Equal("\"burst\";q=10;w=3600, \"daily\";q=3;w=86400;platform-period=day, \"yearly\";q=50;w=31622400;platform-period=year", Field(first, "RateLimit-Policy"));
        Assert.Equal("\"burst\";r=9;t=3240, \"daily\";r=2;t=82800, \"yearly\";r=49;t=31622400", Field(first, "RateLimit"));
        foreach (var name in (string[])["RateLimit-Policy", "RateLimit"])
            Assert.True(StructuredFieldParser.TryParseList(Field(first, name), out var list) && list.Count == 3);

        Assert.Equal(2, await host.AdmittedOfAsync(5, "/"));
        using var refused = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("\"daily\";r=0;t=82800", Field(refused, "RateLimit"));
        Assert.Equal("82800", Field(refused, "Retry-After"));
        var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", problem.GetProperty("type").GetString());
        Assert.Equal(["daily"], problem.GetProperty("violated-policies").EnumerateArray().Select(name => name.GetString()));

        host.Time.Advance(TimeSpan.FromSeconds(82_800));
        using var tomorrow = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, tomorrow.StatusCode);
        Assert.Contains("\"daily\";r=2;t=86400", Field(tomorrow, "RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_tells_how_much_of_each_quota_was_used_by_whom_and_until_when()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit("burst", 100, Hour).Quota("daily", 3, QuotaPeriod.Day, quota =>
            {
                quota.In("Europe/Paris");
                quota.Overage = 1;
            })),
            app =>
            {
                app.MapGet("/", () => "hello").RequirePlatformRateLimit("public");
                app.MapPlatformRateLimitReport("/limits");
            },
            web => web.Key = "client-address");
        Assert.Equal(4, await host.AdmittedOfAsync(6, "/"));
        Assert.Equal(2, await host.AdmittedOfAsync(2, "/", address: "203.0.113.9"));

        using var response = await host.GetAsync("/limits");
        var quota = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("policies")[0].GetProperty("quotas")[0];

        Assert.Equal(("daily", "day", 3, 1), (quota.GetProperty("name").GetString(), quota.GetProperty("period").GetString(), quota.GetProperty("allowance").GetInt64(), quota.GetProperty("overage").GetInt64()));
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 23, 0, 0, TimeSpan.Zero), quota.GetProperty("windowEnd").GetDateTimeOffset());
        Assert.True(quota.GetProperty("ledgerAnswers").GetBoolean());
        Assert.Equal(
            [("ip:203.0.113.7", 4), ("ip:203.0.113.9", 2)],
            quota.GetProperty("topUsers").EnumerateArray().Select(user => (user.GetProperty("key").GetString()!, user.GetProperty("used").GetInt64())));
    }

    [Fact]
    public async Task The_report_is_written_also_while_the_ledger_does_not_answer()
    {
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy => policy.Limit("burst", 100, Hour).Quota("daily", 3, QuotaPeriod.Day)),
            app => app.MapPlatformRateLimitReport("/limits"),
            services: services => services.AddPlatformRateLimiting().UseLedger(_ => new AwayStore()));

        using var response = await host.GetAsync("/limits");
        var quota = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("policies")[0].GetProperty("quotas")[0];

        Assert.False(quota.GetProperty("ledgerAnswers").GetBoolean());
        Assert.Equal(0, quota.GetProperty("topUsers").GetArrayLength());
    }

    private sealed class AwayStore : IUsageLedgerStore
    {
        public ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken) => throw new TimeoutException("away");

        public ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken) => throw new TimeoutException("away");

        public ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken) => throw new TimeoutException("away");

        public ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken) => throw new TimeoutException("away");
    }

    [Fact]
    public async Task What_a_limit_refuses_names_the_limit_alone()
    {
        await using var host = await StartAsync(policy => policy.Limit("burst", 1, Hour).Quota("daily", 50, QuotaPeriod.Day));
        Assert.Equal(1, await host.AdmittedOfAsync(1, "/"));

        using var refused = await host.GetAsync("/");

        Assert.Equal("\"burst\";r=0;t=3600", Field(refused, "RateLimit"));
        Assert.Equal("3600", Field(refused, "Retry-After"));
    }

    [Fact]
    public async Task In_overage_nothing_remains_and_everything_is_admitted()
    {
        await using var host = await StartAsync(policy => policy.Limit("burst", 100, Hour).Quota("daily", 2, QuotaPeriod.Day, quota => quota.Overage = 1));
        Assert.Equal(2, await host.AdmittedOfAsync(2, "/"));

        using var third = await host.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Contains("\"daily\";r=0;t=86400", Field(third, "RateLimit"), StringComparison.Ordinal);
        Assert.Equal(0, await host.AdmittedOfAsync(1, "/"));
    }

    [Fact]
    public async Task A_day_of_23_hours_is_told_as_it_is()
    {
        await using var host = await StartAsync(policy => policy.Limit("burst", 100, Hour).Quota("daily", 2, QuotaPeriod.Day, quota => quota.In("Europe/Paris")));
        host.Time.SetUtcNow(new DateTimeOffset(2015, 3, 29, 12, 0, 0, TimeSpan.Zero));

        using var response = await host.GetAsync("/");

        Assert.Contains("\"daily\";q=2;w=82800;platform-period=day", Field(response, "RateLimit-Policy"), StringComparison.Ordinal);
        Assert.Contains("\"daily\";r=1;t=36000", Field(response, "RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_ledger_a_strict_policy_answers_that_capacity_is_reduced()
    {
        await using var host = await StartAsync(
            policy =>
            {
                policy.Limit("burst", 100, Hour).Quota("daily", 2, QuotaPeriod.Day);
                policy.WhenLedgerUnavailable = WhenLedgerUnavailable.Refuse;
            },
            services => services.AddPlatformRateLimiting().UseLedger(_ => new BrokenStore()).ConfigureLedger(ledger => ledger.StopDeadline = TimeSpan.Zero));

        using var refused = await host.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("", Field(refused, "Retry-After"));
        var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity", problem.GetProperty("type").GetString());
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
    }

    /// <summary>The limit says how often one may come, and whoever is shed has come; the quota says what one gets, and who is shed got nothing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task What_is_shed_under_overload_costs_no_quota_and_counts_in_the_rate(long leased)
    {
        var begun = 0;
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await WebHost.StartAsync(
            options => options.Policy("public", policy =>
            {
                policy.Limit("burst", 100, Hour).Quota("daily", 30, QuotaPeriod.Day);
                policy.QuotaLeasePermits = leased;
            }),
            app =>
            {
                app.MapGet("/", () => "hello").RequirePlatformRateLimit("public");
                app.MapGet("/slow", async () =>
                {
                    Interlocked.Increment(ref begun);
                    await finish.Task;
                });
            },
            web => web.Key = "client-address",
            services => services.AddPlatformRateLimiting().AddAdaptiveLimit(limit => (limit.InitialLimit, limit.MostLimit, limit.QueueCapacity) = (1, 1, 0)),
            app =>
            {
                app.UsePlatformRateLimiting();
                app.UsePlatformAdaptiveLimit();
            });
        Assert.Equal(10, await host.AdmittedOfAsync(10, "/"));
        var occupying = host.GetAsync("/slow", "203.0.113.8");
        while (Volatile.Read(ref begun) == 0)
            await Task.Yield();

        for (var call = 1; call <= 40; call++)
        {
            using var shed = await host.GetAsync("/");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, shed.StatusCode);
            Assert.StartsWith($"\"burst\";r={90 - call};", Field(shed, "RateLimit"), StringComparison.Ordinal);
            // With leases what is told of the quota is what this process knows of it.
            if (leased == 0)
                Assert.Contains("\"daily\";r=20;", Field(shed, "RateLimit"), StringComparison.Ordinal);
        }
        finish.SetResult();
        (await occupying).Dispose();

        Assert.Equal(20, await host.AdmittedOfAsync(25, "/"));
        using var refused = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    private sealed class BrokenStore : IUsageLedgerStore
    {
        public ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken) => throw new IOException("Broken.");

        public ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken) => throw new IOException("Broken.");

        public ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken) => throw new IOException("Broken.");

        public ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken) => throw new IOException("Broken.");
    }
}
