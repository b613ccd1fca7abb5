using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting.Tests;

/// <summary>What an admission that was decided by the coarse clock says of what remains. On the system's clocks: a clock of a test is exact.</summary>
public sealed class CoarseTimeTests : IDisposable
{
    private const int Calls = 50_000;
    private const string Key = "somebody";

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddPlatformRateLimiting(options => options
            .Policy("fast", policy => policy.Limit(1_000, TimeSpan.FromSeconds(1), burst: 10_000_000))
            .Policy("slow", policy => policy.Limit(62, TimeSpan.FromSeconds(1), burst: 10_000_000))
            .Policy("soon", policy => policy.Limit(10, TimeSpan.FromSeconds(1)))
            .Policy("used up", policy => policy.Limit(1, TimeSpan.FromHours(1))))
        .Services.BuildServiceProvider();

    private LocalRateGate Gate => _services.GetRequiredService<LocalRateGate>();

    private GcraClock Clock => _services.GetRequiredService<GcraClock>();

    private RateLimitPolicy Policy(string name) => _services.GetRequiredService<IRateLimitPolicies>()[name];

    [Theory]
    [InlineData("fast")]
    [InlineData("slow")]
    public void An_admission_never_tells_more_than_remains_nor_less_by_more_than_what_comes_back_within_the_lag(string name)
    {
        var (gate, clock, policy) = (Gate, Clock, Policy(name));
        for (var call = 0; call < Calls; call++)
        {
            var before = clock.Now;
            Assert.True(gate.TryAcquire(policy, RateLimitKey.Text(Key), out var told));
            gate.TryAcquire(policy, RateLimitKey.Text(Key), out var asked, cost: 0);

            var rate = policy.Snapshot.Plan.Limits[0].Rate;
            Assert.InRange(told.Now, before - GcraClock.Lag, asked.Now);
            // Between the two nothing was taken, so what differs has come back.
            var cameBack = (asked.Now - told.Now + rate.EmissionInterval - 1) / rate.EmissionInterval;
            Assert.InRange(asked[0].Remaining - told[0].Remaining, 0, cameBack);
        }
    }

    [Fact]
    public void Admissions_within_one_tick_of_the_coarse_clock_differ_by_exactly_what_they_took()
    {
        var (gate, policy) = (Gate, Policy("fast"));
        var pairs = 0;
        gate.TryAcquire(policy, RateLimitKey.Text(Key), out var last, cost: 1000);
        for (var call = 0; call < Calls; call++)
        {
            var cost = 1 + call % 7;
            gate.TryAcquire(policy, RateLimitKey.Text(Key), out var next, cost);
            if (next.Now == last.Now)
            {
                Assert.Equal(last[0].Remaining - cost, next[0].Remaining);
                pairs++;
            }
            last = next;
        }

        Assert.True(pairs > 0, "No two admissions fell into one tick.");
    }

    [Fact]
    public void A_refusal_tells_by_the_exact_clock_when_to_come_back()
    {
        var (gate, clock, policy) = (Gate, Clock, Policy("used up"));
        Assert.True(gate.TryAcquire(policy, RateLimitKey.Text(Key), out _));
        for (var call = 0; call < 1000; call++)
        {
            Assert.False(gate.TryAcquire(policy, RateLimitKey.Text(Key), out var refused));

            // What it keeps is the moment from which the call is admitted, and that lies where the exact clock says.
            var (before, wait, after) = (clock.Now, refused.RetryAfter!.Value, clock.Now);
            var due = refused.Arrival(0);
            Assert.InRange(wait, GcraClock.ToTimeSpan(due - after), GcraClock.ToTimeSpan(due - before));
            Assert.InRange(refused[0].RetryAfter!.Value, GcraClock.ToTimeSpan(due - clock.Now), wait);
            Assert.InRange(refused[0].ResetAfter, GcraClock.ToTimeSpan(due - clock.Now), wait);
        }
    }

    [Fact]
    public void A_refusal_whose_time_was_fixed_says_the_same_whenever_it_is_asked()
    {
        var (gate, policy) = (Gate, Policy("used up"));
        Assert.True(gate.TryAcquire(policy, RateLimitKey.Text(Key), out _));
        Assert.False(gate.TryAcquire(policy, RateLimitKey.Text(Key), out var refused));

        refused.FixTime();

        var said = refused.RetryAfter;
        for (var call = 0; call < 1000; call++)
            Assert.Equal((said, said), (refused.RetryAfter, refused.Decisive!.Value.RetryAfter));
    }

    /// <summary>Whoever asks late is not sent away for longer than it takes.</summary>
    [Fact]
    public void A_refusal_that_is_asked_when_its_time_has_come_still_names_its_limit()
    {
        var (gate, clock, policy) = (Gate, Clock, Policy("soon"));
        for (var call = 0; call < 10; call++)
            Assert.True(gate.TryAcquire(policy, RateLimitKey.Text(Key), out _));
        Assert.False(gate.TryAcquire(policy, RateLimitKey.Text(Key), out var refused, cost: 2));
        var due = clock.Now + GcraClock.TicksPerSecond / 4;
        while (clock.Now < due)
            Thread.Yield();

        Assert.Equal(TimeSpan.FromTicks(1), refused.RetryAfter);
        Assert.True(refused.Refuses(0));
        Assert.StartsWith("Refused by policy \"soon\": limit ", refused.Explain(), StringComparison.Ordinal);
    }

    public void Dispose() => _services.Dispose();
}
