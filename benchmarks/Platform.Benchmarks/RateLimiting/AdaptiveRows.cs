using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.RateLimiting;
using Platform.RateLimiting.Simulation;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>The adaptive limit: what a call costs, and what it achieves in simulated overload. The simulations give the same numbers on every machine.</summary>
internal static class AdaptiveRows
{
    private const string Overloaded = "goodput at five times the capacity";

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time(
            "a call through a concurrency limit",
            Side.Of("ours", static () => new Adaptive(), static limiter => limiter.Call()),
            Side.Of("ConcurrencyLimiter", static () => new ConcurrencyLimiter(new() { PermitLimit = 1000 }), static limiter => Call(limiter))),
        GateRow.QuantityRatio(Overloaded, "best fixed limit", "goodput", "/s", Noise.None, static token => new(AgainstBestFixed(Scenarios.Overload, token))),
        GateRow.QuantityRatio($"{Overloaded}, thrashing", "best fixed limit", "goodput", "/s", Noise.None, static token => new(AgainstBestFixed(Scenarios.Thrashing, token))),
        GateRow.QuantityRatio($"{Overloaded}, heavy tail", "best fixed limit", "goodput", "/s", Noise.None, static token => new(AgainstBestFixed(Scenarios.HeavyTail, token))),
        GateRow.QuantityRatio($"{Overloaded}, a minute", "Gradient2", "goodput", "/s", Noise.None, static token => new(AgainstGradient2(Scenarios.Overload, token))),
        GateRow.QuantityRatio($"{Overloaded}, an hour", "Gradient2", "goodput", "/s", Noise.None, static token => new(AgainstGradient2(Scenarios.LongOverload, token))),
        GateRow.QuantityRatio($"{Overloaded}, large service", "Gradient2", "goodput", "/s", Noise.None, static token => new(AgainstGradient2(Scenarios.LargeService, token))),
        GateRow.QuantityRatio("limit after 24 virtual hours of overload", "before", "limit", "", Noise.None, static token => new(LimitLateAndEarly(token))),
        GateRow.Quantity("lost by others to one abuser", "calls", "%", Noise.None, static token => new(LostToAnAbuser(token))),
    ];

    private static bool Call(ConcurrencyLimiter limiter)
    {
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    private static (double Ours, double Peer) AgainstBestFixed(Scenario scenario, CancellationToken cancellationToken) => (
        Simulator.Run(scenario, ConcurrencyRule.Adaptive, 1, cancellationToken).GoodputPerSecond,
        Simulator.RunBestFixed(scenario, 1, cancellationToken).GoodputPerSecond);

    private static (double Ours, double Peer) AgainstGradient2(Scenario scenario, CancellationToken cancellationToken) => (
        Simulator.Run(scenario, ConcurrencyRule.Adaptive, 1, cancellationToken).GoodputPerSecond,
        Simulator.Run(scenario, ConcurrencyRule.Gradient2, 1, cancellationToken).GoodputPerSecond);

    /// <summary>Of eight days the last six hours beside the first six after the warm-up, as the geometric mean: in each of them the limit wanders, a drift is what they have in common.</summary>
    private static (double Late, double Early) LimitLateAndEarly(CancellationToken cancellationToken)
    {
        var (late, early) = (0.0, 0.0);
        const int days = 8;
        for (var seed = 1; seed <= days; seed++)
        {
            var points = Simulator.Run(Scenarios.DayOfOverload, ConcurrencyRule.Adaptive, seed, cancellationToken).Points.Where(point => point.At >= Scenarios.DayOfOverload.WarmUp).ToList();
            var end = Scenarios.DayOfOverload.Duration;
            late += Math.Log(points.Where(point => point.At >= end - TimeSpan.FromHours(6)).Average(point => point.Limit)) / days;
            early += Math.Log(points.Where(point => point.At < TimeSpan.FromHours(7)).Average(point => point.Limit)) / days;
        }
        return (Math.Exp(late), Math.Exp(early));
    }

    private static double LostToAnAbuser(CancellationToken cancellationToken)
    {
        var others = Simulator.Run(Scenarios.AbusiveTenant, ConcurrencyRule.Adaptive, 1, cancellationToken).Tenants.Where(tenant => tenant.Name != "abuser").ToList();
        return 100 * (1 - (double)others.Sum(tenant => tenant.Served) / others.Sum(tenant => tenant.Asked));
    }

    private sealed class Adaptive : IDisposable
    {
        private readonly ServiceProvider _services;
        private readonly AdaptiveLimiter _limiter;

        public Adaptive()
        {
            var services = new ServiceCollection();
            services.AddPlatformRateLimiting().AddAdaptiveLimit(static options => options.InitialLimit = 1000);
            _services = services.BuildServiceProvider();
            _limiter = _services.GetRequiredService<AdaptiveLimiter>();
        }

        public bool Call()
        {
            var pending = _limiter.AcquireAsync();
            if (!pending.IsCompletedSuccessfully)
                throw new InvalidOperationException("It waits.");
            var lease = pending.Result;
            lease.Complete(succeeded: true);
            return lease.IsAdmitted;
        }

        public void Dispose() => _services.Dispose();
    }
}
