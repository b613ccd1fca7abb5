namespace Platform.Audit.Records;

/// <summary>How the value of a field is written.</summary>
public enum AuditValueKind
{
    /// <summary>None: of no field.</summary>
    None = 0,

    /// <summary>Well-formed UTF-8, with its length in bytes before it.</summary>
    Text = 1,

    /// <summary>Eight bytes, big-endian, two's complement.</summary>
    Integer = 2,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 3,

    /// <summary>Bytes, with their number before them.</summary>
    Bytes = 4,

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, as an integer.</summary>
    Time = 5,

    /// <summary>The sixteen bytes of a UUID in the order of its text (RFC 9562, section 4).</summary>
    Guid = 6,

    /// <summary>A salted commitment in place of a value that is personal and lies beside the record (<see cref="PersonalData.PersonalCommitment"/>): 32 bytes.</summary>
    Personal = 7,
}
