using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.SelfTest;

/// <summary>Rows and bars whose verdict is known, put through the same run as real ones.</summary>
internal sealed record Plant(string Name, string Bars, params GateRow[] Rows)
{
    /// <summary>What the verdict of every line must be.</summary>
    public Verdict Expected { init => ExpectedOf = _ => value; }

    /// <summary>What the verdict must be where lines differ.</summary>
    public Func<GateLine, Verdict> ExpectedOf { get; init; } = _ => Verdict.Pass;

    /// <summary>What a line's reason must contain.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the refusal of the bars must contain, where they must be refused.</summary>
    public string? Refusal { get; init; }

    /// <summary>In what range the measured value must lie, so that the plant is seen for what it is and not by luck.</summary>
    public (double Least, double Most)? Value { get; init; }

    public GateOptions Options { get; init; } = new();

    /// <summary>Null when the gate judged as it should, otherwise what it did instead.</summary>
    public async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var run = new GateRun([new PlantedArea(Rows)], BarsFile.Parse(Bars), Options, static _ => null);
            if (Refusal is not null)
                return $"the bars were accepted, where '{Refusal}' was to be refused";

            await foreach (var line in run.RunAsync(cancellationToken))
            {
                if (Complaint(line) is { } complaint)
                    return complaint;
            }

            return null;
        }
        catch (BarsException error)
        {
            if (Refusal is null)
                return $"the bars were refused: {error.Message}";
            return error.Message.Contains(Refusal, StringComparison.Ordinal) ? null : $"refused for another reason: {error.Message}";
        }
    }

    private string? Complaint(JudgedLine line)
    {
        var judgement = line.Judgement;
        var expected = ExpectedOf(line.Line);
        if (judgement.Verdict != expected)
        {
            var figures = $"{line.Measured?.Value.Value:0.###}, {line.Measured?.OurBytes} B";
            return $"{line.Line} was judged {judgement.Verdict} ({judgement.Reason}; {figures}), not {expected}";
        }

        if (!judgement.Reason.Contains(Reason, StringComparison.Ordinal))
            return $"the reason was '{judgement.Reason}', not '{Reason}'";
        if (Value is var (least, most) && !(line.Measured?.Value.Value is { } value && value >= least && value <= most))
            return $"{line.Line} was measured as {line.Measured?.Value.Value:0.###}, which is not between {least} and {most}";
        return null;
    }

    private sealed class PlantedArea(IReadOnlyList<GateRow> rows) : IGateArea
    {
        public string Name => "plant";

        public IEnumerable<GateRow> Rows() => rows;
    }
}
