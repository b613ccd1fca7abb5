namespace Platform.RateLimiting.Simulation;

/// <summary>
/// The service that is protected. With <c>n</c> calls in it and <c>k</c> = <see cref="Parallelism"/>, its throughput is
/// <c>min(n, k) / (1 + σ(n-1) + κn(n-1))</c> calls for each mean service time: Gunther's universal scalability law with a ceiling.
/// </summary>
public sealed record ServiceModel
{
    /// <summary>How many calls make progress at full speed at once.</summary>
    /// <value>32.</value>
    public int Parallelism { get; init; } = 32;

    /// <summary>The mean time a call needs when nothing is in its way.</summary>
    /// <value>20 ms.</value>
    public TimeSpan MeanTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How these times are spread.</summary>
    /// <value>Exponential.</value>
    public ServiceTimes Times { get; init; } = new ServiceTimes.Exponential();

    /// <summary>Whether all calls share the service evenly (threads on processors); otherwise those beyond <see cref="Parallelism"/> wait their turn (a connection pool).</summary>
    /// <value><see langword="false"/>.</value>
    public bool IsShared { get; init; }

    /// <summary>σ of the law: what calls lose by queueing for something they share. Only where <see cref="IsShared"/>.</summary>
    /// <value>0.</value>
    public double Contention { get; init; }

    /// <summary>κ of the law: what calls lose by getting into each other's way; with it throughput falls beyond a peak. Only where <see cref="IsShared"/>.</summary>
    /// <value>0.</value>
    public double Coherency { get; init; }

    /// <summary>Throughput in calls a second with so many in the service.</summary>
    internal double Throughput(int calls) => Math.Min(calls, Parallelism) * Slowdown(calls) / MeanTime.TotalSeconds;

    /// <summary>The most that it can do, in calls a second.</summary>
    public double Capacity => IsShared ? Enumerable.Range(1, 4 * Parallelism).Max(Throughput) : Parallelism / MeanTime.TotalSeconds;

    internal double Slowdown(int calls) => 1 / (1 + Contention * (calls - 1) + Coherency * calls * (calls - 1.0));
}
