using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>The numbers for a program: everything in base units, nothing rounded.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // For files, never for a page: '<=' should stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(GateReport report) => JsonSerializer.Serialize(
        new
        {
            report.Machine,
            Form = report.Ci ? "ci" : "full",
            report.Passed,
            report.Summary,
            Lines = report.Lines.Select(Line),
        },
        Options);

    private static object Line(JudgedLine line) => new
    {
        line.Area,
        line.Line.Row,
        line.Line.Against,
        line.Line.Measure,
        line.Line.Unit,
        line.Measured?.Value,
        line.Measured?.SideUnit,
        line.Measured?.Ours,
        line.Measured?.Peer,
        line.Measured?.OurBytes,
        line.Measured?.PeerBytes,
        line.Measured?.Rounds,
        Bar = line.Bar.Bound?.Text,
        Aim = line.Bar.Aim?.Text,
        BytesBar = line.Bar.Bytes?.Text,
        Verdict = line.Judgement.Verdict.ToString().ToLowerInvariant(),
        Reason = line.Judgement.Reason.Length == 0 ? null : line.Judgement.Reason,
        Seconds = line.Elapsed.TotalSeconds,
        Parts = line.Measured?.Parts is { Count: > 0 } parts ? parts : null,
    };
}
