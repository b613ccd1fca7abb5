using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Encryption;
using Platform.Encryption.Erasing;
using Platform.Encryption.Reencryption;

namespace CityDesk.Residents;

/// <summary>What staff and operators do with residents: find them by an address or a number, give them new keys, and erase them.</summary>
internal sealed class ResidentRecords(DeskDbContext context, PersonalLooks looks, IAuditAppender audit, IAuditPersonalData auditedNotes, IServiceProvider services)
{
    /// <summary>Who filed with this e-mail address or telephone number, however it is written, with what they filed, newest first.</summary>
    public async Task<IReadOnlyList<Resident>> FindAsync(string text, CancellationToken cancellationToken)
    {
        text = text.Trim();
        var requests = context.Requests.AsNoTracking().Include(r => r.Service);
        var found = await (text.Contains('@', StringComparison.Ordinal) ? requests.Where(r => r.Reporter.Email == text) : requests.Where(r => r.Reporter.Phone == text)).ToListAsync(cancellationToken);
        List<Resident> residents =
        [
            .. found.Where(r => r.ResidentId is not null).GroupBy(r => r.ResidentId!, StringComparer.Ordinal)
                .Select(group => new Resident(group.Key, [.. group.OrderByDescending(r => r.RequestedAt).ThenByDescending(r => r.Id)])),
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

    /// <summary>
    /// Destroys a resident's keys, and what finds them, and takes away what remarks of staff about them the audit log has kept. For good. Done twice it is done to the end: whatever had been stopped half-way.
    /// </summary>
    public async Task<ErasureReceipt> EraseAsync(string id, CancellationToken cancellationToken)
    {
        var notes = await auditedNotes.EraseSubjectAsync(AuditTargets.Resident(id), "at the resident's request", cancellationToken);
        var receipt = await services.GetRequiredService<SubjectEraser>().EraseAsync(ResidentEncryption.Tenant, id, cancellationToken);
        await audit.AppendAsync(
            new DeskAudit.ResidentErased(AuditTargets.Resident(id), receipt.Keys.Count, receipt.Places.Sum(static place => place.UnreadableValues ?? 0), notes.Records), cancellationToken: cancellationToken);
        return receipt;
    }
}

/// <summary>Somebody who has filed requests.</summary>
/// <param name="Id">Says nothing about them.</param>
/// <param name="Requests">What they filed and was found, newest first.</param>
internal sealed record Resident(string Id, IReadOnlyList<ServiceRequest> Requests)
{
    public Reporter Latest => Requests[0].Reporter;
}
