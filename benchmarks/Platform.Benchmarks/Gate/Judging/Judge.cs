using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Judging;

/// <summary>Holds a measurement against its bar.</summary>
/// <param name="slack">By what factor a value that depends on time may miss its bar; 1 for not at all. Counts and bytes get none.</param>
internal sealed class Judge(double slack)
{
    /// <summary>What <c>--ci</c> forgives: neighbours on a shared machine do not treat both sides quite alike.</summary>
    public const double SlackOfCi = 1.5;

    public Judgement Judgement(LineMeasurement measured, Bar bar)
    {
        List<string> missed = [];
        var value = measured.Value.Value;
        if (bar.Bound is { } bound && !Effective(bound, measured.Line).Holds(value))
            missed.Add(measured.Line.Measure);
        if (bar.Bytes is { } bytes && !(measured.OurBytes is { } ours && bytes.Holds(ours, measured.PeerBytes)))
            missed.Add("bytes");
        if (missed.Count > 0)
            return new(Verdict.Missed, string.Join(" and ", missed));

        if (bar.Bound?.Holds(value) == false)
            return new(Verdict.Slack, "over the bar");
        return new(bar.Aim?.Holds(value) == true ? Verdict.Aim : Verdict.Pass);
    }

    /// <summary>Whether the interval lies partly within the bar and partly beyond it.</summary>
    public bool IsUndecided(GateLine line, Estimate value, Bar bar)
    {
        if (bar.Bound is not { } bound)
            return false;
        var effective = Effective(bound, line);
        var holds = effective.Holds(value.Value);
        return effective.Holds(value.Low) != holds || effective.Holds(value.High) != holds;
    }

    private Bound Effective(Bound bound, GateLine line) => line.Noisy ? bound.Loosened(slack) : bound;
}
