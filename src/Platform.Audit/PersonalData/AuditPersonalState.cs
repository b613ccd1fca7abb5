namespace Platform.Audit.PersonalData;

/// <summary>What has become of the value of a personal field.</summary>
public enum AuditPersonalState
{
    /// <summary>Nothing is beside the record, and no record says that it was erased: somebody has taken it away.</summary>
    Missing = 0,

    /// <summary>It is there, and it is what the record has committed to.</summary>
    Present = 1,

    /// <summary>It was erased, and a record says so.</summary>
    Erased = 2,

    /// <summary>It is there and sealed, and this log has nothing that opens it.</summary>
    Unreadable = 3,

    /// <summary>What is there, or whom it is said to be about, is not what the record has committed to.</summary>
    Changed = 4,

    /// <summary>It is there, and its key was destroyed. No record says that it was erased.</summary>
    KeyDestroyed = 5,

    /// <summary>It is there, and cannot be opened for now: its key is away. Try again later.</summary>
    Unavailable = 6,
}
