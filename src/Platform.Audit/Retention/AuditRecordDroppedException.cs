namespace Platform.Audit.Retention;

/// <summary>A record was dropped from the store. It is proven as before, and can be read from the archive
/// (<see cref="IAuditRetention.ReadArchiveAsync"/>).</summary>
public sealed class AuditRecordDroppedException : Exception
{
    internal AuditRecordDroppedException(long index, long keptFrom)
        : base(FormattableString.Invariant($"Record {index} was dropped from the store of the audit log, which begins with record {keptFrom}. The archive may have it.")) => (Index, KeptFrom) = (index, keptFrom);

    /// <summary>The index of the record.</summary>
    public long Index { get; }

    /// <summary>The first record that is in the store.</summary>
    public long KeptFrom { get; }
}
