using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Encryption;
using Platform.Encryption.Reencryption;
using Platform.Errors;

namespace CityDesk.Residents;

/// <summary>What staff and operators do with residents: find them by an address or a number, and give them new keys. <see cref="ResidentErasure"/> erases them.</summary>
internal sealed class ResidentRecords(DeskDbContext context, PersonalLooks looks, IAuditAppender audit, IServiceProvider services)
{
    /// <summary>Fewer are no telephone number that somebody has alone.</summary>
    private const int LeastDigits = 5;

    /// <summary>
    /// Who filed with this e-mail address or telephone number, however it is written, with all that they filed, newest first: also what they filed under another number, because whoever acts on
    /// a resident acts on all of it.
    /// </summary>
    public async Task<IReadOnlyList<Resident>> FindAsync(string text, CancellationToken cancellationToken)
    {
        text = text.Trim();
        var requests = context.Requests.AsNoTracking().Include(r => r.Service);
        List<ServiceRequest> found = [];
        if (ResidentAddresses.IsAddress(text))
            found = await requests.Where(r => r.Reporter.Email == text).ToListAsync(cancellationToken);
        // What is no number at all is the same number as any other that is none: a name would find whoever wrote "n/a".
        else if (text.Count(char.IsAsciiDigit) >= LeastDigits)
            found = await requests.Where(r => r.Reporter.Phone == text).ToListAsync(cancellationToken);
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

    /// <summary>Gives a resident a new key, and seals all that is theirs with it.</summary>
    /// <returns>What was sealed anew. Refused where nobody has this id, for whom a key would be made, and of somebody who is erased, or about to be.</returns>
    public async Task<Result<ReencryptionReport>> RotateAsync(string id, CancellationToken cancellationToken)
    {
        if (await context.Set<Erasure>().AnyAsync(e => e.ResidentId == id, cancellationToken))
            return DeskErrors.ResidentErased();
        if (!await context.Requests.AnyAsync(r => r.ResidentId == id, cancellationToken))
            return CommonErrors.NotFound();
        var scope = KeyScope.ForSubject(ResidentEncryption.Tenant, ResidentEncryption.Purpose, id);
        try
        {
            await services.GetRequiredService<Keyring>().RotateAsync(scope, cancellationToken);
        }
        catch (KeyUnavailableException unavailable) when (unavailable.Reason == KeyUnavailableReason.Destroyed)
        {
            // Between the look and this, or by a desk whose database is older than the erasure.
            return DeskErrors.ResidentErased();
        }
        var report = await services.GetRequiredService<Reencryptor>().RunAsync(scope, cancellationToken);
        await audit.AppendAsync(new DeskAudit.ResidentKeyRotated(AuditTargets.Resident(id), report.Replaced, report.Left), cancellationToken: cancellationToken);
        return report;
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
