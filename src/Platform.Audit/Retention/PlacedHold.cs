using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Retention;

/// <summary>A hold that is in force.</summary>
/// <param name="Index">The record that has placed it.</param>
/// <param name="Placement">What tells this placing from every other.</param>
/// <param name="LogSize">How large the log was when it was signed: where records from there on are not in the store any more, it is a copy of one that was released.</param>
/// <param name="Hold">What is held.</param>
internal readonly record struct PlacedHold(long Index, Guid Placement, long LogSize, AuditHold Hold)
{
    private bool HasConditions => Hold is not { Actor: null, Target: null, Tenant: null, Subject: null };

    /// <summary>What it may have of a range of records; none where the first is not before the end.</summary>
    public (long First, long End) Within(AuditPartition partition) => (Math.Max(partition.First, Hold.First ?? 0), Math.Min(partition.End, Hold.End ?? long.MaxValue));

    /// <summary>Whether a record has to be read to know whether it has it.</summary>
    public bool Asks(AuditPartition partition) => HasConditions && Within(partition) is var (first, end) && first < end;

    /// <summary>Why a partition stays, as far as that can be said without its records.</summary>
    public string? FindObstacle(AuditPartition partition)
    {
        // From where it was signed on, so that whoever begins to read later still takes it for one that is in force.
        if (Math.Min(Index, LogSize) < partition.End)
            return FormattableString.Invariant($"record {Index} has placed the hold {Hold.Id}, which is not released");
        return !HasConditions && Within(partition) is var (first, end) && first < end ? FormattableString.Invariant($"record {first} is held by {Hold.Id}") : null;
    }

    /// <summary>Whether it has a record, by what the record says.</summary>
    /// <param name="entry">What it says.</param>
    /// <param name="personal">Which of its fields are personal.</param>
    /// <returns><see langword="null"/> where only what is beside it can tell.</returns>
    public bool? Has(AuditIndexEntry entry, IReadOnlyCollection<AuditField> personal)
    {
        if (entry.Index < (Hold.First ?? 0) || entry.Index >= (Hold.End ?? long.MaxValue) || (Hold.Subject is not null && personal.Count == 0))
            return false;
        var isSaid = Hold.Subject is null;
        foreach (var (field, asked, said) in Conditions(entry))
        {
            if (asked == said)
                continue;
            if (!personal.Contains(field))
                return false;
            isSaid = false;
        }
        return isSaid ? true : null;
    }

    /// <summary>The same where something of it is personal.</summary>
    public bool Has(AuditIndexEntry entry, IReadOnlyList<AuditPersonalValue> beside)
    {
        foreach (var (field, asked, said) in Conditions(entry))
        {
            if (asked != said && !May(beside.First(each => each.Field == field), asked, static value => value.Value))
                return false;
        }
        return Hold.Subject is not { } subject || beside.Any(each => May(each, subject, static value => value.Subject));
    }

    /// <summary>What cannot be compared may be it.</summary>
    private static bool May(AuditPersonalValue value, string asked, Func<AuditPersonalValue, string?> read) => value.State switch
    {
        AuditPersonalState.Present => read(value) == asked,
        AuditPersonalState.Erased => false,
        _ => true,
    };

    private IEnumerable<(AuditField Field, string Asked, string? Said)> Conditions(AuditIndexEntry entry)
    {
        if (Hold.Actor is { } actor)
            yield return (AuditField.Actor, actor, entry.Actor);
        if (Hold.Target is { } target)
            yield return (AuditField.Target, target, entry.Target);
        if (Hold.Tenant is { } tenant)
            yield return (AuditField.Tenant, tenant, entry.Tenant);
    }
}
