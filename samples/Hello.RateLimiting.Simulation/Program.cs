using Platform.RateLimiting.Simulation;

// dotnet run -- simulate                          every scenario, as a page
// dotnet run -- simulate replay access.log --limit 100/10s:40
if (args is ["simulate", ..])
    return await SimulateCommand.RunAsync(args[1..]);

// A service that does 400 calls a second, and callers who want 2,000.
var overload = new Scenario { Name = "hello", Duration = TimeSpan.FromSeconds(30), Service = new ServiceModel { Parallelism = 8 } };
foreach (var rule in new[] { ConcurrencyRule.Adaptive, ConcurrencyRule.None })
{
    var result = Simulator.Run(overload, rule, seed: 1);
    Console.WriteLine($"{rule}: {(result.GoodputPerSecond > 0.9 * overload.Service.Capacity ? "serves what the service can do" : "serves next to nothing in time")}");
}

using var reader = new StringReader("time,ip\n0,203.0.113.7\n1,203.0.113.7\n2,203.0.113.7\n2,198.51.100.1");
var log = await AccessLog.ReadAsync(reader);
var replay = PolicyReplay.Run(log, new Platform.RateLimiting.RateLimitPolicyOptions().Limit("minute", 2, TimeSpan.FromMinutes(1)));
Console.WriteLine($"{replay.Refused} of {replay.Calls} calls would have been refused, of {replay.Consumers[0].Key}");
return 0;
