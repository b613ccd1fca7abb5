using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Tests;

public sealed class EstimateTests
{
    [Fact]
    public void The_spread_is_half_the_interval_as_a_share() => Assert.Equal(0.1, new Estimate(2, 1.8, 2.2).Spread, 12);

    [Fact]
    public void The_geometric_mean_takes_the_mean_of_the_values()
        => Assert.Equal(2, Estimate.GeometricMean([Estimate.Exact(1), Estimate.Exact(4)]).Value, 12);

    [Fact]
    public void Exact_parts_make_an_exact_mean() => Assert.Equal(0, Estimate.GeometricMean([Estimate.Exact(3), Estimate.Exact(5)]).Spread, 12);

    [Fact]
    public void The_mean_of_four_is_twice_as_sure_as_each()
    {
        var part = new Estimate(1, 0.99, 1 / 0.99);

        var mean = Estimate.GeometricMean([part, part, part, part]);

        Assert.Equal(Math.Sqrt(0.99), mean.Low, 12);
        Assert.Equal(1 / Math.Sqrt(0.99), mean.High, 12);
    }
}
