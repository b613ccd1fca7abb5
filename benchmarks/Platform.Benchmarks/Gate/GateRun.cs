using System.Diagnostics;
using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sampling;

namespace Platform.Benchmarks.Gate;

/// <summary>Measures rows one after another and judges each.</summary>
internal sealed class GateRun
{
    private readonly IReadOnlyList<(IGateArea Area, GateRow Row)> _rows;
    private readonly BarTable _bars;
    private readonly GateOptions _options;
    private readonly Func<string, string?> _environment;
    private readonly Judge _judge;

    /// <exception cref="BarsException">Rows and bars do not fit each other, in whatever area.</exception>
    /// <exception cref="UsageException">No such area or row.</exception>
    public GateRun(IReadOnlyList<IGateArea> areas, IReadOnlyList<Bar> bars, GateOptions options, Func<string, string?> environment)
    {
        var rows = areas.SelectMany(area => area.Rows(), (area, row) => (Area: area, Row: row)).ToArray();
        _bars = BarTable.Join(bars, rows.SelectMany(row => row.Row.Lines, (row, line) => (row.Area.Name, line)));
        _options = options;
        _environment = environment;
        _judge = new Judge(options.Ci ? Judge.SlackOfCi : 1);

        if (options.Areas.Except(areas.Select(area => area.Name)).FirstOrDefault() is { } unknown)
            throw new UsageException($"There is no area '{unknown}'. There are: {string.Join(", ", areas.Select(area => area.Name))}.");
        _rows =
        [
            .. rows.Where(row => (options.Areas.Count == 0 || options.Areas.Contains(row.Area.Name))
                && (options.Row is null || row.Row.Name.Contains(options.Row, StringComparison.OrdinalIgnoreCase))),
        ];
        if (_rows.Count == 0)
            throw new UsageException(options.Row is null ? "There are no rows." : $"No row's name contains '{options.Row}'.");
    }

    /// <summary>What would be judged, and by which bar.</summary>
    public IEnumerable<(string Area, Servers Needs, GateLine Line, Bar Bar)> Plan
        => _rows.SelectMany(row => row.Row.Lines, (row, line) => (row.Area.Name, row.Row.Needs, line, _bars[row.Area.Name, line]));

    /// <summary>Measures and judges, handing on each row's results as soon as they are there.</summary>
    public async IAsyncEnumerable<JudgedLine> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (area, row) in _rows)
        {
            foreach (var line in await JudgeAsync(area.Name, row, cancellationToken))
                yield return line;
        }
    }

    private async Task<IReadOnlyList<JudgedLine>> JudgeAsync(string area, GateRow row, CancellationToken cancellationToken)
    {
        if (ServerAddresses.Missing(row.Needs, _environment) is { } missing)
        {
            var skipped = new Judgement(_options.RequireAll ? Verdict.Required : Verdict.Skipped, $"needs {missing}");
            return [.. row.Lines.Select(line => Unmeasured(line, skipped, TimeSpan.Zero))];
        }

        // Also with --require-all, which asks for servers: this row is left out on purpose, and nothing is missing.
        if (_options.Ci && row.NeedsFullForm)
            return [.. row.Lines.Select(line => Unmeasured(line, new Judgement(Verdict.Skipped, "needs the full form"), TimeSpan.Zero))];

        var started = Stopwatch.GetTimestamp();
        try
        {
            var context = new RowContext(
                _options.Ci ? SamplingPlan.Quick : SamplingPlan.Full,
                (line, value) => _judge.IsUndecided(line, value, _bars[area, line]));
            var measured = await row.MeasureAsync(context, cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(started);
            return [.. measured.Select(line => Judged(line, _bars[area, line.Line], elapsed))];
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // One broken row must not hide what the others would say.
            var broken = new Judgement(Verdict.Broken, error is AnswerException ? error.Message : $"{error.GetType().Name}: {error.Message}");
            return [.. row.Lines.Select(line => Unmeasured(line, broken, Stopwatch.GetElapsedTime(started)))];
        }

        JudgedLine Judged(LineMeasurement line, Bar bar, TimeSpan elapsed) => new(area, line.Line, bar, line, _judge.Judgement(line, bar), elapsed);

        JudgedLine Unmeasured(GateLine line, Judgement judgement, TimeSpan elapsed) => new(area, line, _bars[area, line], null, judgement, elapsed);
    }
}

/// <summary>One line with everything there is to say about it.</summary>
internal sealed record JudgedLine(string Area, GateLine Line, Bar Bar, LineMeasurement? Measured, Judgement Judgement, TimeSpan Elapsed);
