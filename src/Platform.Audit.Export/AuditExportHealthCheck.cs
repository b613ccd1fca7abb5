using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.Audit.Export.Delivery;

namespace Platform.Audit.Export;

/// <summary>Failed where an exporter has stopped for good, degraded while one fails for longer than a receiver may be away.</summary>
internal sealed class AuditExportHealthCheck(ExportService service, IOptions<PlatformAuditExportOptions> options, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stopped = service.Standings.Where(static each => each.StoppedFor is not null).ToList();
        if (stopped.Count > 0)
            return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', stopped.Select(static each => $"The exporter {each.Exporter} of the audit log has stopped for good: {each.StoppedFor}"))));
        var now = time.GetUtcNow();
        var failing = service.Standings.Where(each => each.FailingSince is { } since && now - since >= options.Value.DegradedAfter).Select(static each => each.Exporter).ToList();
        return Task.FromResult(failing.Count > 0
            ? HealthCheckResult.Degraded($"Records of the audit log are not taken by: {string.Join(", ", failing)}. They are given again until they are; recording goes on.")
            : HealthCheckResult.Healthy());
    }
}
