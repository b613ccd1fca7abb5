using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using Platform.Audit.Export.OpenTelemetry.Logs;

namespace Platform.Audit.Export.OpenTelemetry;

/// <summary>Has the records of an audit log given to an OpenTelemetry collector.</summary>
public static class PlatformAuditExportOpenTelemetryExtensions
{
    private const string UnnamedLog = "platform-audit";

    /// <summary>Gives records to a collector as logs, over OTLP. A batch counts as given when the collector has taken every record of it.</summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="name">The name of the exporter: small letters, digits and <c>-</c>, at most 40.</param>
    /// <param name="configure">Says where to and how. Default: as the environment variables of OpenTelemetry say, or <c>http://localhost:4317</c> over gRPC.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditExportBuilder ToOtlp(this PlatformAuditExportBuilder builder, string name, Action<OtlpExporterOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return builder.To(provider =>
        {
            var options = new OtlpExporterOptions();
            configure?.Invoke(options);
            var log = provider.GetRequiredService<IOptions<PlatformAuditExportOptions>>().Value.LogName ?? provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value.Origin ?? UnnamedLog;
            return new OtlpExporter(name, log, options);
        });
    }
}
