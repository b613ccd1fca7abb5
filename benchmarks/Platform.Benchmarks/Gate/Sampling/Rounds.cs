using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Gate.Sampling;

/// <summary>The samples of all sides, round by round.</summary>
internal sealed class Rounds
{
    private readonly bool[] _bytesAreExact;
    private readonly List<Sample[]> _rounds = [];

    public Rounds(IReadOnlyList<Side> sides) => _bytesAreExact = [.. sides.Select(side => side.BytesAreExact)];

    public int Count => _rounds.Count;

    public void Add(Sample[] round) => _rounds.Add(round);

    /// <summary>One side's own value.</summary>
    public Estimate Estimate(int side, Measure measure) => Judging.Estimate.Median(_rounds.Select(round => Value(round[side], measure)));

    /// <summary>One side over another: the ratio is taken within each round, where both met the same machine.</summary>
    public Estimate Ratio(int side, int over, Measure measure)
        => Judging.Estimate.Median(_rounds.Select(round => Value(round[side], measure) / Value(round[over], measure)));

    public double BytesPerOperation(int side)
        => Allocation.BytesPerOperation([.. _rounds.Select(round => (round[side].Bytes, round[side].Operations))], _bytesAreExact[side]);

    private static double Value(in Sample sample, Measure measure) => measure switch
    {
        Measure.Time => sample.NanosecondsPerOperation,
        Measure.Cpu => sample.Processor.TotalNanoseconds / sample.Operations,
        Measure.Throughput => 1e9 / sample.NanosecondsPerOperation,
        Measure.P50 => sample.P50,
        Measure.P99 => sample.P99,
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };
}
