namespace Platform.RateLimiting.Simulation.Tests;

/// <summary>What the adaptive limit is held to.</summary>
public sealed class AdaptiveBarTests
{
    private static SimulationResult Run(Scenario scenario, ConcurrencyRule rule, int seed = 1) => Simulator.Run(scenario, rule, seed, TestContext.Current.CancellationToken);

    /// <summary>At five times the capacity it serves at least nine tenths of what the best fixed limit does.</summary>
    [Theory]
    [InlineData("overload")]
    [InlineData("thrashing")]
    [InlineData("heavy-tail")]
    [InlineData("large-service")]
    public void Under_overload_it_is_as_good_as_somebody_who_knew_the_service(string name)
    {
        var scenario = Scenarios.Find(name)! with { Duration = TimeSpan.FromSeconds(30) };
        var best = Simulator.RunBestFixed(scenario, 1, TestContext.Current.CancellationToken);
        foreach (var seed in new[] { 1, 2 })
        {
            var result = Run(scenario, ConcurrencyRule.Adaptive, seed);
            Assert.True(result.GoodputPerSecond >= 0.9 * best.GoodputPerSecond, $"{name}, seed {seed}: {result.GoodputPerSecond:0}/s where {best.Rule} gives {best.GoodputPerSecond:0}/s.");
        }
    }

    /// <summary>Where the other drifts upwards, or begins too low for a large service, it serves at least a fifth more.</summary>
    [Theory]
    [InlineData("large-service")]
    [InlineData("long-overload")]
    public void It_serves_more_than_Gradient2(string name)
    {
        var scenario = Scenarios.Find(name)!;
        var ours = Run(scenario, ConcurrencyRule.Adaptive);
        var peer = Run(scenario, ConcurrencyRule.Gradient2);

        Assert.True(ours.GoodputPerSecond >= 1.2 * peer.GoodputPerSecond, $"{name}: {ours.GoodputPerSecond:0.0}/s, Gradient2 {peer.GoodputPerSecond:0.0}/s.");
    }

    /// <summary>Where a minute is too short for the other to drift, it is as good, within a twentieth.</summary>
    [Theory]
    [InlineData("overload")]
    [InlineData("thrashing")]
    [InlineData("heavy-tail")]
    [InlineData("retry-storm")]
    public void In_a_short_overload_it_serves_as_much_as_Gradient2(string name)
    {
        var ours = Run(Scenarios.Find(name)!, ConcurrencyRule.Adaptive);
        var peer = Run(Scenarios.Find(name)!, ConcurrencyRule.Gradient2);

        Assert.True(ours.GoodputPerSecond >= 0.95 * peer.GoodputPerSecond, $"{name}: {ours.GoodputPerSecond:0}/s, Gradient2 {peer.GoodputPerSecond:0}/s.");
    }

    /// <summary>
    /// The service does the same with 12 at once as with 50, so between these the limit wanders, up as often as down. A drift is what many days have in common: their last six hours
    /// beside their first.
    /// </summary>
    [Fact]
    public void In_days_of_overload_it_does_not_drift()
    {
        var day = Scenarios.DayOfOverload;
        List<double> changes = [];
        foreach (var seed in Enumerable.Range(1, 4))
        {
            var result = Run(day, ConcurrencyRule.Adaptive, seed);
            var hours = result.Points.Chunk(10).Skip(1).Select(hour => (Limit: hour.Average(point => point.Limit), Goodput: hour.Average(point => point.ServedPerSecond))).ToList();
            Assert.Equal(23, hours.Count);
            Assert.All(hours, hour => Assert.InRange(hour.Limit, 8, 60));
            Assert.All(hours, hour => Assert.True(hour.Goodput > 0.85 * day.Service.Capacity, $"Seed {seed}: an hour of {hour.Goodput:0.0}/s of {day.Service.Capacity:0.0}/s."));
            Assert.True(result.GoodputPerSecond > 0.93 * day.Service.Capacity, $"Seed {seed}: a day of {result.GoodputPerSecond:0.00}/s of {day.Service.Capacity:0.00}/s.");
            Assert.InRange(hours[^6..].Average(hour => hour.Goodput) / hours[..6].Average(hour => hour.Goodput), 0.97, 1.03);
            changes.Add(Math.Log(hours[^6..].Average(hour => hour.Limit) / hours[..6].Average(hour => hour.Limit)));
        }
        Assert.InRange(Math.Exp(changes.Average()), 0.75, 1.33);
    }

