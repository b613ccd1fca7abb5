using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.AspNetCore.Fields;
using Platform.Testing;

namespace Platform.RateLimiting.AspNetCore.Tests;

public sealed class AllocationTests
{
    [Fact]
    [AllocationTestOf(typeof(RateLimitFields), nameof(RateLimitFields.Set))]
    public void The_fields_cost_one_string()
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(options => options.Policy("public", policy => policy.Limit("burst", 10, TimeSpan.FromDays(1))));
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<LocalRateGate>().TryAcquire(provider.GetRequiredService<IRateLimitPolicies>()["public"], RateLimitKey.Text("alice"), out var decision);
        var headers = new DefaultHttpContext().Response.Headers;
        RateLimitFields.Set(headers, decision);
        var text = headers["RateLimit"].ToString();

        // A string: 22 bytes and two for each letter, in steps of eight.
        AllocationMeter.AssertBytesPerCall((22 + text.Length * 2 + 7) / 8 * 8, () => RateLimitFields.Set(headers, decision));
    }
}
