using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>Writes the table line by line while the rows are measured, so its widths are set before the first.</summary>
internal sealed class ConsoleTable
{
    private const int Figure = 10;
    private readonly TextWriter _output;
    private readonly int _name;
    private readonly int _bar;
    private readonly int _aim;
    private readonly int _bytesBar;
    private string? _area;

    public ConsoleTable(TextWriter output, GateRun run)
    {
        _output = output;
        var plan = run.Plan.ToArray();
        _name = Widest(plan.Select(line => Cells.Label(line.Line)), least: 24);
        _bar = Widest(plan.Select(line => line.Bar.Bound?.Text), least: 8);
        _aim = Widest(plan.Select(line => line.Bar.Aim?.Text), least: 3);
        _bytesBar = Widest(plan.Select(line => line.Bar.Bytes?.Text), least: 3);
        Draw(Cells.Header);
        Draw(new(Rule(_name), Rule(Figure), Rule(Figure), Rule(Figure), Rule(7), Rule(_bar), Rule(_aim), Rule(Figure), Rule(_bytesBar), Rule(7)));
    }

    public void Write(JudgedLine line)
    {
        if (line.Area != _area)
            _output.WriteLine(_area = line.Area);
        Draw(Cells.Of(line));
        foreach (var part in line.Measured?.Parts ?? (IReadOnlyList<PartMeasurement>)[])
            Draw(Cells.Of(part));
        _output.Flush();
    }

    private void Draw(Cells cells)
        => _output.WriteLine(string.Join("  ",
            cells.Name.PadRight(_name),
            cells.Ours.PadLeft(Figure),
            cells.Peer.PadLeft(Figure),
            cells.Value.PadLeft(Figure),
            cells.Spread.PadLeft(7),
            cells.Bar.PadRight(_bar),
            cells.Aim.PadRight(_aim),
            cells.Bytes.PadLeft(Figure),
            cells.BytesBar.PadRight(_bytesBar),
            cells.Verdict).TrimEnd());

    private static int Widest(IEnumerable<string?> texts, int least) => Math.Max(least, texts.Max(text => text?.Length ?? 1));

    private static string Rule(int width) => new('─', width);
}
