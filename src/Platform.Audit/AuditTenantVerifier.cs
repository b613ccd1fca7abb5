using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Proofs;
using Platform.Audit.Tenants;

namespace Platform.Audit;

/// <summary>
/// Verifies that a record is in the log of a tenant, and that the log of the host had this very tree under its checkpoint: with nothing but
/// the record, its proof (<see cref="IAuditTenants.ProveAsync"/>) and a pinned policy. No network, no
/// clock, no store.
/// </summary>
public static class AuditTenantVerifier
{
    /// <summary>Verifies the proof of a tenant's record against both logs.</summary>
    /// <param name="record">The exact bytes of the record.</param>
    /// <param name="proof">The contents of the <c>.tlog-proof</c> file.</param>
    /// <param name="id">The id of the tenant (<see cref="IAuditTenants.IdOf"/>), pinned like the policy.</param>
    /// <param name="host">Whom to believe about the log of the host; its keys sign the logs of tenants too.</param>
    /// <returns>What came of it: the index in the tenant's log, and the size of that. Whatever the bytes are, nothing throws.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> is no id of a tenant.</exception>
    public static AuditVerification Verify(ReadOnlySpan<byte> record, ReadOnlySpan<byte> proof, string id, CheckpointPolicy host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var found = AuditVerifier.Verify(record, proof, host.OfTenant(id));
        if (!found.IsVerified)
            return found;
        if (!TlogProof.TryParse(proof, out var read))
            return new AuditVerification(AuditVerificationResult.Malformed, 0, 0);
        var extra = new byte[read.ExtraLength];
        read.CopyExtra(extra);
        if (!AuditTenantProof.TryReadExtra(extra, out var stating, out var ofStatement))
            return new AuditVerification(AuditVerificationResult.NotStated, 0, 0);
        var stated = AuditVerifier.Verify(stating, ofStatement, host);
        if (!stated.IsVerified)
            return stated;
        return TenantTree.TryRead(stating, stated.Index, host, out var statement, out _) && statement.Id == id
            && IsOf(statement, read.Checkpoint)
            ? found
            : new AuditVerification(AuditVerificationResult.NotStated, 0, 0);
    }

    /// <summary>Whether it is this tree of which the log of the host speaks.</summary>
    private static bool IsOf(AuditTenantStatement statement, ReadOnlySpan<byte> checkpoint) =>
        SignedNote.TryParse(checkpoint, out var note) && CheckpointView.TryParse(note.Text, out var view) && view.Size == statement.Size
            && view.Root == statement.Root;
}
