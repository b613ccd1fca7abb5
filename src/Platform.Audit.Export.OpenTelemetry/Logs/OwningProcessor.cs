using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Platform.Audit.Export.OpenTelemetry.Logs;

/// <summary>Makes an exporter part of the provider, whose resource it sends, and ends it with that. It gives it nothing: <see cref="ConfirmingExporter"/> does.</summary>
internal sealed class OwningProcessor(BaseExporter<LogRecord> exporter) : BaseExportProcessor<LogRecord>(exporter)
{
    protected override void OnExport(LogRecord data)
    {
    }
}
