using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Residents;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.EntityFrameworkCore;
using Platform.Encryption;
using Platform.Errors;

namespace CityDesk.Import;

/// <summary>
/// Removes an import with the rows that it has kept, which may say anything of anybody. The requests that it has stored stay: they are the
/// desk's. Stopped anywhere, it is done by asking again.
/// </summary>
internal sealed class ImportRemoval(DeskDbContext context, Keyring keyring, IAuditAppender audit)
{
    /// <summary>Removes an import.</summary>
    /// <returns>How many kept rows went with it. Refused where there is no such import.</returns>
    public async Task<Result<int>> RemoveAsync(int runId, CancellationToken cancellationToken)
    {
        if (await context.ImportRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken) is not { } run)
            return CommonErrors.NotFound();
        var target = AuditTargets.City(run.JurisdictionId);
        await audit.AppendAsync(
            new DeskAudit.ImportRemovalBegun(target, run.Source, run.FileName, runId), cancellationToken: cancellationToken);
        // The key first: from here on the rows cannot be read, nor in a copy of the database that has not the key beside it. If we
        // crash here, the run is still listed.
        await keyring.ShredAsync(ResidentEncryption.ImportKeyOf(runId), cancellationToken);

        // Each request of the import is written anew: with many of them that takes longer than a command may otherwise.
        context.Database.SetCommandTimeout(TimeSpan.Zero);
        await context.OverwriteErasedAsync(cancellationToken);
        await using (var transaction = await context.Database.BeginTransactionAsync(cancellationToken))
        {
            var kept = await context.ImportFindings.Where(f => f.RunId == runId).ExecuteDeleteAsync(cancellationToken);
            // Requests forget by which import they came, and not from which system.
            if (await context.ImportRuns.Where(r => r.Id == runId).ExecuteDeleteAsync(cancellationToken) == 0)
                return CommonErrors.NotFound();
            context.AppendAudit(new DeskAudit.ImportRemoved(target, run.Source, run.FileName, runId, kept));
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await context.ForgetJournalAsync(cancellationToken);
            return kept;
        }
    }
}
