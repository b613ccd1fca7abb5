using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class RateLimitingExercise : IExercise
{
    public string Package => "Platform.RateLimiting";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RateLimiting:Policies:api:Limits:burst:Permits"] = "2",
            ["RateLimiting:Policies:api:Limits:hour:Permits"] = "10",
            ["RateLimiting:Policies:api:Limits:hour:Per"] = "01:00:00",
            ["RateLimiting:Policies:api:Tiers:gold:Limits:burst:Permits"] = "5",
            ["RateLimiting:Policies:api:Consumers:0:Key"] = "tenant:acme",
            ["RateLimiting:Policies:api:Consumers:0:Tier"] = "gold",
            ["RateLimiting:Policies:api:AllowList:0"] = "ip:10.0.0.0/8",
            ["RateLimiting:Policies:metered:Limits:burst:Permits"] = "100",
            ["RateLimiting:Policies:metered:Quotas:daily:Allowance"] = "3",
            ["RateLimiting:Policies:metered:Quotas:daily:Period"] = "Day",
            ["RateLimiting:Policies:metered:Quotas:daily:TimeZone"] = "Europe/Paris",
            ["RateLimiting:Policies:metered:Quotas:daily:WarnAtPercent:0"] = "80",
            ["RateLimiting:Policies:api:Behavior:Floor"] = "0.25",
            ["Adaptive:InitialLimit"] = "1",
            ["Adaptive:MostLimit"] = "1",
            ["Adaptive:QueueCapacity"] = "0",
            ["Outbound:Overcommit"] = "3",
        }).Build();
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(configuration.GetSection("RateLimiting"));
        services.AddPlatformRateLimiting(options => options.Policy("code", policy => policy.Limit(1, TimeSpan.FromDays(1)).FollowBehavior()))
            .AddAdaptiveLimit(configuration.GetSection("Adaptive")).AddOutboundThrottle(configuration.GetSection("Outbound"));
        await using var provider = services.BuildServiceProvider();
        var gate = provider.GetRequiredService<LocalRateGate>();
        var policies = provider.GetRequiredService<IRateLimitPolicies>();
        var alice = RateLimitKey.Subject("alice").And(RateLimitKey.ClientAddress(IPAddress.Parse("2001:db8::1")));

        Expect.That(Admitted(gate, policies["code"], alice) == 1, "a policy from code admits what it says");
        Expect.That(Admitted(gate, policies["api"], alice) == 2, "a policy from the configuration admits what it says");
        Expect.That(Admitted(gate, policies["api"], RateLimitKey.Tenant("acme")) == 5, "a consumer has its tier");
        Expect.That(gate.TryAcquire(policies["api"], RateLimitKey.ClientAddress(IPAddress.Parse("::ffff:10.1.2.3")), out var listed) && listed.Outcome == RateLimitOutcome.AllowListed, "the allow-list is read");
        Expect.That(!gate.TryAcquire(policies["api"], alice, out var refused) && refused.RetryAfter > TimeSpan.Zero && refused.Explain().Contains("burst", StringComparison.Ordinal), "a refusal explains itself");
        var reservation = await gate.ReserveAsync(policies["code"], RateLimitKey.Text("job"), 1, cancellationToken: cancellationToken);
        await AdaptAsync(provider, policies["code"], cancellationToken);
        Expect.That(reservation.Settle(0) && gate.TryAcquire(policies["code"], RateLimitKey.Text("job"), out _), "what was reserved too much comes back");
        await QuotasAsync(provider, policies["metered"], cancellationToken);
    }

    private static async Task QuotasAsync(IServiceProvider provider, RateLimitPolicy policy, CancellationToken cancellationToken)
    {
        var gate = provider.GetRequiredService<IRateGate>();
        var admitted = 0;
        for (var call = 0; call < 5; call++)
            admitted += (await gate.AcquireAsync(policy, RateLimitKey.Tenant("acme"), cancellationToken: cancellationToken)).IsAdmitted ? 1 : 0;
        Expect.That(admitted == 3, "a quota admits its allowance");
        var export = await provider.GetRequiredService<IUsageLedger>().ExportAsync(includeOpen: true, cancellationToken: cancellationToken);
        using var lines = new MemoryStream();
        await export.WriteNdjsonAsync(lines, cancellationToken);
        Expect.That(export.Events.Sum(each => each.Amount) == 3 && lines.Length > 100, "usage is exported");
    }

    private static async Task AdaptAsync(IServiceProvider provider, RateLimitPolicy policy, CancellationToken cancellationToken)
    {
        var limiter = provider.GetRequiredService<AdaptiveLimiter>();
        var admitted = await limiter.AcquireAsync(LoadPriority.Normal, RateLimitKey.Text("alice"), cancellationToken);
        var refused = await limiter.AcquireAsync(LoadPriority.Normal, RateLimitKey.Text("bob"), cancellationToken);
        Expect.That(admitted.IsAdmitted && refused.Decision == LoadDecision.QueueFull && refused.Explain().Contains("1 of 1", StringComparison.Ordinal), "an adaptive limit admits what it says");
        admitted.Complete(succeeded: true);
        var behavior = provider.GetRequiredService<IConsumerBehavior>();
        for (var call = 0; call < 30; call++)
            behavior.Observe(policy, RateLimitKey.Text("mallory"), ConsumerCallOutcome.Probed);
        Expect.That(behavior.GetStanding(policy, RateLimitKey.Text("mallory")) is { Factor: 0.5, Reason: ConsumerBehaviorReason.Probing }, "behavior is followed");
        Expect.That(provider.GetRequiredService<OutboundThrottle>().TryBegin(new Uri("https://stock.example/")), "the outbound throttle lets pass");
    }

    private static int Admitted(LocalRateGate gate, RateLimitPolicy policy, RateLimitKey key) =>
        Enumerable.Range(0, 20).Count(call => gate.TryAcquire(policy, key, out var decision));
}
