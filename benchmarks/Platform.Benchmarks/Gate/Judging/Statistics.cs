namespace Platform.Benchmarks.Gate.Judging;

/// <summary>Statistics that one wild sample cannot move.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = Sorted(values);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
    }

    /// <summary>
    /// An interval that holds the true median in 95 of 100 cases, whatever the distribution: the order statistics whose ranks
    /// are 0.98·√n from the middle (normal approximation of the binomial). Below six values it is all of them.
    /// </summary>
    public static (double Low, double High) MedianInterval(IEnumerable<double> values)
    {
        var sorted = Sorted(values);
        var rank = Math.Max(0, (int)Math.Floor(sorted.Length / 2.0 - 0.98 * Math.Sqrt(sorted.Length)));
        return (sorted[rank], sorted[^(rank + 1)]);
    }

    public static double GeometricMean(IEnumerable<double> values)
    {
        var logarithms = values.Select(value => Math.Log(value)).ToArray();
        if (logarithms.Length == 0)
            throw new ArgumentException("There is nothing to take the mean of.", nameof(values));
        return Math.Exp(logarithms.Average());
    }

    /// <summary>The smallest value that at least the given share of all values does not exceed.</summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="quantile">The share, above 0 and at most 1.</param>
    public static long NearestRank(ReadOnlySpan<long> sorted, double quantile)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("There is nothing to take a percentile of.", nameof(sorted));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        return sorted[(int)Math.Ceiling(quantile * sorted.Length) - 1];
    }

    private static double[] Sorted(IEnumerable<double> values)
    {
        var sorted = values.ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("There is nothing to take the median of.", nameof(values));
        Array.Sort(sorted);
        return sorted;
    }
}
