namespace Platform.Audit.PersonalData;

/// <summary>What came of opening a sealed content.</summary>
/// <remarks>A value that nobody has set is no success.</remarks>
public enum AuditUnprotectResult
{
    /// <summary>It cannot be known now: its key, or what has it, is away. It may open later, and nothing is said against it.</summary>
    Unavailable = 0,

    /// <summary>It is open.</summary>
    Opened = 1,

    /// <summary>It was changed, cut, or moved to somebody else, or is nothing that was sealed here.</summary>
    Changed = 2,

    /// <summary>Its key was destroyed: nobody can open it again.</summary>
    KeyDestroyed = 3,
}
