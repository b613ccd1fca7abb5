using FsCheck.Xunit;
using Platform.RateLimiting.Adaptive.Concurrency;

namespace Platform.RateLimiting.Tests.Adaptive;

public sealed class ConcurrencyControllerTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    /// <summary>A closed system: as many run as may, always, and calls end at the rate that the service gives for so many.</summary>
    private static void Run(ConcurrencyController controller, ref long now, int calls, Func<int, double> perSecond, bool succeed = true)
    {
        for (var i = 0; i < calls; i++)
        {
            var running = controller.Limit;
            var rate = perSecond(running);
            now += Math.Max(1, (long)(TimeSpan.TicksPerSecond / rate));
            controller.Complete(now, running, (long)(TimeSpan.TicksPerSecond * running / rate), succeed);
        }
    }

    private static string Say(ConcurrencyController controller, long now) => ConcurrencyText.Of(new(controller.Estimate, controller.Latest, now, 0));

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    [InlineData(300)]
    public void It_finds_where_more_at_once_brings_no_more(int parallelism)
    {
        var controller = new ConcurrencyController(20, 1, 1000, 5);
        var now = 1L;
        Run(controller, ref now, 60_000, running => Math.Min(running, parallelism) * 50.0);

        Assert.InRange(controller.Estimate, parallelism * 0.95, parallelism * 1.5 + 1);
    }

    [Fact]
    public void It_finds_the_peak_of_a_service_that_does_less_the_more_it_has_to_do()
    {
        var controller = new ConcurrencyController(400, 1, 1000, 5);
        var now = 1L;
        static double PerSecond(int running) => 50.0 * running / (1 + 0.0005 * running * (running - 1));
        Run(controller, ref now, 200_000, PerSecond);

        Assert.True(PerSecond(controller.Limit) > 0.93 * PerSecond(45), $"The limit is {controller.Limit}.");
    }

    /// <summary>A quiet service, and somebody who keeps calls going for a minute and lets them succeed: after that nothing would be long.</summary>
    [Fact]
    public void Few_calls_that_are_made_to_last_do_not_say_what_is_long()
    {
        var controller = new ConcurrencyController(40, 1, 1000, 5);
        var now = 1L;
        for (var i = 0; i < 1000; i++)
        {
            now += 300 * Millisecond;
            controller.Complete(now, 5, i % 18 == 17 ? TimeSpan.TicksPerMinute : 20 * Millisecond, true);
        }

        Assert.InRange(controller.MeanLatency, 20 * Millisecond, 125 * Millisecond);
        Assert.Equal(TimeSpan.TicksPerSecond, ConcurrencyController.LongAfter(controller.MeanLatency));
    }

    [Fact]
    public void A_service_that_becomes_slow_is_soon_known_as_slow()
    {
        var controller = new ConcurrencyController(40, 1, 1000, 5);
        var now = 1L;
        for (var i = 0; i < 300; i++)
        {
            now += 300 * Millisecond;
            controller.Complete(now, 5, i < 100 ? 20 * Millisecond : 30_000 * Millisecond, true);
        }

        Assert.InRange(controller.MeanLatency, 25_000 * Millisecond, 30_000 * Millisecond);
    }

    [Fact]
    public void While_the_limit_does_not_bind_nothing_changes()
    {
        var controller = new ConcurrencyController(40, 1, 1000, 5);
        var now = 1L;
        for (var i = 0; i < 100_000; i++)
        {
            now += Millisecond;
            controller.Complete(now, 10, 10 * Millisecond, true);
        }

        Assert.Equal(40, controller.Estimate);
        Assert.Equal(default, controller.Latest);
    }

    [Fact]
    public void When_nothing_ends_any_more_the_limit_falls_though_there_is_nothing_to_measure()
    {
        var controller = new ConcurrencyController(64, 1, 1000, 5);
        var now = 1L;
        Run(controller, ref now, 20_000, running => Math.Min(running, 64) * 50.0);
        var before = controller.Estimate;
        for (var i = 0; i < 400; i++)
            controller.Pass(now += Millisecond, 200);

        Assert.True(controller.Estimate <= before / 2, $"It fell from {before} to {controller.Estimate} only.");
        Assert.True(controller.Latest.IsAlarm);
        Assert.Contains("because calls ended at", Say(controller, now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_grows_slower_for_a_reason_of_its_own_keeps_its_limit_in_the_end()
    {
        var controller = new ConcurrencyController(32, 1, 1000, 5);
        var now = 1L;
        Run(controller, ref now, 20_000, running => Math.Min(running, 32) * 50.0);
        Run(controller, ref now, 20_000, running => Math.Min(running, 32) * 10.0);

        Assert.InRange(controller.Estimate, 30, 50);
    }

    [Fact]
    public void What_fails_is_no_throughput_however_fast_it_fails()
    {
        var controller = new ConcurrencyController(32, 1, 1000, 5);
        var now = 1L;
        Run(controller, ref now, 20_000, running => Math.Min(running, 32) * 50.0);
        var before = controller.Estimate;
        Run(controller, ref now, 20_000, running => running * 200.0, succeed: false);

        Assert.True(controller.Estimate < before, $"It is {controller.Estimate} after {before}.");
    }

    /// <summary>Three quarters of the places belong to somebody whose calls end before they are done, again and again.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(10, false)]
    [InlineData(19, false)]
    [InlineData(21, true)]
    public void Whoever_hangs_up_moves_no_limit_but_by_waiting_longer_than_calls_take(int hangsUpAfterMilliseconds, bool falls)
    {
        var controller = new ConcurrencyController(32, 32, 33, 5);
        var now = 1L;
        Run(controller, ref now, 20_000, running => Math.Min(running, 32) * 50.0);
        var (ends, leaves) = (now, now);
        var isAlarmed = false;
        for (var end = now + 60 * TimeSpan.TicksPerSecond; now < end;)
        {
            now = Math.Min(ends, leaves);
            if (now == ends)
            {
                controller.Complete(now, controller.Limit, 20 * Millisecond, true);
                ends += 20 * Millisecond / 8;
            }
            else
            {
                controller.Ignore(now, controller.Limit, hangsUpAfterMilliseconds * Millisecond);
                leaves += hangsUpAfterMilliseconds * Millisecond / 24;
            }
            isAlarmed |= controller.Latest.IsAlarm;
        }

        Assert.Equal(falls, isAlarmed);
    }

    [Property(MaxTest = 300)]
    public bool It_stays_between_its_bounds_whatever_it_is_told((int Running, int Gap, int Latency, bool Succeeded)[] calls, byte least, byte more)
    {
        var (low, high) = (1 + least, 1 + least + more);
        var controller = new ConcurrencyController(low, low, high, least);
        var now = 1L;
        foreach (var (running, gap, latency, succeeded) in calls)
        {
            now += gap & 0xFFFFFF;
            for (var i = 0; i < 50; i++)
                controller.Complete(now += 1000, Math.Abs(running % 300), latency & 0xFFFFFF, succeeded);
            if (controller.Limit < low || controller.Limit > high || !(controller.Estimate >= low && controller.Estimate <= high))
                return false;
        }
        return true;
    }

    [Fact]
    public void It_says_what_it_found()
    {
        var controller = new ConcurrencyController(20, 1, 1000, 5);
        Assert.Equal("The limit is 20, as it was set: it has not bound calls for long enough to be tried.", Say(controller, 1));

        var now = 1L;
        Run(controller, ref now, 600, running => running * 50.0);
        Assert.Matches(@"^The limit rose from 20 to \d+ [\d.]+ s ago: with 24 calls at once [\d.]+ ended a second, with 17 [\d.]+; more at once brings more done\.$", Say(controller, now));
    }
}
