using Platform.Benchmarks.CityDesk;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Harness;
using Platform.Benchmarks.RateLimiting;

namespace Platform.Benchmarks;

/// <summary>Every area the gate judges, in the order in which it prints them.</summary>
internal static class Areas
{
    public static IReadOnlyList<IGateArea> All { get; } =
    [
        new HarnessArea(),
        new CityDeskArea(),
        new RateLimitingArea(),
    ];
}
