using System.Diagnostics.Metrics;
using Platform.Audit.Export.Delivery;

namespace Platform.Audit.Export;

/// <summary>What the package measures, by exporter.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string Exporter = "platform.audit.exporter";

    private readonly Meter _meter = new("Platform.Audit.Export");
    private readonly Counter<long> _records;
    private readonly Counter<long> _failures;

    public Telemetry()
    {
        _records = _meter.CreateCounter<long>("platform.audit.export.records", "{record}", "Records that an exporter has got rid of, by exporter. Those that were given again are counted again.");
        _failures = _meter.CreateCounter<long>("platform.audit.export.failures", "{attempt}", "Attempts of an exporter that failed, by exporter.");
    }

    /// <summary>Shows how exporters stand whenever somebody looks: what is only said when it changes keeps its last value once nothing runs any more.</summary>
    public void Observe(IReadOnlyList<ExportStanding> standings)
    {
        _meter.CreateObservableGauge(
            "platform.audit.export.lag",
            () => standings.Where(static each => each.Lag is not null).Select(static each => Measure(each, each.Lag!.Value)),
            "{record}",
            "Records of the log that an exporter has not got rid of yet, by exporter.");
        _meter.CreateObservableGauge(
            "platform.audit.export.stopped",
            () => standings.Select(static each => Measure(each, each.StoppedFor is null ? 0 : 1)),
            "{exporter}",
            "1 where an exporter has stopped for good, by exporter.");
    }

    public void Exported(string exporter, int count) => _records.Add(count, new KeyValuePair<string, object?>(Exporter, exporter));

    public void Failed(string exporter) => _failures.Add(1, new KeyValuePair<string, object?>(Exporter, exporter));

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measure(ExportStanding standing, long value) => new(value, new KeyValuePair<string, object?>(Exporter, standing.Exporter));
}
