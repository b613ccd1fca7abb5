using Platform.Audit.Records;

namespace Platform.Audit.Stores;

/// <summary>What the index of a store knows of a record.</summary>
/// <param name="Index">The index of the record.</param>
/// <param name="RecordedAt">When it was recorded, in microseconds since 1970.</param>
/// <param name="Name">The name of the event; <see langword="null"/> of a record that is none, which is never found.</param>
/// <param name="Actor">Who, if it says so.</param>
/// <param name="Target">What it was done to, if it says so.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Tenant">Whose it is, if it says so.</param>
/// <param name="Correlation">What it belongs to, if it says so.</param>
/// <param name="Words">The words of all its texts, each once, with a space between them.</param>
public sealed record AuditIndexEntry(
    long Index, long RecordedAt, string? Name, string? Actor, string? Target, AuditOutcome Outcome, string? Tenant, string? Correlation, string Words);
