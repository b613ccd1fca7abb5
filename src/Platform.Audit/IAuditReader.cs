using Platform.Audit.Omissions;
using Platform.Audit.Records;
using Platform.Audit.Tiles;

namespace Platform.Audit;

/// <summary>
/// The end of an audit log at which it is read, searched, proven and verified. Whoever has no more than this can append nothing but that he has read. For
/// several threads at once.
/// </summary>
public interface IAuditReader
{
    /// <summary>The last checkpoint, signed now if records have come since.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The signed note.</returns>
    /// <exception cref="AuditIntegrityException">The log does not go on: its store is not what was signed.</exception>
    /// <exception cref="TimeoutException">None could be signed and stored in time.</exception>
    ValueTask<ReadOnlyMemory<byte>> GetCheckpointAsync(CancellationToken cancellationToken = default);

    /// <summary>Proves a record, for whoever has only the public key (C2SP tlog-proof).</summary>
    /// <param name="index">The index of the record, from its receipt.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The bytes of a <c>.tlog-proof</c> file; <see cref="AuditVerifier"/> verifies it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="TileException">The store is damaged where the proof needs it.</exception>
    /// <exception cref="TimeoutException">No checkpoint that covers it could be signed and stored in time.</exception>
    ValueTask<byte[]> ProveAsync(long index, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a record. That it was read is recorded before it is returned, unless <see cref="PlatformAuditOptions.RecordReads"/> says otherwise.
    /// </summary>
    /// <param name="index">Its index.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its bytes: <see cref="AuditRecord.TryRead"/> says what they mean.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="TileException">The store is damaged there.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded that it was read.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(long index, CancellationToken cancellationToken = default);

    /// <summary>
    /// Searches the log. What is found is read from the log itself, and that it was searched is recorded, as an event <c>audit.queried</c>, unless
    /// <see cref="PlatformAuditOptions.RecordReads"/> says otherwise.
    /// </summary>
    /// <param name="query">What for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>A page of what was found.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size of the page is none.</exception>
    /// <exception cref="NotSupportedException">The store cannot be searched.</exception>
    /// <exception cref="AuditIntegrityException">The index of the store says something else than the log.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded that it was searched.</exception>
    /// <exception cref="TimeoutException">Proofs were asked for, and no checkpoint that covers them could be signed and stored in time.</exception>
    ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>Empties the index that is searched and makes it again from the log.</summary>
    /// <param name="cancellationToken">Ends it; the next search goes on with it.</param>
    /// <returns>A task that ends when all records are in it.</returns>
    /// <exception cref="NotSupportedException">The store cannot be searched.</exception>
    ValueTask RebuildIndexAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the log for what was left out: numbers of producers that are missing without an explanation, and producers that fell silent.</summary>
    /// <param name="maxSilence">How long a producer may be silent. Default: <see cref="AuditOmissionDetector.DefaultMaxSilence"/>; zero where silence is
    /// nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is wrong.</returns>
    /// <exception cref="TileException">The store is damaged.</exception>
    ValueTask<AuditOmissionReport> FindOmissionsAsync(TimeSpan? maxSilence = null, CancellationToken cancellationToken = default);

    /// <summary>Hashes every record again and compares all of it with a checkpoint.</summary>
    /// <param name="checkpoint">The signed note, best one that somebody else has kept; it must be this log's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first fault, if there is one: a record that was changed is named by its index.</returns>
    /// <exception cref="AuditIntegrityException">The checkpoint is not this log's.</exception>
    ValueTask<TileVerification> VerifyAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken = default);
}
