namespace Platform.Audit.PersonalData;

/// <summary>Something beside a record that is not as the log says.</summary>
/// <param name="Index">The index of the record.</param>
/// <param name="Place">Which of its personal fields, from 0.</param>
/// <param name="Description">What is wrong, for people.</param>
public sealed record AuditPersonalFault(long Index, int Place, string Description)
{
    /// <summary>For people.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => FormattableString.Invariant($"personal field {Place} of record {Index}: {Description}");
}
