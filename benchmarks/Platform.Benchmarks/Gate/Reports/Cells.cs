using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>One line of the table as text, whatever the table is drawn with.</summary>
internal sealed record Cells(
    string Name, string Ours, string Peer, string Value, string Spread, string Bar, string Aim, string Bytes, string BytesBar, string Verdict)
{
    public static Cells Header { get; } = new("row", "ours", "peer", "ratio", "spread", "bar", "aim", "bytes", "bar", "verdict");

    public static Cells Of(JudgedLine line)
    {
        var (measured, bar) = (line.Measured, line.Bar);
        return new(
            Label(line.Line),
            measured is null ? "" : Figures.Show(measured.Ours, measured.SideUnit),
            measured?.Peer is { } peer ? Figures.Show(peer, measured.SideUnit) : "",
            measured?.Peer is null ? "" : Figures.Show(measured.Value.Value, line.Line.Unit),
            measured is { Rounds: > 1 } ? Figures.Spread(measured.Value) : "",
            bar.Bound?.Text ?? "-",
            bar.Aim?.Text ?? "-",
            measured?.OurBytes is { } bytes ? Figures.Bytes(bytes) : "",
            bar.Bytes?.Text ?? "-",
            Words(line.Judgement));
    }

    public static Cells Of(PartMeasurement part) => new(
        $"  · {part.Name}",
        Figures.Show(part.Ours, Unit.Nanoseconds),
        Figures.Show(part.Peer, Unit.Nanoseconds),
        Figures.Show(part.Ratio.Value, Unit.Ratio),
        Figures.Spread(part.Ratio),
        "",
        "",
        Figures.Bytes(part.OurBytes),
        "",
        "");

    public static string Label(GateLine line) => line switch
    {
        { Measure: "time", Against: null } => line.Row,
        { Measure: "time" } => $"{line.Row} vs {line.Against}",
        { Against: null } => $"{line.Row}, {line.Measure}",
        _ => $"{line.Row} vs {line.Against}, {line.Measure}",
    };

    private static string Words(Judgement judgement)
    {
        var word = judgement.Verdict switch
        {
            Judging.Verdict.Pass => "pass",
            Judging.Verdict.Aim => "pass, aim reached",
            Judging.Verdict.Slack => "pass by slack",
            Judging.Verdict.Missed => "MISSED",
            Judging.Verdict.Broken => "BROKEN",
            Judging.Verdict.Skipped => "skipped",
            Judging.Verdict.Required => "FAILED",
            _ => throw new ArgumentOutOfRangeException(nameof(judgement)),
        };
        return judgement.Reason.Length == 0 ? word : $"{word}: {judgement.Reason}";
    }
}
