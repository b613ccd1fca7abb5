using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Audit;

/// <summary>Failed while nothing can be recorded, degraded while checkpoints do not get where they belong.</summary>
internal sealed class AuditLogHealthCheck(AuditLog log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        log.Unavailability is { } reason ? new HealthCheckResult(context.Registration.FailureStatus, reason)
        : log.IsPublicationFailing ? HealthCheckResult.Degraded("Checkpoints of the audit log cannot be stored, published or witnessed. Recording goes on.")
        : HealthCheckResult.Healthy(log.IsElsewhere ? "Another process has the audit log. What is appended here is left for it, on the disk." : null));
}
