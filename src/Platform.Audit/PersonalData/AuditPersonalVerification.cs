namespace Platform.Audit.PersonalData;

/// <summary>What a look at everything beside the records of a log has found.</summary>
/// <param name="Present">How many contents are there and fit what their records have committed to.</param>
/// <param name="Erased">How many were erased, with a record that says so.</param>
/// <param name="Unreadable">
/// How many cannot be opened: nothing here does, or their key was destroyed. Each is a fault too. Whoever destroys a key in order to erase says so in the log, with
/// <see cref="IAuditPersonalData.EraseSubjectAsync"/>.
/// </param>
/// <param name="Faults">What is wrong, the first 1,000.</param>
public sealed record AuditPersonalVerification(long Present, long Erased, long Unreadable, IReadOnlyList<AuditPersonalFault> Faults)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Faults.Count == 0;
}
