using System.Globalization;
using Platform.RateLimiting.Simulation.Engine;
using Platform.RateLimiting.Simulation.Peers;

namespace Platform.RateLimiting.Simulation;

/// <summary>A rule that says how many calls run at once: the adaptive limit of Platform.RateLimiting, and those it is compared with.</summary>
public sealed class ConcurrencyRule
{
    /// <summary>No limit in a simulation goes beyond: 1,000.</summary>
    public const int MostConcurrency = 1000;

    private readonly Func<AdmissionParts, IAdmission> _make;

    private ConcurrencyRule(string name, Func<AdmissionParts, IAdmission> make) => (Name, _make) = (name, make);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The adaptive limit of Platform.RateLimiting with its queue, priorities and fairness, as it ships.</summary>
    public static ConcurrencyRule Adaptive { get; } = new("adaptive", parts => new AdaptiveAdmission(parts));

    /// <summary>Additive increase, multiplicative decrease, as in Netflix's concurrency-limits; its timeout is the callers' deadline.</summary>
    public static ConcurrencyRule Aimd { get; } = new("AIMD", parts => parts.Limited(new AimdLimit(parts.Scenario.Deadline.Ticks)));

    /// <summary>Vegas, as in Netflix's concurrency-limits.</summary>
    public static ConcurrencyRule Vegas { get; } = new("Vegas", parts => parts.Limited(new VegasLimit(MostConcurrency, new Random(parts.Seed))));

    /// <summary>Gradient2, as in Netflix's concurrency-limits, with the same ceiling as the others.</summary>
    public static ConcurrencyRule Gradient2 { get; } = new("Gradient2", parts => parts.Limited(new Gradient2Limit(MostConcurrency)));

    /// <summary>Gradient2 with its own ceiling of 200.</summary>
    public static ConcurrencyRule Gradient2WithCeiling200 { get; } = new("Gradient2 (≤ 200)", parts => parts.Limited(new Gradient2Limit(200)));

    /// <summary>No limit at all.</summary>
    public static ConcurrencyRule None { get; } = new("no limit", parts => parts.Limited(new FixedLimit(int.MaxValue)));

    /// <summary>Always the same limit.</summary>
    /// <param name="limit">The limit, at least 1.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is less than 1.</exception>
    public static ConcurrencyRule Fixed(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new(string.Create(CultureInfo.InvariantCulture, $"fixed {limit}"), parts => parts.Limited(new FixedLimit(limit)));
    }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal IAdmission Make(AdmissionParts parts) => _make(parts);
}
