using System.Diagnostics.Metrics;

namespace Platform.Audit.Export;

/// <summary>What the package measures, by exporter.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string Exporter = "platform.audit.exporter";

    private readonly Meter _meter = new("Platform.Audit.Export");
    private readonly Counter<long> _records;
    private readonly Counter<long> _failures;
    private readonly Gauge<long> _lag;

    public Telemetry()
    {
        _records = _meter.CreateCounter<long>("platform.audit.export.records", "{record}", "Records that an exporter has got rid of, by exporter. Those that were given again are counted again.");
        _failures = _meter.CreateCounter<long>("platform.audit.export.failures", "{attempt}", "Attempts of an exporter that failed, by exporter.");
        _lag = _meter.CreateGauge<long>("platform.audit.export.lag", "{record}", "Records of the log that an exporter has not got rid of yet, by exporter.");
    }

    public void Exported(string exporter, int count) => _records.Add(count, new KeyValuePair<string, object?>(Exporter, exporter));

    public void Failed(string exporter) => _failures.Add(1, new KeyValuePair<string, object?>(Exporter, exporter));

    public void Lags(string exporter, long records) => _lag.Record(records, new KeyValuePair<string, object?>(Exporter, exporter));

    public void Dispose() => _meter.Dispose();
}
