using Platform.RateLimiting.Simulation.Engine;

namespace Platform.RateLimiting.Simulation;

/// <summary>Runs scenarios. The same scenario, rule and seed give the same result on every machine.</summary>
public static class Simulator
{
    private static readonly TimeSpan LongestTrial = TimeSpan.FromMinutes(2);

    /// <summary>Runs a scenario with a rule.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="seed">Fixes all chance. The load is the same for every rule.</param>
    /// <param name="cancellationToken">Stops the simulation.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static SimulationResult Run(Scenario scenario, ConcurrencyRule rule, int seed = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(rule);
        return new SimulationRun(scenario, rule, seed).Run(rule.Name, cancellationToken);
    }

    /// <summary>Finds the fixed limit with the most goodput by trying a geometric row of them: what somebody who knew the service would have set.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="seed">Fixes all chance.</param>
    /// <param name="cancellationToken">Stops the simulation.</param>
    /// <returns>The result of the best.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scenario"/> is <see langword="null"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static SimulationResult RunBestFixed(Scenario scenario, int seed = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        // Where nothing changes on the way, two minutes say which limit is best.
        var isSteady = scenario.Capacity.Count == 0 && scenario.Tenants.All(tenant => tenant.Steps.Count == 0);
        var tried = isSteady && scenario.Duration > LongestTrial ? scenario with { Duration = LongestTrial, WarmUp = LongestTrial / 4 } : scenario;
        // Each is a world of its own. The order is kept, so that of two equal ones it is always the same that is best.
        var best = LimitsToTry(scenario.Service.Parallelism).AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Select(limit => (Limit: limit, Run(tried, ConcurrencyRule.Fixed(limit), seed, cancellationToken).GoodputPerSecond)).ToArray().MaxBy(each => each.GoodputPerSecond);
        return Run(scenario, ConcurrencyRule.Fixed(best.Limit), seed, cancellationToken);
    }

    private static IEnumerable<int> LimitsToTry(int parallelism) =>
        Enumerable.Range(0, 40).Select(step => (int)Math.Round(Math.Max(1, parallelism / 8.0) * Math.Pow(1.25, step)))
            .TakeWhile(limit => limit <= Math.Max(16 * parallelism, 64)).Distinct();
}
