using FsCheck.Xunit;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Keys;
using Platform.Validation.DataSets.Statistics;

namespace Platform.Validation.DataSets.Tests.Statistics;

/// <summary>What estimates promise, over many data sets; and that merging and saving them changes nothing that it must not.</summary>
public sealed class SketchTests
{
    private static readonly KeyHasher Hasher = new(new Guid("6f0d1c1e-8f0c-4a55-9d3c-0f6f4a0b7d11"));

    [Fact]
    public void A_count_of_different_values_is_within_twice_its_standard_error_nineteen_times_in_twenty()
    {
        var (within, all) = (0, 0);
        foreach (var count in (int[])[1, 10, 100, 1_000, 10_000, 30_000, 50_000, 80_000, 200_000])
        {
            for (var seed = 0; seed < 12; seed++)
            {
                var sketch = new HyperLogLog();
                var hasher = new KeyHasher(new Guid(seed, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
                for (var i = 0; i < count; i++)
                    sketch.Add(hasher.Spread(hasher.Hash(i)));
                var error = Math.Abs(sketch.Estimate() - count) / (double)count;
                Assert.True(error < 4 * HyperLogLog.StandardError, $"{count} values, seed {seed}: off by {error:P2}");
                within += error <= 2 * HyperLogLog.StandardError ? 1 : 0;
                all++;
            }
        }
        Assert.True(within >= all * 0.95, $"{within} of {all}");
    }

    [Property(MaxTest = 50)]
    public void Counts_of_different_values_merge_to_exactly_what_one_would_have(int seed)
    {
        var random = new Random(seed);
        var (left, right, both) = (new HyperLogLog(), new HyperLogLog(), new HyperLogLog());
        for (var i = 0; i < 5_000; i++)
        {
            var hash = Hasher.Spread(Hasher.Hash(random.Next(3_000)));
            (i % 3 == 0 ? left : right).Add(hash);
            both.Add(hash);
        }
        left.Merge(right);
        Assert.Equal(Saved(both.Save), Saved(left.Save));
    }

    [Fact]
    public void A_quantile_is_off_in_rank_by_no_more_than_its_bound_ninety_nine_times_in_a_hundred()
    {
        var (within, all) = (0, 0);
        double worst = 0;
        foreach (var shape in (string[])["random", "rising", "falling", "few values", "skewed"])
        {
            for (var seed = 1; seed <= 8; seed++)
            {
                var values = Values(shape, seed, 60_000);
                var sketch = new QuantileSketch();
                foreach (var value in values)
                    sketch.Add(value);
                Array.Sort(values);
                for (var share = 0.01; share < 1; share += 0.07)
                {
                    var error = RankError(values, sketch.Quantile(share)!.Value, share);
                    worst = Math.Max(worst, error);
                    within += error <= QuantileSketch.RankError ? 1 : 0;
                    all++;
                }
            }
        }
        Assert.True(within >= all * 0.99, $"{within} of {all}, worst {worst:P2}");
        Assert.True(worst <= 2 * QuantileSketch.RankError, $"worst {worst:P2}");
    }

    [Fact]
    public void Merged_quantiles_keep_the_bound()
    {
        var (within, all) = (0, 0);
        for (var seed = 1; seed <= 10; seed++)
        {
            var values = Values("random", seed, 50_000);
            var merged = new QuantileSketch();
            foreach (var part in values.Chunk(7_000))
            {
                var sketch = new QuantileSketch();
                foreach (var value in part)
                    sketch.Add(value);
                merged.Merge(sketch);
            }
            Array.Sort(values);
            Assert.Equal((values.Length, values[0], values[^1]), ((int)merged.Count, merged.Minimum, merged.Maximum));
            for (var share = 0.01; share < 1; share += 0.07)
            {
                within += RankError(values, merged.Quantile(share)!.Value, share) <= QuantileSketch.RankError ? 1 : 0;
                all++;
            }
        }
        Assert.True(within >= all * 0.98, $"{within} of {all}");
    }

    [Fact]
    public void Quantiles_of_few_values_are_exact()
    {
        var sketch = new QuantileSketch();
        foreach (var value in Enumerable.Range(1, 500).Reverse())
            sketch.Add(value);
        Assert.True(sketch.IsExact);
        Assert.Equal([1, 5, 250, 495, 500], ((double[])[0, 0.01, 0.5, 0.99, 1]).Select(share => sketch.Quantile(share)!.Value));
        Assert.Null(new QuantileSketch().Quantile(0.5));
    }

    [Fact]
    public void A_sketch_of_quantiles_stays_small()
    {
        var sketch = new QuantileSketch();
        for (var i = 0; i < 3_000_000; i++)
            sketch.Add(i);
        Assert.InRange(Saved(sketch.Save).Length, 1, 20_000);
    }

    [Property(MaxTest = 50)]
    public void Frequent_values_are_exact_while_there_are_few_and_never_too_high(int seed)
    {
        var random = new Random(seed);
        var range = random.Next(2) == 0 ? 900 : 4_000;
        var (one, left, right) = (new FrequentValues<int>(), new FrequentValues<int>(), new FrequentValues<int>());
        var exact = new Dictionary<int, long>();
        for (var i = 0; i < 20_000; i++)
        {
            var value = (int)(range * Math.Pow(random.NextDouble(), 3));
            one.Add(value);
            (i % 2 == 0 ? left : right).Add(value);
            exact[value] = exact.GetValueOrDefault(value) + 1;
        }
        left.Merge(right);
        foreach (var frequent in (FrequentValues<int>[])[one, left])
        {
            Assert.True(range == 900 ? frequent.Error == 0 : frequent.Error <= 20_000 / (FrequentValues<int>.Counters + 1));
            var most = frequent.Most(10).ToList();
            Assert.All(most, item => Assert.InRange(item.Count, exact[item.Value] - frequent.Error, exact[item.Value]));
            Assert.Equal(exact.MaxBy(pair => pair.Value).Key, most[0].Value);
        }
    }

    [Property(MaxTest = 50)]
    public void Positions_merge_to_exactly_what_one_would_have(int seed)
    {
        var random = new Random(seed);
        var (left, right, both) = (new FailurePositions(), new FailurePositions(), new FailurePositions());
        var rows = random.Next(1, 10_000);
        for (long row = 1; row <= rows; row += random.Next(1, 50))
        {
            (row < rows / 3 ? left : right).Add(row);
            both.Add(row);
        }
        left.Merge(right);
        Assert.Equal((both.RowsInStretch, string.Join(' ', both.Counts)), (left.RowsInStretch, string.Join(' ', left.Counts)));
    }

    [Property(MaxTest = 50)]
    public void Moments_are_those_of_two_passes_also_far_from_zero_and_merged(int seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, random.Next(2, 500)).Select(_ => 1.7e9 + random.NextDouble()).ToList();
        var (all, left, right) = (new Moments(), new Moments(), new Moments());
        for (var i = 0; i < values.Count; i++)
        {
            all.Add(values[i]);
            if (i < values.Count / 2)
                left.Add(values[i]);
            else
                right.Add(values[i]);
        }
        left.Merge(right);
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        // A distance: rounded to so many digits, two numbers that are close may come to differ.
        Assert.Equal(mean, all.Mean!.Value, 1e-4);
        Assert.Equal(deviation, all.StandardDeviation!.Value, 1e-6);
        Assert.Equal(all.Mean.Value, left.Mean!.Value, 1e-6);
        Assert.Equal(all.StandardDeviation.Value, left.StandardDeviation!.Value, 1e-6);
    }

    private static double RankError(double[] sorted, double answer, double share)
    {
        // Equal values take up a stretch of ranks; the wanted one may lie anywhere in it.
        var low = LowerBound(sorted, answer) / (double)sorted.Length;
        var high = LowerBound(sorted, Math.BitIncrement(answer)) / (double)sorted.Length;
        return share < low ? low - share : share > high ? share - high : 0;
    }

    private static int LowerBound(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static double[] Values(string shape, int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => shape switch
        {
            "rising" => i + random.NextDouble(),
            "falling" => count - i + random.NextDouble(),
            "few values" => random.Next(7),
            "skewed" => Math.Exp(5 * random.NextDouble()),
            _ => random.NextDouble(),
        })];
    }

    private static string Saved(Action<StateWriter> save)
    {
        using var bytes = new MemoryStream();
        save(new StateWriter(bytes));
        return Convert.ToHexString(bytes.ToArray());
    }
}
