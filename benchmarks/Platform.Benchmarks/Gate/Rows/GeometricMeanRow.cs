using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>One judged number for a family of inputs, so that no single input can be tuned for.</summary>
internal sealed class GeometricMeanRow : GateRow
{
    private readonly Pair[] _pairs;
    private readonly GateLine _line;

    public GeometricMeanRow(string name, string against, Pair[] pairs) : base(name)
    {
        if (pairs.Length < 2)
            throw new ArgumentException($"'{name}' is a mean of fewer than two pairs.", nameof(pairs));

        foreach (var pair in pairs)
            SideRules.Check($"{name}: {pair.Name}", [pair.Ours, pair.Peer], [Measure.Time]);
        _pairs = pairs;
        _line = new(name, against, Measure.Time.InWords(), Unit.Ratio, Better.Lower, CountsBytes: true, Noisy: true);
    }

    internal override IReadOnlyList<GateLine> Lines => [_line];

    internal override async Task<IReadOnlyList<LineMeasurement>> MeasureAsync(RowContext context, CancellationToken cancellationToken)
    {
        var plan = context.Plan.Shared(_pairs.Length);
        List<PartMeasurement> parts = [];
        var rounds = 0;
        foreach (var pair in _pairs)
        {
            // A part has no bar of its own, so nothing about it is ever undecided.
            var measured = await SideRules.MeasureAsync([pair.Ours, pair.Peer], plan, _ => false, cancellationToken);
            rounds += measured.Count;
            parts.Add(new(
                pair.Name,
                measured.Ratio(0, 1, Measure.Time),
                measured.Estimate(0, Measure.Time).Value,
                measured.Estimate(1, Measure.Time).Value,
                measured.BytesPerOperation(0),
                measured.BytesPerOperation(1)));
        }

        return
        [
            new(
                _line,
                Estimate.GeometricMean(parts.Select(part => part.Ratio)),
                Statistics.GeometricMean(parts.Select(part => part.Ours)),
                Statistics.GeometricMean(parts.Select(part => part.Peer)),
                Unit.Nanoseconds,
                // The worst part is judged: a mean would let one input pay for another.
                parts.Max(part => part.OurBytes),
                parts.Max(part => part.PeerBytes),
                rounds,
                parts),
        ];
    }
}
