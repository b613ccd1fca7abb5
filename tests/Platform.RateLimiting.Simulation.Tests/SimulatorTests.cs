namespace Platform.RateLimiting.Simulation.Tests;

/// <summary>The simulator itself: what queueing theory says must come out.</summary>
public sealed class SimulatorTests
{
    private static readonly Scenario Short = new() { Name = "short", Duration = TimeSpan.FromSeconds(40), WarmUp = TimeSpan.FromSeconds(5) };

    [Fact]
    public void The_same_seed_gives_the_same_result_and_another_a_different_one()
    {
        var one = Simulator.Run(Scenarios.RetryStorm, ConcurrencyRule.Adaptive, seed: 3, TestContext.Current.CancellationToken);
        var same = Simulator.Run(Scenarios.RetryStorm, ConcurrencyRule.Adaptive, seed: 3, TestContext.Current.CancellationToken);
        var other = Simulator.Run(Scenarios.RetryStorm, ConcurrencyRule.Adaptive, seed: 4, TestContext.Current.CancellationToken);

        Assert.Equal(one.Points, same.Points);
        Assert.Equal(one.Tenants, same.Tenants);
        Assert.NotEqual(one.Points, other.Points);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_gets_the_same_load(string rule)
    {
        var asked = Run(Short, ByName(rule)).Points.Select(point => point.AskedPerSecond);

        Assert.Equal(Run(Short, ConcurrencyRule.Fixed(1)).Points.Select(point => point.AskedPerSecond), asked);
    }

    public static TheoryData<string> Rules() => [.. All.Select(rule => rule.Name)];

    private static ConcurrencyRule[] All => [ConcurrencyRule.Adaptive, ConcurrencyRule.Aimd, ConcurrencyRule.Vegas, ConcurrencyRule.Gradient2, ConcurrencyRule.Gradient2WithCeiling200, ConcurrencyRule.None];

    private static ConcurrencyRule ByName(string name) => All.Single(rule => rule.Name == name);

    private static SimulationResult Run(Scenario scenario, ConcurrencyRule rule) => Simulator.Run(scenario, rule, 1, TestContext.Current.CancellationToken);

    /// <summary>Erlang's loss formula: k places, no queue, Poisson arrivals; whatever the distribution of service times (insensitivity).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_queue_as_much_is_lost_as_Erlang_says(bool heavy)
    {
        var service = new ServiceModel { Parallelism = 10, Times = heavy ? new ServiceTimes.LogNormal(2) : new ServiceTimes.Exponential() };
        var result = Run(Short with { Service = service, Tenants = [new("all", 0.9)], Duration = TimeSpan.FromMinutes(5), Deadline = TimeSpan.FromMinutes(1) }, ConcurrencyRule.Fixed(10));

        var blocking = 1.0;
        for (var places = 1; places <= 10; places++)
            blocking = 9 * blocking / (places + 9 * blocking);
        Assert.InRange(1 - result.Tenants[0].ServedShare, blocking * 0.93, blocking * 1.07);
    }

    [Fact]
    public void One_place_with_a_queue_takes_as_long_as_the_formula_for_it_says()
    {
        // M/M/1 at 0.7: the mean time in the system is the service time over one less the load; its median ln 2 of that.
        var service = new ServiceModel { Parallelism = 1 };
        var result = Run(Short with { Service = service, Tenants = [new("all", 0.7)], Duration = TimeSpan.FromMinutes(60), Deadline = TimeSpan.FromHours(1) }, ConcurrencyRule.None);

        Assert.InRange(result.MedianLatency.TotalMilliseconds, 0.95 * 20 / 0.3 * Math.Log(2), 1.05 * 20 / 0.3 * Math.Log(2));
    }

    [Fact]
    public void A_shared_service_does_what_the_scalability_law_says()
    {
        var service = new ServiceModel { Parallelism = 64, IsShared = true, Contention = 0.02, Coherency = 0.0005 };
        foreach (var limit in new[] { 5, 20, 45, 120 })
        {
            var result = Run(Short with { Service = service, Deadline = TimeSpan.FromMinutes(1) }, ConcurrencyRule.Fixed(limit));
            Assert.InRange(result.GoodputPerSecond, 0.93 * service.Throughput(limit), 1.05 * service.Throughput(limit));
        }
    }

    [Fact]
    public void An_unprotected_service_does_not_recover_from_a_retry_storm_and_a_protected_one_does()
    {
        var without = Run(Scenarios.RetryStorm, ConcurrencyRule.None).Points.TakeLast(20).Average(point => point.ServedPerSecond);
        var with = Run(Scenarios.RetryStorm, ConcurrencyRule.Adaptive).Points.TakeLast(20).Average(point => point.ServedPerSecond);
        var asked = 0.8 * Scenarios.RetryStorm.Service.Capacity;

        Assert.True(without < 0.1 * asked, $"Unprotected it serves {without:0} of {asked:0} a second.");
        Assert.True(with > 0.97 * asked, $"Protected it serves {with:0} of {asked:0} a second.");
    }

    [Theory]
    [InlineData("exponential", 1)]
    [InlineData("log-normal", 2)]
    [InlineData("pareto", 0)]
    public void Service_times_have_the_mean_that_they_are_drawn_with(string kind, double variation)
    {
        ServiceTimes times = kind switch { "exponential" => new ServiceTimes.Exponential(), "log-normal" => new ServiceTimes.LogNormal(variation), _ => new ServiceTimes.Pareto(2.5) };
        var random = new Random(1);

        Assert.InRange(Enumerable.Range(0, 400_000).Average(_ => times.Draw(random)), 0.98, 1.02);
    }
}
