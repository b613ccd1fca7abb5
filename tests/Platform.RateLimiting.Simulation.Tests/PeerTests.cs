using Platform.RateLimiting.Simulation.Peers;

namespace Platform.RateLimiting.Simulation.Tests;

/// <summary>The peers do what their descriptions say, so that the comparison is one.</summary>
public sealed class PeerTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    [Fact]
    public void Aimd_adds_one_for_what_ends_well_and_takes_a_tenth_for_what_does_not()
    {
        var limit = new AimdLimit(100 * Millisecond);
        Assert.Equal(10, limit.Limit);
        limit.Sample(0, 10 * Millisecond, 4, false);
        Assert.Equal(10, limit.Limit);
        limit.Sample(0, 10 * Millisecond, 5, false);
        Assert.Equal(11, limit.Limit);
        limit.Sample(0, 10 * Millisecond, 11, true);
        Assert.Equal(9, limit.Limit);
        limit.Sample(0, 101 * Millisecond, 9, false);
        Assert.Equal(8, limit.Limit);
        for (var i = 0; i < 100; i++)
            limit.Sample(0, 10 * Millisecond, 9, true);
        Assert.Equal(1, limit.Limit);
    }

    [Fact]
    public void Vegas_grows_without_a_queue_holds_with_a_small_one_and_shrinks_with_a_large_one()
    {
        var limit = new VegasLimit(1000, new Random(1));
        limit.Sample(0, 100 * Millisecond, 20, false);
        Assert.Equal(20, limit.Limit);
        limit.Sample(0, 100 * Millisecond, 20, false);
        Assert.Equal(26, limit.Limit);
        // ceil(26 × (1 - 100/120)) = 5: between three and six.
        limit.Sample(0, 120 * Millisecond, 26, false);
        Assert.Equal(26, limit.Limit);
        limit.Sample(0, 200 * Millisecond, 26, false);
        Assert.Equal(25, limit.Limit);
        limit.Sample(0, 200 * Millisecond, 12, false);
        Assert.Equal(25, limit.Limit);
        limit.Sample(0, 100 * Millisecond, 12, true);
        Assert.Equal(24, limit.Limit);
    }

    [Fact]
    public void Gradient2_grows_by_a_fifth_of_its_queue_and_shrinks_by_the_gradient()
    {
        var limit = new Gradient2Limit(200);
        var now = 0L;
        void Window(long latency, int running)
        {
            for (var i = 0; i < 20; i++)
                limit.Sample(now += 51 * Millisecond, latency, running, false);
        }
        for (var i = 0; i < 30; i++)
            Window(20 * Millisecond, 100);
        var grown = limit.Limit;
        Assert.InRange(grown, 40, 46);

        Window(20 * Millisecond, 5);
        Assert.InRange(limit.Limit, grown, grown + 1);

        // Five times the long average: the gradient is at its least, a half.
        for (var i = 0; i < 4; i++)
            Window(100 * Millisecond, 100);
        Assert.True(limit.Limit < grown * 0.95);
    }

    [Fact]
    public void Gradient2_climbs_as_long_as_the_overload_lasts()
    {
        var day = new Scenario
        {
            Name = "hours",
            Duration = TimeSpan.FromHours(2),
            Service = new ServiceModel { Parallelism = 10, MeanTime = TimeSpan.FromMilliseconds(200) },
            Deadline = TimeSpan.FromSeconds(2),
        };
        var result = Simulator.Run(day, ConcurrencyRule.Gradient2, 1, TestContext.Current.CancellationToken);

        Assert.True(result.Points[^1].Limit > 10 * day.Service.Parallelism, $"It ends at {result.Points[^1].Limit:0}.");
    }
}
