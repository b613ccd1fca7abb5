using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Audit.Tenants;

namespace Platform.Audit;

/// <summary>Failed while nothing can be recorded, degraded while checkpoints do not get where they belong.</summary>
internal sealed class AuditLogHealthCheck(AuditLog log, TenantPool? tenants = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        log.Unavailability is { } reason ? new HealthCheckResult(context.Registration.FailureStatus, reason)
        : log.IsPublicationFailing ? HealthCheckResult.Degraded("Checkpoints of the audit log cannot be stored, published or witnessed. Recording goes on.")
        : tenants?.CountFailing() is > 0 and var failing ? HealthCheckResult.Degraded(FormattableString.Invariant($"{failing} audit logs of tenants cannot be written, or their checkpoints do not get into the log of the host."))
        : HealthCheckResult.Healthy(log.IsElsewhere ? "Another process has the audit log. What is appended here is left for it, on the disk." : null));
}
