namespace Platform.Audit.PersonalData;

/// <summary>Something beside a record that is not as the log says.</summary>
/// <param name="Index">The index of the record.</param>
/// <param name="Place">Which of its personal fields, from 0; <see cref="Record"/> where it is the record itself.</param>
/// <param name="Description">What is wrong, for people.</param>
public sealed record AuditPersonalFault(long Index, int Place, string Description)
{
    /// <summary>In <see cref="Place"/>: what is wrong is what the record itself says was erased.</summary>
    public const int Record = -1;

    /// <summary>For people.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Place == Record
        ? FormattableString.Invariant($"record {Index}: {Description}")
        : FormattableString.Invariant($"personal field {Place} of record {Index}: {Description}");
}
