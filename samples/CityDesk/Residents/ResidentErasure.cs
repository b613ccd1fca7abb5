using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.EntityFrameworkCore;
using Platform.Audit.PersonalData;
using Platform.Encryption.Erasing;
using Platform.Errors;

namespace CityDesk.Residents;

/// <summary>
/// Erases residents for good. That it was decided is stored first, and each step can be repeated: an erasure that was stopped anywhere is
/// gone on with at the next start, or by the next command, and has one receipt.
/// </summary>
internal sealed class ResidentErasure(
    DeskDbContext context, ResidentAddresses addresses, SubjectEraser eraser, IAuditPersonalData auditedNotes, ResidentKeys keys, TimeProvider time)
{
    private const int MostAttempts = 5;

    /// <summary>
    /// Destroys a resident's keys, and what finds them, and takes remarks of staff about them out of the history of their requests and out
    /// of the audit log. What was said to everybody, such as why a request was closed, stays. Of somebody who was erased it is done again,
    /// with what a desk may have written meanwhile.
    /// </summary>
    /// <returns>The receipt, which is kept. Refused where nobody has this id. An error where the audit log cannot say in time that it has
    /// nothing left: then the erasure is gone on with later.</returns>
    public async Task<Result<ErasureReceipt>> EraseAsync(string id, CancellationToken cancellationToken)
    {
        var begun = await BeginAsync(id, cancellationToken);
        if (!begun.TryGet(out var erasure, out var refusal))
            return refusal;
        // Whoever decided it at the same time was faster, and it is done.
        return erasure.FinishedAt is not null && await ReadReceiptAsync(id, cancellationToken) is { } receipt ? receipt : await GoOnAsync(erasure, cancellationToken);
    }

    /// <summary>Goes on with an erasure that was stopped.</summary>
    /// <returns>The receipt. Refused where there is no such erasure, or somebody else has finished it meanwhile: it is not begun anew.</returns>
    public async Task<Result<ErasureReceipt>> ResumeAsync(string id, CancellationToken cancellationToken) =>
        await context.Set<Erasure>().SingleOrDefaultAsync(e => e.ResidentId == id && e.FinishedAt == null, cancellationToken) is { } erasure
            ? await GoOnAsync(erasure, cancellationToken) : CommonErrors.NotFound();

    /// <summary>Whose erasure has begun and is not done.</summary>
    public Task<List<string>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        context.Set<Erasure>()
            .Where(e => e.FinishedAt == null).OrderBy(e => e.BegunAt).Select(e => e.ResidentId).ToListAsync(cancellationToken);

    /// <summary>The latest erasures, without their receipts.</summary>
    public Task<List<ErasureState>> ListAsync(int most, CancellationToken cancellationToken) =>
        context.Set<Erasure>().OrderByDescending(e => e.BegunAt).Take(most)
            .Select(e => new ErasureState(e.ResidentId, e.BegunAt, e.FinishedAt)).ToListAsync(cancellationToken);

    /// <summary>The receipt of an erasure, as it was signed.</summary>
    /// <returns><see langword="null"/> where there is none: nobody has this id, or their erasure is not done.</returns>
    public Task<string?> FindReceiptAsync(string id, CancellationToken cancellationToken) =>
        context.Set<Erasure>()
            .Where(e => e.ResidentId == id && e.FinishedAt != null).Select(e => e.Receipt).SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Stores that it is decided, with who decided it in the audit log. Two who decide it at once decide the same: whoever comes second finds
    /// what the first has stored, and goes on with it.
    /// </summary>
    private async Task<Result<Erasure>> BeginAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var erasure = await context.Set<Erasure>().SingleOrDefaultAsync(e => e.ResidentId == id, cancellationToken);
            if (erasure is null)
            {
                if (!await context.Requests.AnyAsync(r => r.ResidentId == id, cancellationToken))
                    return CommonErrors.NotFound();
                erasure = new Erasure { ResidentId = id, BegunAt = time.GetUtcNow() };
                context.Add(erasure);
            }
            else if (erasure.FinishedAt is not null && attempt == 1)
            {
                erasure.FinishedAt = null;
            }
            else
            {
                return erasure;
            }

            try
            {
                // If we stop before this nothing has begun, and after it nothing is forgotten.
                await context.SaveChangesAsync(cancellationToken);
                return erasure;
            }
            catch (DbUpdateException failure) when (attempt < MostAttempts && (failure is DbUpdateConcurrencyException || DatabaseFailures.IsTaken(failure, Erasure.Table)))
            {
                context.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Result<ErasureReceipt>> GoOnAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var id = erasure.ResidentId;
        await context.OverwriteErasedAsync(cancellationToken);
        // First: whoever files with the address from here on is somebody new, and not somebody whose key is about to go.
        await addresses.ForgetAsync(id, cancellationToken);
        // Before the keys: a content whose key is gone would count as taken away where no record says that it was erased.
        var notes = await EraseNotesAsync(id, cancellationToken);
        // What somebody holds has to stay readable: the keys go when it is released.
        if (notes is not { IsComplete: true, Held: 0 })
            return CommonErrors.Unavailable();
        var receipt = await eraser.EraseAsync(ResidentEncryption.Tenant, id, cancellationToken);
        // What somebody wrote meanwhile.
        if (!(await EraseNotesAsync(id, cancellationToken)).IsComplete)
            return CommonErrors.Unavailable();

        if (!await FinishAsync(erasure, receipt, notes.Records, cancellationToken))
            receipt = await ReadReceiptAsync(id, cancellationToken) ?? receipt;
        await context.ForgetJournalAsync(cancellationToken);
        return receipt;
    }

    /// <returns>Whether it was not finished by somebody else meanwhile, who has gone on with it too: then the receipt that is kept is theirs.</returns>
    private async Task<bool> FinishAsync(Erasure erasure, ErasureReceipt receipt, long notes, CancellationToken cancellationToken)
    {
        (erasure.Receipt, erasure.FinishedAt) = (receipt.Signed, time.GetUtcNow());
        // In the transaction that says that it is done: recorded once, however often it was gone on with.
        context.AppendAudit(new DeskAudit.ResidentErased(
            AuditTargets.Resident(erasure.ResidentId), receipt.Keys.Count, receipt.Places.Sum(static place => place.UnreadableValues ?? 0), notes));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            context.ChangeTracker.Clear();
            return false;
        }
    }

    /// <returns><see langword="null"/> where a third has begun it anew by now: then no receipt is kept yet.</returns>
    private async Task<ErasureReceipt?> ReadReceiptAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindReceiptAsync(id, cancellationToken) is not { } kept)
            return null;
        using var key = keys.ReadReceiptKey();
        return ErasureReceipt.Verify(kept, key);
    }

    private async Task<AuditErasure> EraseNotesAsync(string id, CancellationToken cancellationToken)
    {
        var requests = await context.Requests.Where(r => r.ResidentId == id).Select(static r => r.Id).ToListAsync(cancellationToken);
        await context.Set<RequestEvent>()
            .Where(line => requests.Contains(EF.Property<long>(line, "RequestId")) && line.Note != ""
                && (line.Kind == RequestEventKind.Noted || line.Kind == RequestEventKind.Assigned
                    || line.Kind == RequestEventKind.Imported))
            .ExecuteUpdateAsync(static set => set.SetProperty(static line => line.Note, ""), cancellationToken);
        try
        {
            return await auditedNotes.EraseSubjectAsync(AuditTargets.Resident(id), "at the resident's request", cancellationToken);
        }
        catch (AuditContentUnavailableException)
        {
            // A key is away, so nobody can tell whom a note is about. It is gone on with later.
            return new AuditErasure(0, [], IsComplete: false);
        }
    }
}

/// <summary>How an erasure stands.</summary>
internal sealed record ErasureState(string ResidentId, DateTimeOffset BegunAt, DateTimeOffset? FinishedAt);
