using Platform.Audit.Checkpoints;

namespace Platform.Audit.Inspection;

/// <summary>What came of inspecting a store.</summary>
/// <param name="Records">How many records were read.</param>
/// <param name="Nodes">How many nodes were read.</param>
/// <param name="Waiting">How many rows of the intake were read.</param>
/// <param name="Personal">How many contents of personal fields are there.</param>
/// <param name="Erased">How many were erased, as a record says.</param>
/// <param name="Sealed">How many are sealed and were not opened here, so that nobody has compared them.</param>
/// <param name="SignedSize">How many records the checkpoint speaks of; 0 where there is none.</param>
/// <param name="Signature">What came of verifying the checkpoint; <see langword="null"/> where there is none, or nobody was named to believe.</param>
/// <param name="Findings">What is wrong, up to 1,000 of each part.</param>
public sealed record AuditInspection(
    long Records, long Nodes, long Waiting, long Personal, long Erased, long Sealed, long SignedSize, CheckpointResult? Signature, IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>How many records were dropped from the beginning of the log, as a record of it says: only their hashes are here, and were compared.</summary>
    public long Dropped { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Findings.Count == 0;
}
