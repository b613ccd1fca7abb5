using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;

namespace Platform.Audit.Tenants;

/// <summary>How far the log of a tenant has come: its checkpoint, as a record of the host's log. It is added before anybody else sees the
/// checkpoint.</summary>
/// <param name="Id">The id of the tenant.</param>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Naming">By which key ids are made (<see cref="TenantNames.Check"/>).</param>
internal readonly record struct TenantTree(string Id, ReadOnlyMemory<byte> Checkpoint, ReadOnlyMemory<byte> Naming) : IAuditEvent
{
    public static readonly AuditEventType Type = AuditEventType.Own("audit.tenant-tree", WhenAuditUnavailable.Reject);

    public AuditEventType EventType => Type;

    /// <summary>
    /// Reads a record of the host's log. What the process that has the log has added itself is as good as the log; what another has left
    /// for it
    /// is believed where a key of the log has signed the checkpoint, for whoever may write rows could say of any tenant that his log was
    /// taken back.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, long index, CheckpointPolicy policy, out AuditTenantStatement statement, out ReadOnlyMemory<byte> naming)
    {
        (statement, naming) = (default, default);
        if (!AuditRecord.TryRead(bytes, out var record) || record.IsFromIntake || !record.Name.SequenceEqual("audit.tenant-tree"u8))
            return false;
        ReadOnlySpan<byte> checkpoint = default;
        foreach (var field in record.Fields)
        {
            if (field.Kind != AuditValueKind.Bytes)
                continue;
            if (field.Name.SequenceEqual("checkpoint"u8))
                checkpoint = field.Bytes;
            else if (field.Name.SequenceEqual("naming"u8))
                naming = field.Bytes.ToArray();
        }
        if (!SignedNote.TryParse(checkpoint, out var note) || !CheckpointView.TryParse(note.Text, out var view)
            || TenantOrigin.FindId(policy.Origin, view.Origin) is not { } id)
            return false;
        if (record.IsRelayed && !policy.OfTenant(id).IsSignedByLog(note))
            return false;
        statement = new AuditTenantStatement(id, index, view.Size, view.Root, checkpoint.ToArray());
        return true;
    }

    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Target($"tenant:{Id}");
        writer.Outcome(AuditOutcome.Success);
        writer.Bytes("checkpoint", Checkpoint.Span);
        writer.Bytes("naming", Naming.Span);
    }
}
