using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.PersonalData;
using Platform.Encryption;
using Platform.Encryption.Erasing;
using Platform.Encryption.Reencryption;
using Platform.Errors;

namespace CityDesk.Residents;

/// <summary>What staff and operators do with residents: find them by an address or a number, give them new keys, and erase them.</summary>
internal sealed class ResidentRecords(DeskDbContext context, PersonalLooks looks, IAuditAppender audit, IAuditPersonalData auditedNotes, IServiceProvider services)
{
    /// <summary>
    /// Who filed with this e-mail address or telephone number, however it is written, with all that they filed, newest first: also what they filed under another number, because whoever acts on
    /// a resident acts on all of it.
    /// </summary>
    public async Task<IReadOnlyList<Resident>> FindAsync(string text, CancellationToken cancellationToken)
    {
        text = text.Trim();
        var requests = context.Requests.AsNoTracking().Include(r => r.Service);
        var found = await (text.Contains('@', StringComparison.Ordinal) ? requests.Where(r => r.Reporter.Email == text) : requests.Where(r => r.Reporter.Phone == text)).ToListAsync(cancellationToken);
        var ids = found.Select(static r => r.ResidentId).OfType<string>().Distinct().ToList();
        var all = await requests.Where(r => ids.Contains(r.ResidentId!)).ToListAsync(cancellationToken);
        List<Resident> residents =
        [
            .. all.GroupBy(static r => r.ResidentId!, StringComparer.Ordinal).Select(group => new Resident(
                group.Key,
                [.. group.OrderByDescending(static r => r.RequestedAt).ThenByDescending(static r => r.Id)],
                group.Count() == found.Count(r => r.ResidentId == group.Key))),
        ];
        await looks.RecordSearchAsync([.. residents.Select(static resident => resident.Id)], cancellationToken);
        return residents;
    }

    /// <summary>Who has filed with this e-mail address before, so that one key seals all that is theirs.</summary>
    public async Task<string?> KnownAsync(string? email, CancellationToken cancellationToken) => string.IsNullOrWhiteSpace(email)
        ? null
        : await context.Requests.Where(r => r.Reporter.Email == email).Select(r => r.ResidentId).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Gives a resident a new key, and seals all that is theirs with it.</summary>
    public async Task<ReencryptionReport> RotateAsync(string id, CancellationToken cancellationToken)
    {
        var scope = KeyScope.ForSubject(ResidentEncryption.Tenant, ResidentEncryption.Purpose, id);
        await services.GetRequiredService<Keyring>().RotateAsync(scope, cancellationToken);
        var report = await services.GetRequiredService<Reencryptor>().RunAsync(scope, cancellationToken);
        await audit.AppendAsync(new DeskAudit.ResidentKeyRotated(AuditTargets.Resident(id), report.Replaced, report.Left), cancellationToken: cancellationToken);
        return report;
    }

    /// <summary>Whether anything that was filed is theirs, also when they were erased.</summary>
    public Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) => context.Requests.AnyAsync(r => r.ResidentId == id, cancellationToken);

    /// <summary>
    /// Destroys a resident's keys, and what finds them, and takes remarks of staff about them out of the history of their requests and out of the audit log. For good. What was said to everybody, such as why a request
    /// was closed, stays. Done twice it is done to the end: whatever had been stopped half-way.
    /// </summary>
    /// <returns>The receipt; an error, and nothing is erased for good, where the audit log cannot say in time that it has nothing left.</returns>
    public async Task<Result<ErasureReceipt>> EraseAsync(string id, CancellationToken cancellationToken)
    {
        var notes = await EraseNotesAsync(id, cancellationToken);
        if (!notes.IsComplete)
            return CommonErrors.Unavailable();
        var receipt = await services.GetRequiredService<SubjectEraser>().EraseAsync(ResidentEncryption.Tenant, id, cancellationToken);
        // What somebody wrote meanwhile.
        await EraseNotesAsync(id, cancellationToken);
        await audit.AppendAsync(
            new DeskAudit.ResidentErased(AuditTargets.Resident(id), receipt.Keys.Count, receipt.Places.Sum(static place => place.UnreadableValues ?? 0), notes.Records), cancellationToken: cancellationToken);
        return receipt;
    }

    private async Task<AuditErasure> EraseNotesAsync(string id, CancellationToken cancellationToken)
    {
        var requests = await context.Requests.Where(r => r.ResidentId == id).Select(static r => r.Id).ToListAsync(cancellationToken);
        await context.Set<RequestEvent>()
            .Where(line => requests.Contains(EF.Property<long>(line, "RequestId")) && line.Note != ""
                && (line.Kind == RequestEventKind.Noted || line.Kind == RequestEventKind.Assigned || line.Kind == RequestEventKind.Imported))
            .ExecuteUpdateAsync(static set => set.SetProperty(static line => line.Note, ""), cancellationToken);
        return await auditedNotes.EraseSubjectAsync(AuditTargets.Resident(id), "at the resident's request", cancellationToken);
    }
}

/// <summary>Somebody who has filed requests.</summary>
/// <param name="Id">Says nothing about them.</param>
/// <param name="Requests">All that they filed, newest first.</param>
/// <param name="IsWhole">Whether all of it was filed with what was searched. Whoever knows an e-mail address can file with it, and with a number of his own: what only shares the address is not the caller's to erase.</param>
internal sealed record Resident(string Id, IReadOnlyList<ServiceRequest> Requests, bool IsWhole)
{
    public Reporter Latest => Requests[0].Reporter;
}
