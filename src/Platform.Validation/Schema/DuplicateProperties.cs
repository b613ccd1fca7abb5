namespace Platform.Validation.Schema;

/// <summary>What happens to an object that has a property twice.</summary>
public enum DuplicateProperties
{
    /// <summary>It is refused: two readers could disagree about which one counts (RFC 8259, section 4).</summary>
    Refuse,

    /// <summary>It is let in, and each of them must be valid.</summary>
    CheckEach,
}
