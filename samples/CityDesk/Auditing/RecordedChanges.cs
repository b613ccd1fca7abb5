using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Import;
using CityDesk.Residents;
using CityDesk.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Audit.EntityFrameworkCore;

namespace CityDesk.Auditing;

/// <summary>
/// Finds in what a context is about to save whatever the audit log has to know, and appends it to the same transaction. Looked for here and not told by whoever changes something: a change that nobody
/// thought of telling is recorded too.
/// </summary>
internal sealed class RecordedChanges
{
    /// <summary>Saving is tried again where it failed, and what was appended then is still waiting in the context.</summary>
    private readonly HashSet<object> _appended = new(ReferenceEqualityComparer.Instance);

    public void AppendTo(DeskDbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries().Where(static entry => entry.State is EntityState.Added or EntityState.Modified).ToList())
            Append(context, entry);
    }

    /// <summary>What waited is not in the context any more.</summary>
    public void Clear() => _appended.Clear();

    private void Append(DeskDbContext context, EntityEntry entry)
    {
        switch (entry.Entity)
        {
            // What is imported is told by its run.
            case ServiceRequest { ImportSource: not null } when entry.State == EntityState.Added:
                break;
            case ServiceRequest request:
                foreach (var line in request.History.Where(line => context.Entry(line).State == EntityState.Added && _appended.Add(line)))
                {
                    Append(context, request, line);
                    context.Publish(request, line);
                }
                break;
            case StaffMember member when entry.State == EntityState.Added && _appended.Add(member):
                context.AppendAudit(new DeskAudit.StaffAdded(AuditTargets.Staff(member.UserName)));
                break;
            case StaffMember member when entry.Property(nameof(StaffMember.PasswordHash)).IsModified && _appended.Add(member):
                context.AppendAudit(new DeskAudit.StaffPasswordSet(AuditTargets.Staff(member.UserName)));
                break;
            case ApiConsumer consumer when entry.State == EntityState.Added && _appended.Add(consumer):
                context.AppendAudit(new DeskAudit.ConsumerAdded(AuditTargets.Consumer(consumer.Name), consumer.Tier));
                break;
            case ApiConsumer consumer when entry.State == EntityState.Modified && _appended.Add(consumer):
                context.AppendAudit(new DeskAudit.ConsumerChanged(AuditTargets.Consumer(consumer.Name), consumer.Tier, consumer.RevokedAt is not null));
                break;
            case Erasure erasure when entry.State == EntityState.Added && _appended.Add(erasure):
                context.AppendAudit(new DeskAudit.ResidentErasureBegun(AuditTargets.Resident(erasure.ResidentId), Again: false));
                break;
            case Erasure { FinishedAt: null } erasure when entry.Property(nameof(Erasure.FinishedAt)).IsModified && _appended.Add(erasure):
                context.AppendAudit(new DeskAudit.ResidentErasureBegun(AuditTargets.Resident(erasure.ResidentId), Again: true));
                break;
            case ImportRun run when entry.State == EntityState.Added && _appended.Add(run):
                context.AppendAudit(new DeskAudit.ImportBegun(AuditTargets.City(run.JurisdictionId), run.Source, run.FileName));
                break;
            case ImportRun { FinishedAt: not null } run when entry.Property(nameof(ImportRun.FinishedAt)).IsModified:
                context.AppendAudit(new DeskAudit.ImportEnded(AuditTargets.City(run.JurisdictionId), run.Source, run.FileName, run.Id, run.RowsRead, run.RowsStored, run.RowsRefused));
                break;
        }
    }

    private static void Append(DeskDbContext context, ServiceRequest request, RequestEvent line)
    {
        // Somebody who left no name has none by which a remark could be erased: it goes with the request.
        var target = AuditTargets.Request(request.Key);
        var about = request.ResidentId is { } resident ? AuditTargets.Resident(resident) : target;
        var note = line.Note.Length > 0 ? line.Note : null;
        if (line.Kind == RequestEventKind.Opened)
            context.AppendAudit(new DeskAudit.RequestOpened(target, about, line.Actor, request.Service.Code, note));
        else
            context.AppendAudit(new DeskAudit.RequestChanged(target, about, line.Kind, line.Actor, request.Id == 0 ? null : request.PublicId, request.Version, request.AssignedTo, note));
    }
}
