using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>Rows and bars, with nothing measured.</summary>
internal static class ListReport
{
    public static void Write(GateRun run, TextWriter output)
    {
        var plan = run.Plan.ToArray();
        var name = plan.Max(line => Cells.Label(line.Line).Length);
        var bar = plan.Max(line => line.Bar.Bound?.Text.Length ?? 1);
        foreach (var area in plan.GroupBy(line => line.Area))
        {
            output.WriteLine(area.Key);
            foreach (var (_, needs, line, judged) in area)
            {
                string?[] notes =
                [
                    judged.Aim is { } aim ? $"aim {aim.Text}" : null,
                    judged.Bytes is { } bytes ? $"bytes {bytes.Text}" : null,
                    needs == Servers.None ? null : $"needs {ServerAddresses.Missing(needs, _ => null)}",
                ];
                var bound = judged.Bound?.Text ?? "-";
                var text = $"  {Cells.Label(line).PadRight(name)}  {bound.PadRight(bar)}  {string.Join(", ", notes.Where(note => note is not null))}";
                output.WriteLine(text.TrimEnd());
            }
        }
    }
}
