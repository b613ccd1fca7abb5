using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets;

/// <summary>A span for each run, and what came of it in numbers. Tags are names that the program gave, never data.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string DataSetTag = "platform.dataset.name";
    private const string OutcomeTag = "platform.dataset.outcome";

    private static readonly ActivitySource Source = new("Platform.Validation.DataSets");

    private readonly Meter _meter = new("Platform.Validation.DataSets");
    private readonly Counter<long> _rows;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;

    public Telemetry()
    {
        _rows = _meter.CreateCounter<long>("platform.dataset.rows", "{row}", "Rows read, by whether they passed, failed or were refused.");
        _failures = _meter.CreateCounter<long>("platform.dataset.rule.failures", "{row}", "Rows that broke a rule, by the rule.");
        _duration = _meter.CreateHistogram<double>("platform.dataset.duration", "s", "How long runs took.");
    }

    public static Activity? Start(string dataSet) => Source.HasListeners()
        ? Source.StartActivity("check data set", ActivityKind.Internal, default(ActivityContext), [new KeyValuePair<string, object?>(DataSetTag, dataSet)])
        : null;

    public static void End(Activity? span, DataSetReport report)
    {
        span?.SetTag("platform.dataset.rows", report.Rows.Read);
        span?.SetTag(OutcomeTag, Words(report.Outcome));
    }

    /// <summary>Rows are counted as they are read, so that a long run is seen while it lasts.</summary>
    public void CountRows(string dataSet, long passed, long failed, long refused)
    {
        var name = new KeyValuePair<string, object?>(DataSetTag, dataSet);
        if (passed > 0)
            _rows.Add(passed, name, new KeyValuePair<string, object?>(OutcomeTag, "passed"));
        if (failed > 0)
            _rows.Add(failed, name, new KeyValuePair<string, object?>(OutcomeTag, "failed"));
        if (refused > 0)
            _rows.Add(refused, name, new KeyValuePair<string, object?>(OutcomeTag, "refused"));
    }

    public void CountRun(string dataSet, DataSetReport report)
    {
        var name = new KeyValuePair<string, object?>(DataSetTag, dataSet);
        foreach (var rule in report.Rules.Where(rule => rule.Failed > 0))
            _failures.Add(rule.Failed!.Value, name, new KeyValuePair<string, object?>("platform.dataset.rule", rule.Id));
        _duration.Record(report.Elapsed.TotalSeconds, name, new KeyValuePair<string, object?>(OutcomeTag, Words(report.Outcome)));
    }

    public void Dispose() => _meter.Dispose();

    private static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "passed",
        Outcome.Warned => "warned",
        Outcome.Failed => "failed",
        _ => "not-checked",
    };
}
