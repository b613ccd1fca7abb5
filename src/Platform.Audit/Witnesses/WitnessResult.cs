namespace Platform.Audit.Witnesses;

/// <summary>What a witness says to a checkpoint (C2SP tlog-witness, "add-checkpoint").</summary>
/// <remarks>A value that nobody has set is no success.</remarks>
public enum WitnessResult
{
    /// <summary>It was no request, or the old size is larger than the checkpoint's: 400.</summary>
    Malformed,

    /// <summary>It was cosigned: 200.</summary>
    Cosigned,

    /// <summary>The witness does not watch this log: 404.</summary>
    UnknownLog,

    /// <summary>No key of the log that the witness trusts has signed the checkpoint: 403.</summary>
    NotSignedByLog,

    /// <summary>The witness has last cosigned another checkpoint than the request begins from: 409.</summary>
    Conflict,

    /// <summary>The checkpoint does not follow from the one that the witness has cosigned: 422.</summary>
    Inconsistent,
}
