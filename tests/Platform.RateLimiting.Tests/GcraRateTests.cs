using FsCheck;
using FsCheck.Xunit;
using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting.Tests;

/// <summary>The arithmetic, beside a naive token bucket that counts in exact fractions.</summary>
public sealed class GcraRateTests
{
    private static GcraRate Rate(long permits, TimeSpan per, long? burst = null) => GcraRate.TryCreate(permits, per, burst ?? permits)!.Value;

    [Property(MaxTest = 2_000)]
    public bool It_decides_as_a_token_bucket_that_is_counted_exactly(PositiveInt permits, PositiveInt burst, PositiveInt perMilliseconds, (byte Gap, byte Cost)[] calls)
    {
        var rate = Rate(permits.Get, TimeSpan.FromMilliseconds(perMilliseconds.Get), burst.Get);
        // In units of one permit / interval: the level is a fraction with the interval as its denominator, so nothing is rounded.
        Int128 level = (Int128)rate.Burst * rate.EmissionInterval;
        long now = GcraClock.TicksPerSecond, arrival = 0;
        foreach (var (gap, cost) in calls)
        {
            var elapsed = gap * rate.EmissionInterval / 16;
            now += elapsed;
            level = Int128.Min((Int128)rate.Burst * rate.EmissionInterval, level + elapsed);
            var take = Math.Clamp(cost, 1L, rate.Burst);
            var expected = level >= (Int128)take * rate.EmissionInterval;
            var conforms = GcraRate.Conforms(arrival, now, take * rate.EmissionInterval, rate.Tolerance, out var next);
            if (conforms != expected || rate.Remaining(arrival, now) != (long)(level / rate.EmissionInterval))
                return false;
            if (!conforms)
            {
                var wait = rate.Wait(arrival, now, take);
                if (wait <= 0
                    || GcraRate.Conforms(arrival, now + wait - 1, take * rate.EmissionInterval, rate.Tolerance, out _)
                    || !GcraRate.Conforms(arrival, now + wait, take * rate.EmissionInterval, rate.Tolerance, out _))
                    return false;
                continue;
            }
            level -= (Int128)take * rate.EmissionInterval;
            arrival = next;
        }
        return true;
    }

    [Property(MaxTest = 1_000)]
    public bool No_window_admits_more_than_the_burst_and_what_came_back_in_it(PositiveInt permits, PositiveInt burst, byte[] gaps)
    {
        var rate = Rate(permits.Get, TimeSpan.FromSeconds(1), burst.Get);
        List<long> admitted = [];
        long now = GcraClock.TicksPerSecond, arrival = 0;
        foreach (var gap in gaps)
        {
            now += gap * rate.EmissionInterval / 32;
            while (GcraRate.Conforms(arrival, now, rate.EmissionInterval, rate.Tolerance, out var next))
            {
                arrival = next;
                admitted.Add(now);
                if (admitted.Count > 2_000)
                    return true;
            }
        }
        for (var first = 0; first < admitted.Count; first++)
        {
            var window = admitted[^1] - admitted[first];
            if (admitted.Count - first > rate.Burst + (Int128)window * permits.Get / GcraClock.TicksPerSecond)
                return false;
        }
        return true;
    }

    [Theory]
    [InlineData(3, 1, 3)]
    [InlineData(7, 1, 7)]
    [InlineData(99_999_999, 1, 99_999_999)]
    [InlineData(1_000_000, 86_400, 1)]
    public void Rounding_never_makes_the_rate_higher_than_asked(long permits, int seconds, long burst)
    {
        var rate = Rate(permits, TimeSpan.FromSeconds(seconds), burst);

        Assert.True((Int128)rate.EmissionInterval * permits >= (Int128)seconds * GcraClock.TicksPerSecond);
        Assert.True((Int128)(rate.EmissionInterval - 1) * permits < (Int128)seconds * GcraClock.TicksPerSecond);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, long.MaxValue)]
    [InlineData(1, 366 * 24 * 3600, 2)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    public void What_cannot_be_counted_is_refused(long permits, int seconds, long burst) =>
        Assert.Null(GcraRate.TryCreate(permits, TimeSpan.FromSeconds(seconds), burst));

    [Fact]
    public void The_longest_burst_can_be_counted_for_nine_years_of_uptime()
    {
        var rate = Rate(1, TimeSpan.FromDays(366), 1);
        var now = 9L * 365 * 24 * 3600 * GcraClock.TicksPerSecond;

        Assert.True(GcraRate.Conforms(0, now, rate.EmissionInterval, rate.Tolerance, out var next));
        Assert.False(GcraRate.Conforms(next, now, rate.EmissionInterval, rate.Tolerance, out _));
        Assert.Equal(rate.EmissionInterval, rate.Wait(next, now, 1));
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(1_000_000_000)]
    [InlineData(3_579_545)]
    public void The_clock_counts_alike_on_timers_of_any_frequency(long frequency)
    {
        var time = new Ticker(frequency);
        var clock = new GcraClock(time);
        var start = clock.Now;

        time.Timestamp += frequency * 3600;

        Assert.Equal(3600 * GcraClock.TicksPerSecond, clock.Now - start);
    }

    [Fact]
    public async Task The_coarse_time_is_never_ahead_and_never_goes_back_whichever_thread_asks()
    {
        var clock = new GcraClock(TimeProvider.System);
        var faults = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            long last = 0;
            var wrong = 0;
            for (var i = 0; i < 200_000; i++)
            {
                var lately = clock.Lately;
                if (lately > clock.Now || lately < last)
                    wrong++;
                last = lately;
            }
            return wrong;
        })));

        Assert.All(faults, wrong => Assert.Equal(0, wrong));
    }

    [Fact]
    public void A_clock_of_the_callers_is_asked_each_time()
    {
        var time = new Ticker(1_000_000_000);
        var clock = new GcraClock(time);
        time.Timestamp += 1;

        Assert.Equal(clock.Now, clock.Lately);
    }

    private sealed class Ticker(long frequency) : TimeProvider
    {
        public long Timestamp { get; set; } = 12_345;

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Timestamp;
    }
}
