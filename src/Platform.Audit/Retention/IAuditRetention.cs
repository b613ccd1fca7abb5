namespace Platform.Audit.Retention;

/// <summary>Keeps a log from growing for ever: its oldest records are archived and dropped, and every proof goes on verifying. A service;
/// for several threads at once.</summary>
public interface IAuditRetention
{
    /// <summary>
    /// Drops every partition whose records were all recorded before a time, the oldest first, whatever their classes are, unless a hold or
    /// an <see cref="IAuditRetentionGuard"/> has something in it. Each is compared with what was signed, written to the archive
    /// (<c>ArchiveTo</c>), read from there again and compared once more; what is left beside
    /// its records of personal fields is erased; holds are looked at a last time; then it goes, in one transaction with a signed record <c>audit.dropped</c>.
    /// </summary>
    /// <param name="before">The time. What was recorded then or later stays.</param>
    /// <param name="reason">Why, for the log. Nothing personal. Default: not said.</param>
    /// <param name="cancellationToken">Ends it. What was dropped until then is; the rest goes with the next call.</param>
    /// <returns>What was dropped, and why the next partition stays. Where others look into it all the time, it is tried five times within four seconds, and a record
    /// <c>audit.drop.abandoned</c> says so.</returns>
    /// <exception cref="NotSupportedException">The store has no partitions.</exception>
    /// <exception cref="InvalidOperationException">There is no archive, and <see cref="PlatformAuditOptions.DropsWithoutArchive"/> does not say that records may go for good.</exception>
    /// <exception cref="AuditIntegrityException">Records are not what was signed, the log has not signed where it begins, or the archive does not give back what was signed,
    /// because a file of that name was there before: nothing more is dropped.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded in time, or another process has the log: ask there.</exception>
    ValueTask<AuditDrop> DropBeforeAsync(DateTimeOffset before, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Does what <see cref="PlatformAuditOptions.Retention"/> says: erases what is beside records whose time has ended, and drops every
    /// partition in which the time of all records has, as <see cref="DropBeforeAsync"/> does. In a store
    /// without partitions it erases alone, and so it does where there is no archive, unless <see cref="PlatformAuditOptions.DropsWithoutArchive"/>: then <see cref="AuditDrop.Obstacle"/> says so. What a hold has stays (<see cref="IAuditHolds"/>).
    /// </summary>
    /// <param name="cancellationToken">Ends it. What was done until then is; the rest comes with the next call.</param>
    /// <returns>What was erased and dropped, and why the next partition stays.</returns>
    /// <exception cref="AuditIntegrityException">As for <see cref="DropBeforeAsync"/>.</exception>
    /// <exception cref="AuditUnavailableException">As for <see cref="DropBeforeAsync"/>.</exception>
    ValueTask<AuditDrop> ApplyAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads records back from the archive, each bundle of which is compared with the log before anything of it is returned. That
    /// it was read is recorded, as for <see cref="IAuditReader.ReadAsync"/>.</summary>
    /// <param name="first">The first record of a partition that was dropped.</param>
    /// <param name="end">The record after its last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The records, in their order.</returns>
    /// <exception cref="AuditIntegrityException">There is no such file, or what it says is not what was signed.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadArchiveAsync(long first, long end, CancellationToken cancellationToken = default);
}
