using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>How much effort a row may take, and when an estimate is good enough to be judged.</summary>
/// <param name="Plan">Sample lengths, rounds and time budget.</param>
/// <param name="IsUndecided">Whether the bar lies inside the estimate's interval, so that more rounds would be worth their time.</param>
internal sealed record RowContext(SamplingPlan Plan, Func<GateLine, Estimate, bool> IsUndecided);

/// <summary>What came out for one line.</summary>
/// <param name="Line">The line.</param>
/// <param name="Value">The judged value: a ratio, or ours where there is no peer.</param>
/// <param name="Ours">Ours in <paramref name="SideUnit"/>.</param>
/// <param name="Peer">The peer's in <paramref name="SideUnit"/>.</param>
/// <param name="SideUnit">Unit of the two sides.</param>
/// <param name="OurBytes">Bytes that one of our operations allocates, where they are counted.</param>
/// <param name="PeerBytes">The same for the peer.</param>
/// <param name="Rounds">How many rounds the estimate rests on.</param>
/// <param name="Parts">The parts of a geometric mean.</param>
internal sealed record LineMeasurement(
    GateLine Line,
    Estimate Value,
    double Ours,
    double? Peer,
    string SideUnit,
    double? OurBytes,
    double? PeerBytes,
    int Rounds,
    IReadOnlyList<PartMeasurement> Parts);

/// <summary>One pair of a geometric mean.</summary>
internal sealed record PartMeasurement(string Name, Estimate Ratio, double Ours, double Peer, double OurBytes, double PeerBytes);
