using System.Text;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Proofs;
using Platform.Audit.Records;
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

    /// <summary>Verifies what a personal field of a record was: that the record has committed to this value, about this subject. That the record is in the log its proof says.</summary>
    /// <param name="record">The exact bytes of the record.</param>
    /// <param name="place">Which of its personal fields, from 0, in the order of the record.</param>
    /// <param name="subject">Whom it is said to be about; <see langword="null"/> where nobody is.</param>
    /// <param name="salt">The salt (<see cref="AuditPersonalValue.Salt"/>).</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it is so. Whatever the bytes are, nothing throws.</returns>
    public static bool VerifyPersonal(ReadOnlySpan<byte> record, int place, string? subject, ReadOnlySpan<byte> salt, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (salt.Length != PersonalCommitment.SaltLength || !AuditRecord.TryRead(record, out var read))
            return false;
        foreach (var field in read.Fields)
        {
            if (field.Kind == AuditValueKind.Personal && place-- == 0)
                return PersonalContent.Fits([.. salt, (byte)AuditValueKind.Text, .. Encoding.UTF8.GetBytes(value)], subject, field);
        }
        return false;
    }

    private static AuditVerification Refused(AuditVerificationResult result) => new(result, 0, 0);
}
