namespace Platform.Audit.Tenants;

/// <summary>Something about the log of a tenant that does not fit.</summary>
/// <param name="Id">The id of the tenant.</param>
/// <param name="Fault">What it is.</param>
/// <param name="Description">For people.</param>
public sealed record AuditTenantFinding(string Id, AuditTenantFault Fault, string Description);
