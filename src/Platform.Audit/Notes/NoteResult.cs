namespace Platform.Audit.Notes;

/// <summary>What came of verifying a note.</summary>
/// <remarks>A value that nobody has set is no success.</remarks>
public enum NoteResult
{
    /// <summary>No trusted key has signed. Signatures of others are not looked at.</summary>
    NotSigned,

    /// <summary>At least one trusted key has signed, and no signature of a trusted key is wrong.</summary>
    Verified,

    /// <summary>A signature that names a trusted key is not one of it: the whole note is refused.</summary>
    InvalidSignature,

    /// <summary>Two of the trusted keys have the name and the id that a signature names.</summary>
    AmbiguousKey,
}
