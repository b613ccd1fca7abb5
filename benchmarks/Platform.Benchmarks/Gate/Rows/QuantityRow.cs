using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>A number the row measures in its own way.</summary>
internal sealed class QuantityRow(
    string name, string? against, string measure, string unit, Noise noise, Func<CancellationToken, ValueTask<Quantity>> measureAsync) : GateRow(name)
{
    private readonly GateLine _line = new(
        name, against, measure, against is null ? unit : Unit.Ratio, Better.AsTheBarSays, CountsBytes: false, Noisy: noise == Noise.Timing);

    internal override IReadOnlyList<GateLine> Lines => [_line];

    internal override async Task<IReadOnlyList<LineMeasurement>> MeasureAsync(RowContext context, CancellationToken cancellationToken)
    {
        var (ours, peer) = await measureAsync(cancellationToken);
        return [new(_line, Estimate.Exact(ours / (peer ?? 1)), ours, peer, unit, null, null, 1, [])];
    }
}

/// <param name="Ours">Ours.</param>
/// <param name="Peer">The peer's, where the ratio is judged.</param>
internal readonly record struct Quantity(double Ours, double? Peer);
