using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Sequencing;

namespace Platform.Audit.Tenants;

/// <summary>The log of a tenant was removed. It lets something be missing, so it counts by the signature of the host's log.</summary>
/// <param name="Id">The id of the tenant.</param>
/// <param name="Reason">Why.</param>
/// <param name="Keys">The keys of the host's log.</param>
internal readonly record struct TenantRemoved(string Id, string? Reason, LogKeys Keys) : IAuditEvent
{
    public static readonly AuditEventType Type = AuditEventType.Own("audit.tenant-removed", WhenAuditUnavailable.Reject);

    private const string Prefix = "tenant:";

    public AuditEventType EventType => Type;

    /// <summary>The id of the tenant whose log is said to be removed; <see langword="null"/> where the record says no such thing, or no key
    /// has signed it.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, CheckpointPolicy policy)
    {
        if (!Statement.IsSigned(bytes, "audit.tenant-removed"u8, policy) || !AuditRecord.TryRead(bytes, out var record)
            || !record.TryGetText(AuditField.Target, out var target))
            return null;
        var text = Encoding.UTF8.GetString(target);
        return text.StartsWith(Prefix, StringComparison.Ordinal) && TenantOrigin.IsId(text.AsSpan(Prefix.Length)) ? text[Prefix.Length..]
            : null;
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target(Prefix + Id);
        writer.Outcome(AuditOutcome.Success);
        writer.Reason(Reason);
        Statement.Sign(ref writer, Keys);
    }
}
