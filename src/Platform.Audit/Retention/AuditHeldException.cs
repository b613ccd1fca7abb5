namespace Platform.Audit.Retention;

/// <summary>Something cannot be erased: a hold has it. Nothing was changed.</summary>
public sealed class AuditHeldException : Exception
{
    internal AuditHeldException(long index, string hold)
        : base(FormattableString.Invariant($"Record {index} is held by {hold}: what is beside it cannot be erased until that is released.")) => (Index, Hold) = (index, hold);

    /// <summary>The index of the record.</summary>
    public long Index { get; }

    /// <summary>The id of the hold.</summary>
    public string Hold { get; }
}