    [Fact]
    public void In_a_day_of_overload_Gradient2_drifts_to_its_ceiling()
    {
        var result = Run(Scenarios.DayOfOverload, ConcurrencyRule.Gradient2);

        Assert.True(result.Points[^1].Limit > 0.9 * ConcurrencyRule.MostConcurrency, $"It ends with {result.Points[^1].Limit:0}.");
        Assert.True(result.GoodputPerSecond < 0.2 * Scenarios.DayOfOverload.Service.Capacity, $"{result.GoodputPerSecond:0.00}/s.");
    }

    /// <summary>One who asks for five times the capacity takes from the others no more than a twentieth.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_abuser_takes_hardly_anything_from_the_others(int seed)
    {
        var result = Run(Scenarios.AbusiveTenant, ConcurrencyRule.Adaptive, seed);

        Assert.All(result.Tenants.Where(tenant => tenant.Name != "abuser"), tenant => Assert.True(tenant.ServedShare >= 0.95, $"{tenant.Name} was served {tenant.ServedShare:P1}."));
        Assert.True(result.GoodputPerSecond >= 0.9 * Scenarios.AbusiveTenant.Service.Capacity);
        Assert.All(Run(Scenarios.AbusiveTenant, ConcurrencyRule.Gradient2, seed).Tenants, tenant => Assert.True(tenant.ServedShare < 0.3));
    }

    [Fact]
    public void The_important_is_served_before_the_normal_and_the_normal_before_the_rest()
    {
        var result = Run(Scenarios.Priorities, ConcurrencyRule.Adaptive);

        Assert.True(result.Tenants[0].ServedShare > 0.98, $"Important: {result.Tenants[0].ServedShare:P1}.");
        Assert.True(result.Tenants[1].ServedShare > 0.85, $"Normal: {result.Tenants[1].ServedShare:P1}.");
        // Without priorities each would be served 27 %. Of three times the capacity no more than a tenth can be had when the others have theirs.
        Assert.True(result.Tenants[2].ServedShare < 0.12, $"Background: {result.Tenants[2].ServedShare:P1}.");
    }

    [Theory]
    [InlineData("capacity-loss")]
    [InlineData("slow-down")]
    [InlineData("load-steps")]
    public void It_finds_its_way_after_a_change(string name)
    {
        var scenario = Scenarios.Find(name)!;
        var best = new[] { 24, 32, 48, 64, 96 }.Select(limit => Run(scenario, ConcurrencyRule.Fixed(limit))).MaxBy(fixedLimit => fixedLimit.GoodputPerSecond)!;
        var result = Run(scenario, ConcurrencyRule.Adaptive);

        Assert.True(result.GoodputPerSecond >= 0.9 * best.GoodputPerSecond, $"{name}: {result.GoodputPerSecond:0}/s where {best.Rule} gives {best.GoodputPerSecond:0}/s.");
        Assert.True(result.LatencyP99 <= scenario.Deadline * 0.8);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_service_that_is_not_overloaded_is_left_alone(double load)
    {
        var result = Run(Scenarios.Overload with { Tenants = [new("all", load)] }, ConcurrencyRule.Adaptive);

        Assert.True(result.Tenants[0].ServedShare > 0.995, $"At {load:P0} of the capacity {result.Tenants[0].ServedShare:P2} are served.");
    }
}
