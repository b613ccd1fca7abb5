using OpenTelemetry.Exporter;
using Platform.Audit.Export.Delivery;
using Platform.Audit.Export.OpenTelemetry.Logs;

namespace Platform.Audit.Export.OpenTelemetry;

/// <summary>Has the records of an audit log given to an OpenTelemetry collector.</summary>
public static class PlatformAuditExportOpenTelemetryExtensions
{
    /// <summary>Gives records to a collector as logs, over OTLP. A batch counts as given when the collector has taken every record of it.</summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="name">The name of the exporter: small letters, digits and <c>-</c>, at most 40.</param>
    /// <param name="configure">Says where to and how. Default: as the environment variables of OpenTelemetry say, or <c>http://localhost:4317</c> over gRPC.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditExportBuilder ToOtlp(this PlatformAuditExportBuilder builder, string name, Action<OtlpExporterOptions>? configure = null)
    {
        ExporterName.Require(name);
        return builder.To(provider =>
        {
            var options = new OtlpExporterOptions();
            configure?.Invoke(options);
            return new OtlpExporter(name, PlatformAuditExportExtensions.LogName(provider), options);
        });
    }
}
