namespace Platform.Audit.Checkpoints;

/// <summary>What came of verifying a checkpoint.</summary>
/// <remarks>A value that nobody has set is no success.</remarks>
public enum CheckpointResult
{
    /// <summary>It is no signed note, or its text is no checkpoint.</summary>
    Malformed,

    /// <summary>It is the log's, and enough witnesses have seen it.</summary>
    Verified,

    /// <summary>It is of another log.</summary>
    WrongOrigin,

    /// <summary>A signature that names a trusted key is not one of it: the whole checkpoint is refused.</summary>
    InvalidSignature,

    /// <summary>No key of the log has signed it.</summary>
    NotSignedByLog,

    /// <summary>Fewer witnesses have signed it than are asked for.</summary>
    TooFewWitnesses,
}
