using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Sampling;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>Ours against any number of peers, measured together in the same rounds.</summary>
internal sealed class ComparisonRow : GateRow
{
    private readonly Side[] _sides;
    private readonly Subject[] _subjects;

    public ComparisonRow(string name, Measure[] measures, Side ours, Side[] peers) : base(name)
    {
        if (measures.Length == 0)
            throw new ArgumentException($"'{name}' measures nothing.", nameof(measures));

        _sides = [ours, .. peers];
        SideRules.Check(name, _sides, measures);
        int[] against = peers.Length == 0 ? [0] : [.. Enumerable.Range(1, peers.Length)];
        _subjects =
        [
            .. from peer in against
               from measure in measures
               select new Subject(Describe(name, measure, peer == 0 ? null : _sides[peer]), measure, peer),
        ];
    }

    internal override IReadOnlyList<GateLine> Lines => [.. _subjects.Select(subject => subject.Line)];

    internal override async Task<IReadOnlyList<LineMeasurement>> MeasureAsync(RowContext context, CancellationToken cancellationToken)
    {
        var plan = context.Plan.For(_subjects.Select(subject => subject.Measure));
        if (EndsOnDisk)
            plan = plan.OnDisk();
        var rounds = await SideRules.MeasureAsync(_sides, plan, IsUndecided, cancellationToken);
        return [.. _subjects.Select(subject => Measured(subject, rounds))];

        bool IsUndecided(Rounds soFar) => _subjects.Any(subject => context.IsUndecided(subject.Line, Value(subject, soFar)));
    }

    private static GateLine Describe(string name, Measure measure, Side? peer) => new(
        name,
        peer?.Name,
        measure.InWords(),
        peer is not null ? Unit.Ratio : measure == Measure.Throughput ? Unit.PerSecond : Unit.Nanoseconds,
        measure == Measure.Throughput ? Better.Higher : Better.Lower,
        CountsBytes: true,
        Noisy: true);

    private static Estimate Value(Subject subject, Rounds rounds)
        => subject.Peer == 0 ? rounds.Estimate(0, subject.Measure) : rounds.Ratio(0, subject.Peer, subject.Measure);

    private static LineMeasurement Measured(Subject subject, Rounds rounds) => new(
        subject.Line,
        Value(subject, rounds),
        rounds.Estimate(0, subject.Measure).Value,
        subject.Peer == 0 ? null : rounds.Estimate(subject.Peer, subject.Measure).Value,
        subject.Measure == Measure.Throughput ? Unit.PerSecond : Unit.Nanoseconds,
        rounds.BytesPerOperation(0),
        subject.Peer == 0 ? null : rounds.BytesPerOperation(subject.Peer),
        rounds.Count,
        []);

    /// <param name="Line">The judged line.</param>
    /// <param name="Measure">What it measures.</param>
    /// <param name="Peer">Index among the sides; 0, which is ours, where there is none.</param>
    private sealed record Subject(GateLine Line, Measure Measure, int Peer);
}
