using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>What the log of the host says of the log of a tenant in one of its records: how far it had come.</summary>
/// <param name="Id">The id of the tenant (<see cref="IAuditTenants.IdOf"/>).</param>
/// <param name="Index">The index of the record in the log of the host.</param>
/// <param name="Size">How many records the log of the tenant had.</param>
/// <param name="Root">The root of its tree.</param>
/// <param name="Checkpoint">Its checkpoint, the signed note that says both.</param>
public readonly record struct AuditTenantStatement(string Id, long Index, long Size, TreeHash Root, ReadOnlyMemory<byte> Checkpoint);
