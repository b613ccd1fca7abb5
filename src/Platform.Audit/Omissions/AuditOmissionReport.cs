namespace Platform.Audit.Omissions;

/// <summary>What came of reading the numbers of all producers.</summary>
/// <param name="Producers">The producers, in the order in which they begin.</param>
/// <param name="Omissions">What is wrong, producer by producer. Empty where every number is there or explained, and nobody was silent.</param>
public sealed record AuditOmissionReport(IReadOnlyList<AuditProducer> Producers, IReadOnlyList<AuditOmission> Omissions)
{
    /// <summary>Whether every number is there, or is explained by a record of a gap.</summary>
    /// <remarks>Silences do not count: a machine that was switched off is silent too.</remarks>
    public bool IsComplete => Omissions.All(static omission => omission.Kind is AuditOmissionKind.Silent or AuditOmissionKind.NotEnded);
}
