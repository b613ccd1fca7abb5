using FsCheck;
using FsCheck.Xunit;
using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 9.0, 1, 5 }, 5)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 2.5)]
    [InlineData(new[] { 1.0, 1, 1, 1000 }, 1)]
    public void The_median_is_the_middle(double[] values, double expected) => Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void There_is_no_median_of_nothing() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Property]
    public bool As_many_values_lie_above_the_median_as_below(NonEmptyArray<NormalFloat> values)
    {
        var numbers = Numbers(values);
        var median = Statistics.Median(numbers);
        return numbers.Count(value => value < median) <= numbers.Length / 2 && numbers.Count(value => value > median) <= numbers.Length / 2;
    }

    [Property]
    public bool The_median_does_not_depend_on_order(NonEmptyArray<NormalFloat> values)
        => Statistics.Median(Numbers(values)) == Statistics.Median(Numbers(values).Reverse());

    [Property]
    public bool Less_than_half_of_wild_values_cannot_move_the_median_out_of_the_others(PositiveInt sound, byte wild)
    {
        var good = Enumerable.Range(0, sound.Get).Select(index => 100.0 + index % 5).ToArray();
        var bad = Enumerable.Repeat(1e9, wild % sound.Get);
        return Statistics.Median(good.Concat(bad)) is >= 100 and <= 104;
    }

    [Property]
    public bool The_interval_holds_the_median(NonEmptyArray<NormalFloat> values)
    {
        var numbers = Numbers(values);
        var (low, high) = Statistics.MedianInterval(numbers);
        var median = Statistics.Median(numbers);
        return low <= median && median <= high;
    }

    [Fact]
    public void The_interval_of_few_values_is_all_of_them() => Assert.Equal((1, 5), Statistics.MedianInterval([5, 1, 4, 2, 3]));

    [Theory]
    [InlineData(10, 1, 8)] // ranks 2 and 9 of ten, counted from one: the table of the sign test gives the same
    [InlineData(101, 40, 60)]
    public void The_interval_narrows_with_the_root_of_their_number(int count, double low, double high)
        => Assert.Equal((low, high), Statistics.MedianInterval(Enumerable.Range(0, count).Select(value => (double)value)));

    [Fact]
    public void The_interval_misses_the_true_median_about_one_time_in_twenty()
    {
        var random = new Random(20261);
        var misses = Enumerable.Range(0, 4000).Count(_ =>
        {
            // Skewed, as times are.
            var (low, high) = Statistics.MedianInterval(Enumerable.Range(0, 41).Select(_ => -Math.Log(1 - random.NextDouble())));
            return Math.Log(2) < low || Math.Log(2) > high;
        });

        Assert.InRange(misses / 4000.0, 0.01, 0.07);
    }

    [Fact]
    public void The_geometric_mean_of_a_thing_and_its_inverse_is_one() => Assert.Equal(1, Statistics.GeometricMean([8, 0.125]), 12);

    [Property]
    public bool The_geometric_mean_of_inverses_is_the_inverse(NonEmptyArray<PositiveInt> values)
    {
        var numbers = values.Get.Select(value => (double)value.Get).ToArray();
        return Math.Abs(Statistics.GeometricMean(numbers) * Statistics.GeometricMean(numbers.Select(value => 1 / value)) - 1) < 1e-9;
    }

    [Theory]
    [InlineData(0.50, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.991, 100)]
    [InlineData(1.0, 100)]
    [InlineData(0.001, 1)]
    public void A_percentile_is_the_smallest_value_that_so_many_do_not_exceed(double quantile, long expected)
        => Assert.Equal(expected, Statistics.NearestRank([.. Enumerable.Range(1, 100).Select(value => (long)value)], quantile));

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    public void A_share_beyond_all_is_refused(double quantile)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.NearestRank([1, 2], quantile));

    private static double[] Numbers(NonEmptyArray<NormalFloat> values) => [.. values.Get.Select(value => value.Get)];
}
