namespace Platform.RateLimiting.Simulation;

/// <summary>How the times that calls need are spread around their mean.</summary>
public abstract record ServiceTimes
{
    private ServiceTimes()
    {
    }

    /// <summary>All the same.</summary>
    public sealed record Constant : ServiceTimes
    {
        internal override double Draw(Random random) => 1;
    }

    /// <summary>Exponential: many short ones, few of several times the mean.</summary>
    public sealed record Exponential : ServiceTimes
    {
        internal override double Draw(Random random) => -Math.Log(1 - random.NextDouble());
    }

    /// <summary>Log-normal, as measured services often are.</summary>
    /// <param name="VariationCoefficient">Standard deviation over mean; 2 is a wide mix of endpoints.</param>
    public sealed record LogNormal(double VariationCoefficient) : ServiceTimes
    {
        internal override double Draw(Random random)
        {
            var variance = Math.Log(1 + VariationCoefficient * VariationCoefficient);
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return Math.Exp(Math.Sqrt(variance) * normal - variance / 2);
        }
    }

    /// <summary>Pareto: a heavy tail, in which single calls take hundreds of times the mean. Cut at a thousand times.</summary>
    /// <param name="Tail">The exponent of the tail, more than 1; below 2 the variance is unbounded.</param>
    public sealed record Pareto(double Tail) : ServiceTimes
    {
        internal override double Draw(Random random) => Math.Min(1000, (Tail - 1) / Tail * Math.Pow(1 - random.NextDouble(), -1 / Tail));
    }

    /// <summary>Draws a time, as a multiple of the mean.</summary>
    internal abstract double Draw(Random random);
}
