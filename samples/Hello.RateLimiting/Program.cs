using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting;

var services = new ServiceCollection();
services.AddPlatformRateLimiting(options => options.Policy("public", policy => policy
    .Limit("burst", permits: 3, per: TimeSpan.FromHours(1))
    .Limit("daily", permits: 10, per: TimeSpan.FromDays(1))));
await using var provider = services.BuildServiceProvider();

var gate = provider.GetRequiredService<LocalRateGate>();
var policy = provider.GetRequiredService<IRateLimitPolicies>()["public"];
for (var call = 1; call <= 4; call++)
{
    var admitted = gate.TryAcquire(policy, RateLimitKey.Subject("alice"), out var decision);
    Console.WriteLine($"{call}: {(admitted ? "admitted" : "refused")}, {decision[0].Limit} {decision[0].Remaining}, {decision[1].Limit} {decision[1].Remaining}");
}
var reservation = gate.Reserve(policy, RateLimitKey.Subject("bob"), cost: 3);
reservation.Settle(actualCost: 1);
gate.TryAcquire(policy, RateLimitKey.Subject("bob"), out var after, cost: 0);
Console.WriteLine($"reserved 3, used 1: burst {after[0].Remaining}, daily {after[1].Remaining}");
