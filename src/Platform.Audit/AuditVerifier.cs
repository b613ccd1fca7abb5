using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Proofs;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit;

/// <summary>Verifies that a record is in a log, with nothing but the record, its proof and a pinned policy. No network, no clock, no store.</summary>
/// <remarks>
/// It says that the log has committed itself to these bytes at this index. It does not say that they are true, nor what else is in the log.
/// Nothing is allocated besides what the runtime's ECDSA allocates for a signature; with Ed25519 nothing at all.
/// </remarks>
public static class AuditVerifier
{
    /// <summary>Verifies the proof of a record.</summary>
    /// <param name="record">The exact bytes of the record.</param>
    /// <param name="proof">The contents of a <c>.tlog-proof</c> file.</param>
    /// <param name="policy">Whom to believe about the log.</param>
    /// <returns>Whether the proof holds. Whatever the bytes are, nothing throws.</returns>
    public static bool TryVerify(ReadOnlySpan<byte> record, ReadOnlySpan<byte> proof, CheckpointPolicy policy) => Verify(record, proof, policy).IsVerified;

    /// <summary>Verifies the proof of a record, and says what was wrong.</summary>
    /// <param name="record">The exact bytes of the record.</param>
    /// <param name="proof">The contents of a <c>.tlog-proof</c> file.</param>
    /// <param name="policy">Whom to believe about the log.</param>
    /// <returns>What came of it. Whatever the bytes are, nothing throws.</returns>
    [HotPath]
    public static AuditVerification Verify(ReadOnlySpan<byte> record, ReadOnlySpan<byte> proof, CheckpointPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!TlogProof.TryParse(proof, out var read)
            || !SignedNote.TryParse(read.Checkpoint, out var note)
            || !CheckpointView.TryParse(note.Text, out var checkpoint))
        {
            return Refused(AuditVerificationResult.Malformed);
        }
        if (!policy.IsOf(checkpoint))
            return Refused(AuditVerificationResult.WrongOrigin);

        // Hashes first: whoever sends rubbish must not be able to make us check signatures.
        Span<TreeHash> hashes = stackalloc TreeHash[TreeProof.MaxLength];
        var count = read.CopyHashes(hashes);
        if (!TreeProof.VerifyInclusion(read.Index, checkpoint.Size, TreeHasher.HashLeaf(record), hashes[..count], checkpoint.Root))
            return Refused(AuditVerificationResult.NotIncluded);

        return policy.VerifySignatures(note) switch
        {
            CheckpointResult.Verified => new AuditVerification(AuditVerificationResult.Verified, read.Index, checkpoint.Size),
            CheckpointResult.NotSignedByLog => Refused(AuditVerificationResult.NotSignedByLog),
            CheckpointResult.TooFewWitnesses => Refused(AuditVerificationResult.TooFewWitnesses),
            _ => Refused(AuditVerificationResult.InvalidSignature),
        };
    }

    private static AuditVerification Refused(AuditVerificationResult result) => new(result, 0, 0);
}
