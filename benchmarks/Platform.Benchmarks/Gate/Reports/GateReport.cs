using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>All that a run of the gate has to say.</summary>
internal sealed record GateReport(Machine Machine, bool Ci, IReadOnlyList<JudgedLine> Lines)
{
    public bool Passed => Lines.All(line => !line.Judgement.Fails);

    public string Summary
    {
        get
        {
            string[] counts =
            [
                Count("passed", Verdict.Pass, Verdict.Aim, Verdict.Slack),
                Count("missed", Verdict.Missed),
                Count("broken", Verdict.Broken),
                Count("skipped", Verdict.Skipped),
                Count("skipped against --require-all", Verdict.Required),
            ];
            var verdict = Passed ? "the gate is open" : "the gate is shut";
            var form = Ci ? " (--ci: quick, with slack; the full form is what counts)" : "";
            return $"{string.Join(", ", counts.Where(count => count.Length > 0))}: {verdict}{form}";
        }
    }

    private string Count(string word, params Verdict[] verdicts)
        => Lines.Count(line => verdicts.Contains(line.Judgement.Verdict)) is > 0 and var count ? $"{count} {word}" : "";
}
