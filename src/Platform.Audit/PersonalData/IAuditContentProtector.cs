namespace Platform.Audit.PersonalData;

/// <summary>
/// Seals what is kept beside records for their personal fields, so that whoever reads the store does not read it. A seam: Platform.Encryption, or whatever a host has, is put in here. Without one,
/// contents lie in the store as they are.
/// </summary>
/// <remarks>
/// Called on the thread that appends, before the event is queued: keys must be at hand. For several threads at once. Where each subject has a key of its own, destroying that key makes its values unreadable in backups as
/// well; <see cref="TryUnprotect"/> then says <see cref="AuditUnprotectResult.KeyDestroyed"/>. It does not replace <see cref="IAuditPersonalData.EraseSubjectAsync"/>, without which such a value counts as changed: subject and tag are not sealed,
/// and stay in the store and in backups.
/// </remarks>
public interface IAuditContentProtector
{
    /// <summary>Seals a content.</summary>
    /// <param name="subject">Whom it is about, if the event says so.</param>
    /// <param name="content">The salt and the value.</param>
    /// <returns>What is stored: at most 1,000 bytes longer.</returns>
    byte[] Protect(string? subject, ReadOnlySpan<byte> content);

    /// <summary>Opens a content.</summary>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="content">What was stored. Whoever can write to the store may have written anything.</param>
    /// <param name="opened">The salt and the value; <see langword="null"/> unless the result is <see cref="AuditUnprotectResult.Opened"/>.</param>
    /// <returns>
    /// What came of it. What it throws counts as <see cref="AuditUnprotectResult.Unavailable"/>, which ends a verification without a verdict: whatever others have written has to give <see cref="AuditUnprotectResult.Changed"/>.
    /// </returns>
    AuditUnprotectResult TryUnprotect(string? subject, ReadOnlySpan<byte> content, out byte[]? opened);

    /// <summary>What a value is found by: the same for the same value of the same field, and not to be guessed without a key, such as a blind index.</summary>
    /// <remarks>
    /// The key is one for all subjects. Whoever has it, and a tag, tries values until one fits, also after the key of the subject is destroyed: so no tag for fields of which there are few values (dates, telephone numbers),
    /// and a key of the index for each period, which is destroyed when the last backup of that period is gone. Two records with the same value can be linked by anybody who reads the store.
    /// </remarks>
    /// <param name="field">The field: its own name, or that of <see cref="Records.AuditField"/> in small letters.</param>
    /// <param name="value">The value.</param>
    /// <returns>At most 64 bytes; <see langword="null"/> where it is not to be found. What it throws ends the appending, or the search, in which it was asked.</returns>
    byte[]? ComputeTag(string field, string value);

    /// <summary>Whether a value is what was searched, of those that were found by a tag.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value that was opened.</param>
    /// <param name="searched">What was searched.</param>
    /// <returns>Whether they are the same to the character, unless an implementation says otherwise: one whose tags are the same for several spellings.</returns>
    bool Matches(string field, string value, string searched) => value == searched;
}
