using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>
/// A change of an entity that is saved: what was before is kept, what is after is read when it is written down, for only then keys that the database has made
/// are there.
/// </summary>
internal sealed class CapturedChange
{
    private CapturedChange(EntityEntry entry, EntityPlan plan) => (Entry, Plan, State) = (entry, plan, entry.State);

    public EntityEntry Entry { get; }

    public EntityPlan Plan { get; }

    public EntityState State { get; }

    /// <summary>For each property of the plan, what it was.</summary>
    public object?[] Before { get; private set; } = [];

    /// <summary>For each property of the plan, whether something was sent to the database.</summary>
    public bool[] IsSent { get; private set; } = [];

    /// <summary>What is about to be saved of captured entities. Changes were detected before.</summary>
    public static List<CapturedChange> Collect(DbContext context, CapturePlan plan)
    {
        List<CapturedChange> changes = [];
        var tracker = context.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries())
            {
                if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && plan.Find(entry.Metadata) is { } entity && Of(entry, entity) is { } change)
                    changes.Add(change);
            }
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
        return changes;
    }

    /// <returns><see langword="null"/> where nothing is changed that an event says anything of.</returns>
    private static CapturedChange? Of(EntityEntry entry, EntityPlan plan)
    {
        var change = new CapturedChange(entry, plan);
        if (change.State == EntityState.Added)
            return change;
        var properties = plan.Properties;
        var original = entry.OriginalValues;
        change.Before = new object?[properties.Count];
        for (var at = 0; at < properties.Count; at++)
            change.Before[at] = original[properties[at].Property];
        if (change.State == EntityState.Deleted)
            return change;
        change.IsSent = new bool[properties.Count];
        var current = entry.CurrentValues;
        var isAny = false;
        for (var at = 0; at < properties.Count; at++)
        {
            // Of an entity that was attached as changed nobody has read what it was: it counts as changed all the same.
            isAny |= change.IsSent[at] = !properties[at].AreSame(change.Before[at], current[properties[at].Property]) || properties[at].IsModified(entry);
        }
        return isAny ? change : null;
    }
}
