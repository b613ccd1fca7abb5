using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>
/// A change of an entity that is saved: what was before is kept, what is after is read when it is written down, for only then keys that the database has made
/// are there.
/// </summary>
internal sealed class CapturedChange
{
    private CapturedChange(IUpdateEntry entry, EntityPlan plan) => (Entry, Plan, State) = (entry, plan, entry.EntityState);

    /// <summary>As providers read it: an <c>EntityEntry</c> makes objects for whatever it is asked.</summary>
    public IUpdateEntry Entry { get; }

    public EntityPlan Plan { get; }

    public EntityState State { get; }

    /// <summary>For each property of the plan, what it was; of what is changed, for those that were sent.</summary>
    public object?[] Before { get; private set; } = [];

    /// <summary>For each property of the plan, whether something was sent to the database, or made there.</summary>
    public bool[] IsSent { get; private set; } = [];

    /// <summary>What is about to be saved of captured entities. Changes were detected before.</summary>
    public static List<CapturedChange> Collect(DbContext context, CapturePlan plan)
    {
        List<CapturedChange> changes = [];
#pragma warning disable EF1001 // The one way to what is tracked without an EntityEntry for each, and without going through all that is not changed.
        foreach (IUpdateEntry entry in context.GetService<IStateManager>().GetEntriesForState(added: true, modified: true, deleted: true))
        {
            if (plan.Find(entry.EntityType) is { } entity && Of(entry, entity) is { } change)
                changes.Add(change);
        }
#pragma warning restore EF1001
        return changes;
    }

    /// <returns><see langword="null"/> where nothing is changed that an event says anything of.</returns>
    private static CapturedChange? Of(IUpdateEntry entry, EntityPlan plan)
    {
        var change = new CapturedChange(entry, plan);
        if (change.State == EntityState.Added)
            return change;
        if (change.State == EntityState.Modified)
            return change.ReadSent() ? change : null;
        change.Before = new object?[plan.Properties.Count];
        for (var at = 0; at < change.Before.Length; at++)
            change.Before[at] = entry.GetOriginalValue(plan.Properties[at].Property);
        return change;
    }

    /// <returns>Whether anything was sent.</returns>
    private bool ReadSent()
    {
        var properties = Plan.Properties;
        for (var at = 0; at < properties.Count; at++)
        {
            var property = properties[at];
            // What is not marked is not sent, whatever the entity says. Of one that was attached as changed nobody has read what it was: it counts as changed all the same.
            if (!property.IsMadeByUpdates && !Entry.IsModified(property.Property))
                continue;
            var before = Entry.GetOriginalValue(property.Property);
            if (property.IsMadeByUpdates && property.AreSame(before, Entry.GetCurrentValue(property.Property)))
                continue;
            if (IsSent.Length == 0)
                (Before, IsSent) = (new object?[properties.Count], new bool[properties.Count]);
            (Before[at], IsSent[at]) = (before, true);
        }
        return IsSent.Length > 0;
    }
}
