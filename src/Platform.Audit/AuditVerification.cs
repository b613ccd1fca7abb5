namespace Platform.Audit;

/// <summary>What came of verifying the proof of a record.</summary>
/// <param name="Result">Whether it holds, or why it does not.</param>
/// <param name="Index">The index of the record in the log, if it holds; 0 otherwise.</param>
/// <param name="TreeSize">The size of the log in the checkpoint that the proof refers to, if it holds; 0 otherwise.</param>
public readonly record struct AuditVerification(AuditVerificationResult Result, long Index, long TreeSize)
{
    /// <summary>Whether the proof holds.</summary>
    public bool IsVerified => Result == AuditVerificationResult.Verified;
}
