using Platform.Audit.Stores;

namespace Platform.Audit.Retention;

/// <summary>A hold that is in force, with the record that has placed it.</summary>
internal readonly record struct PlacedHold(long Index, Guid Placement, AuditHold Hold)
{
    private bool HasConditions => Hold is not { Actor: null, Target: null, Tenant: null };

    /// <summary>What it may have of a range of records; none where the first is not before the end.</summary>
    public (long First, long End) Within(AuditPartition partition) => (Math.Max(partition.First, Hold.First ?? 0), Math.Min(partition.End, Hold.End ?? long.MaxValue));

    /// <summary>Whether a record has to be read to know whether it has it.</summary>
    public bool Asks(AuditPartition partition) => HasConditions && Within(partition) is var (first, end) && first < end;

    /// <summary>Why a partition stays, as far as that can be said without its records.</summary>
    public string? FindObstacle(AuditPartition partition)
    {
        if (Index < partition.End)
            return FormattableString.Invariant($"record {Index} has placed the hold {Hold.Id}, which is not released");
        return !HasConditions && Within(partition) is var (first, end) && first < end ? FormattableString.Invariant($"record {first} is held by {Hold.Id}") : null;
    }

    public bool Has(AuditIndexEntry entry) =>
        entry.Index >= (Hold.First ?? 0) && entry.Index < (Hold.End ?? long.MaxValue)
        && (Hold.Actor is null || Hold.Actor == entry.Actor) && (Hold.Target is null || Hold.Target == entry.Target) && (Hold.Tenant is null || Hold.Tenant == entry.Tenant);
}
