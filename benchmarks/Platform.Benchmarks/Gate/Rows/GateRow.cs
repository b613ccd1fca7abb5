using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>One thing the gate measures. Each of its <see cref="Lines"/> is judged by one line of <c>bars.txt</c>.</summary>
public abstract class GateRow
{
    private protected GateRow(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    public string Name { get; }

    public Servers Needs { get; private set; }

    internal abstract IReadOnlyList<GateLine> Lines { get; }

    internal abstract Task<IReadOnlyList<LineMeasurement>> MeasureAsync(RowContext context, CancellationToken cancellationToken);

    /// <summary>Declares servers without which the row is skipped, visibly.</summary>
    public GateRow Needing(Servers servers)
    {
        Needs |= servers;
        return this;
    }

    /// <summary>Samples that are long against what a disk does in bursts (checkpoints of a log, write-back), so that each holds its share of them.</summary>
    internal bool EndsOnDisk { get; private set; }

    /// <summary>Declares that the work ends on a disk: the row takes longer samples, and the time for as many of them.</summary>
    public GateRow OnDisk()
    {
        EndsOnDisk = true;
        return this;
    }

    /// <summary>What is too large for a quick look.</summary>
    internal bool NeedsFullForm { get; private set; }

    /// <summary>Declares that <c>--ci</c> passes the row over, visibly.</summary>
    public GateRow InFullForm()
    {
        NeedsFullForm = true;
        return this;
    }

    /// <summary>Time per operation, ours over each peer's; with no peer, nanoseconds.</summary>
    public static GateRow Time(string name, Side ours, params Side[] peers) => Compare(name, [Measure.Time], ours, peers);

    /// <summary>Operations per second, ours over each peer's; with no peer, operations per second.</summary>
    public static GateRow Throughput(string name, Side ours, params Side[] peers) => Compare(name, [Measure.Throughput], ours, peers);

    /// <summary>p50 and p99 of single operations, ours over each peer's. Sides must be able to tell operations apart.</summary>
    public static GateRow Latency(string name, Side ours, params Side[] peers) => Compare(name, [Measure.P50, Measure.P99], ours, peers);

    /// <summary>Several measures of the same samples, against any number of peers: a line each.</summary>
    public static GateRow Compare(string name, Measure[] measures, Side ours, params Side[] peers)
        => new ComparisonRow(name, measures, ours, peers);

    /// <summary>The geometric mean of ours over peer's time over several pairs, which are printed below it.</summary>
    public static GateRow GeometricMean(string name, string against, params Pair[] pairs) => new GeometricMeanRow(name, against, pairs);

    /// <summary>A number that the row measures in its own way: a count, bytes per key, a percentage.</summary>
    /// <param name="name">Name of the row.</param>
    /// <param name="measure">What is measured, as <c>bars.txt</c> calls it.</param>
    /// <param name="unit">Unit of the number as <c>bars.txt</c> writes it; empty for a bare count.</param>
    /// <param name="noise">Whether other work on the machine changes the number.</param>
    /// <param name="measureAsync">Measures once.</param>
    public static GateRow Quantity(string name, string measure, string unit, Noise noise, Func<CancellationToken, ValueTask<double>> measureAsync)
    {
        ArgumentNullException.ThrowIfNull(measureAsync);
        return new QuantityRow(name, null, measure, unit, noise, async token => new(await measureAsync(token), null));
    }

    /// <summary>A number measured in its own way for ours and for a peer; their ratio is judged.</summary>
    public static GateRow QuantityRatio(
        string name, string against, string measure, string unit, Noise noise, Func<CancellationToken, ValueTask<(double Ours, double Peer)>> measureAsync)
    {
        ArgumentNullException.ThrowIfNull(measureAsync);
        return new QuantityRow(name, against, measure, unit, noise, async token =>
        {
            var (ours, peer) = await measureAsync(token);
            return new(ours, peer);
        });
    }
}

/// <summary>Two sides that a geometric mean takes as one of its parts.</summary>
public sealed record Pair(string Name, Side Ours, Side Peer);

/// <summary>Whether a quantity can be trusted to the last digit on a busy machine.</summary>
public enum Noise
{
    /// <summary>A count or a size: the same every time. <c>--ci</c> gives it no slack.</summary>
    None,

    /// <summary>Depends on time, and so on who else is running.</summary>
    Timing,
}
