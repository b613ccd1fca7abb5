using Platform.Audit.PersonalData;

namespace Platform.Audit;

/// <summary>The personal fields of records: reading, finding and erasing them. Apart from <see cref="IAuditLog"/>, because not everybody who may append may do this. For several threads at once.</summary>
public interface IAuditPersonalData
{
    /// <summary>Reads the personal fields of a record. That somebody has is recorded first, as <c>audit.personal.read</c>, unless <see cref="PlatformAuditOptions.RecordReads"/> says otherwise.</summary>
    /// <param name="index">The index of the record.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its personal fields, in the order of the record. A value that is there was compared with what the record has committed to. Whether one that is there should be gone, because an
    /// erasure was undone, only <see cref="VerifyAsync"/> says: that stands in a later record.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    ValueTask<IReadOnlyList<AuditPersonalValue>> ReadAsync(long index, CancellationToken cancellationToken = default);

    /// <summary>Finds records by a personal field. That somebody has searched is recorded, without what for, as <c>audit.personal.searched</c>, as for <see cref="ReadAsync"/>.</summary>
    /// <param name="field">The name of the field; of one that every reader knows, its name in <see cref="Records.AuditField"/> in small letters.</param>
    /// <param name="value">Its value, exactly.</param>
    /// <param name="after">Behind this index. Default: from the first record on.</param>
    /// <param name="most">At most so many, 1 to 500. Default: 50.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The indices of the records, ascending. Erased fields are not found, nor what is not what its record has committed to: <see cref="VerifyAsync"/> names that.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is less or more.</exception>
    /// <exception cref="PersonalData.AuditContentUnavailableException">A sealed value cannot be opened for now, so whether it is the one is not known.</exception>
    ValueTask<IReadOnlyList<long>> FindAsync(string field, string value, long after = -1, int most = 50, CancellationToken cancellationToken = default);

    /// <summary>Erases the contents of the personal fields of a record, together with their salts. A record <c>audit.erased</c> says so, in the same transaction. Every proof goes on verifying.</summary>
    /// <param name="index">The index of the record.</param>
    /// <param name="reason">Why, for the log. Nothing personal. Default: not said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What was erased.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="Retention.AuditHeldException">A hold has the record (<see cref="Retention.IAuditHolds"/>).</exception>
    /// <exception cref="AuditIntegrityException">There are holds, and the record is not what was signed, so nobody knows whether one has it.</exception>
    /// <exception cref="AuditUnavailableException">It could not be done in time; it may be done yet.</exception>
    ValueTask<AuditErasure> EraseAsync(long index, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same for all records about a subject that there are now, and for those that wait: in the queue of this process and in the intake. It waits until these are in the log, up to
    /// <see cref="PlatformAuditOptions.Deadline"/>. The subject itself does not stand in the log afterwards.
    /// Only what a record has committed to as being about the subject is erased. Where its key is destroyed nobody can tell any more: it is erased as what is said beside it, and <see cref="AuditErasure.KeyDestroyed"/> counts it.
    /// </summary>
    /// <param name="subject">The subject, as events name it.</param>
    /// <param name="reason">Why, for the log. Nothing personal. Default: not said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What was erased, and whether what waited was among it (<see cref="AuditErasure.IsComplete"/>).</returns>
    /// <exception cref="AuditIntegrityException">Records are not what was signed, or what is beside one is not what it has committed to, so nobody knows whom it is about, or whether a hold has it;
    /// or it is sealed, and nothing here opens it. A part may be done.</exception>
    /// <exception cref="PersonalData.AuditContentUnavailableException">A key is away for now, so nobody knows whom a record is about; a part may be done.</exception>
    /// <exception cref="AuditUnavailableException">It could not be done in time; a part may be done.</exception>
    ValueTask<AuditErasure> EraseSubjectAsync(string subject, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Compares everything that is beside records with what they have committed to, every erasure with the record that says so, and every record that says that something was erased with what is there. It reads the
    /// whole log. An erasure that no key of the log has signed is a fault. Whether its records are those that were signed <see cref="IAuditReader.VerifyAsync"/> says.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="PersonalData.AuditContentUnavailableException">A sealed value cannot be opened for now, so there is no verdict.</exception>
    ValueTask<AuditPersonalVerification> VerifyAsync(CancellationToken cancellationToken = default);
}
