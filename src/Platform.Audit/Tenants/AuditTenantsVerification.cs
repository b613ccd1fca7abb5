namespace Platform.Audit.Tenants;

/// <summary>What came of verifying the logs of tenants.</summary>
/// <param name="Findings">What does not fit; empty where everything does.</param>
/// <param name="Tenants">How many tenants there are: with a store, or in the log of the host.</param>
/// <param name="Statements">How many statements of the host's log were compared.</param>
public sealed record AuditTenantsVerification(IReadOnlyList<AuditTenantFinding> Findings, int Tenants, long Statements)
{
    /// <summary>Whether every log is what was signed.</summary>
    public bool IsIntact => Findings.Count == 0;
}
