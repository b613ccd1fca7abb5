namespace Platform.Benchmarks.Gate.Judging;

/// <summary>A measured value with the interval in which the true one lies in 95 of 100 cases.</summary>
internal readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>Half the interval, as a share of the value.</summary>
    public double Spread => Value == 0 ? 0 : (High - Low) / 2 / Math.Abs(Value);

    public static Estimate Exact(double value) => new(value, value, value);

    public static Estimate Median(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var (low, high) = Statistics.MedianInterval(all);
        return new(Statistics.Median(all), low, high);
    }

    /// <summary>The geometric mean of independent estimates; their errors partly cancel, as those of independent things do.</summary>
    public static Estimate GeometricMean(IEnumerable<Estimate> parts)
    {
        var all = parts.ToArray();
        var mean = Statistics.GeometricMean(all.Select(part => part.Value));
        var below = Error(all.Select(part => Math.Log(part.Value / part.Low)));
        var above = Error(all.Select(part => Math.Log(part.High / part.Value)));
        return new(mean, mean * Math.Exp(-below), mean * Math.Exp(above));

        double Error(IEnumerable<double> logarithms) => Math.Sqrt(logarithms.Sum(error => error * error)) / all.Length;
    }
}
