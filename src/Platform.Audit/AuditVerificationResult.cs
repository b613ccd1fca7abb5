namespace Platform.Audit;

/// <summary>What came of verifying the proof of a record.</summary>
/// <remarks>A value that nobody has set is no success.</remarks>
public enum AuditVerificationResult
{
    /// <summary>The bytes are no proof, or the checkpoint in them is none.</summary>
    Malformed,

    /// <summary>The record is in the log that the policy pins, at the index that the proof says.</summary>
    Verified,

    /// <summary>The proof is of another log.</summary>
    WrongOrigin,

    /// <summary>The record is not the one at that index of that tree.</summary>
    NotIncluded,

    /// <summary>A signature that names a trusted key is not one of it.</summary>
    InvalidSignature,

    /// <summary>No key of the log has signed the checkpoint.</summary>
    NotSignedByLog,

    /// <summary>Fewer witnesses have signed the checkpoint than are asked for.</summary>
    TooFewWitnesses,

    /// <summary>The proof does not show that the log of the host knows this tree of the tenant (<see cref="AuditTenantVerifier"/>).</summary>
    NotStated,
}
