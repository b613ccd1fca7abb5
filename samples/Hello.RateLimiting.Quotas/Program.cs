using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting;
using Platform.RateLimiting.Sqlite;

var file = Path.Combine(Directory.CreateTempSubdirectory("hello-quotas-").FullName, "usage.db");
for (var start = 1; start <= 2; start++)
{
    var services = new ServiceCollection();
    services.AddSingleton<TimeProvider>(new MiddleOfTheYear());     // else a run over New Year would count in two of them
    services.AddPlatformRateLimiting(options => options.Policy("public", policy => policy
        .Limit("burst", permits: 100, per: TimeSpan.FromSeconds(10))
        .Quota("yearly", allowance: 5, QuotaPeriod.Year, quota => quota.In("Europe/Paris").WarnAt(80)))).UseSqliteLedger(file);
    await using var provider = services.BuildServiceProvider();

    var (gate, policy) = (provider.GetRequiredService<IRateGate>(), provider.GetRequiredService<IRateLimitPolicies>()["public"]);
    for (var call = 1; call <= 3; call++)
    {
        var decision = await gate.AcquireAsync(policy, RateLimitKey.Tenant("acme"));
        Console.WriteLine($"start {start}, call {call}: {(decision.IsAdmitted ? "admitted" : "refused")}, {decision.GetQuota(0).Remaining} left of the year");
    }
    var export = await provider.GetRequiredService<IUsageLedger>().ExportAsync(includeOpen: true);
    Console.WriteLine($"exported so far: {string.Join(" + ", export.Events.Select(each => each.Amount))}");
}

internal sealed class MiddleOfTheYear : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
}
