namespace Platform.Audit.Retention;

/// <summary>Something cannot be erased, or a log of a tenant not removed: a hold has it. Nothing was changed.</summary>
public sealed class AuditHeldException : Exception
{
    internal AuditHeldException(long index, string hold)
        : base(FormattableString.Invariant($"Record {index} is held by {hold}: what is beside it cannot be erased until that is released.")) => (Index, Hold) = (index, hold);

    /// <summary>A whole log cannot be removed.</summary>
    internal AuditHeldException(string hold)
        : base($"Records are held by {hold}: their log cannot be removed until that is released.") => (Index, Hold) = (-1, hold);

    /// <summary>The index of the record; -1 where it is about all of a log.</summary>
    public long Index { get; }

    /// <summary>The id of the hold.</summary>
    public string Hold { get; }
}
