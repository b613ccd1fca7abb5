using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Transaction = System.Transactions.Transaction;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>
/// Writes changes into the intake with what a context saves. Where EF Core begins the transaction, at the moment before it commits: keys that the database
/// makes are known by then, each attempt of an execution strategy
/// writes its own rows, and what is written is exactly what was saved. Where somebody else has begun it, when the saving has succeeded. If we crash anywhere,
/// the transaction takes both.
/// </summary>
/// <remarks>One for all contexts. It has no state.</remarks>
internal sealed class CaptureInterceptor : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private CaptureInterceptor()
    {
    }

    public static CaptureInterceptor Instance { get; } = new();

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (eventData.Context is { } context && CapturePlan.Of(context) is { HasEntities: true } plan)
            CaptureState.Of(context).Begin(context, HasTransaction(context) ? CollectNow(context, plan) : null);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(SavingChanges(eventData, result));

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        if (RowsOfOthers(eventData.Context) is { } rows)
            rows.Write(eventData.Context!.Database.CurrentTransaction?.GetDbTransaction());
        End(eventData.Context);
        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (RowsOfOthers(eventData.Context) is { } rows)
            await rows.WriteAsync(eventData.Context!.Database.CurrentTransaction?.GetDbTransaction(), cancellationToken).ConfigureAwait(false);
        End(eventData.Context);
        return result;
    }

    public void SaveChangesFailed(DbContextErrorEventData eventData) => End(eventData.Context);

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        End(eventData.Context);
        return Task.CompletedTask;
    }

    public void SaveChangesCanceled(DbContextEventData eventData) => End(eventData.Context);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        End(eventData.Context);
        return Task.CompletedTask;
    }

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        RowsOfOwn(eventData.Context)?.Write(transaction);
        return result;
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (RowsOfOwn(eventData.Context) is { } rows)
            await rows.WriteAsync(transaction, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static bool HasTransaction(DbContext context) =>
        context.Database.CurrentTransaction is not null || Transaction.Current is not null
        || context.GetService<IDbContextTransactionManager>() is ITransactionEnlistmentManager { EnlistedTransaction: not null };

    private static List<CapturedChange> CollectNow(DbContext context, CapturePlan plan)
    {
        if (context.ChangeTracker.AutoDetectChangesEnabled)
            context.ChangeTracker.DetectChanges();
        return CapturedChange.Collect(context, plan);
    }

    /// <summary>What was saved in a transaction that somebody else has begun.</summary>
    private static IntakeRows? RowsOfOthers(DbContext? context) =>
        CaptureState.Find(context)?.Current is { HasExecuted: true, Changes: { Count: > 0 } changes } ? new IntakeRows(context!, CapturePlan.Of(context!)).Add(changes) : null;

    /// <summary>What is committed now, in a transaction that EF Core has begun for it.</summary>
    private static IntakeRows? RowsOfOwn(DbContext? context)
    {
        if (CaptureState.Find(context)?.Current is not { HasExecuted: true } saving)
            return null;
        saving.HasSent();
        return saving.Changes is null && CapturePlan.Of(context!) is var plan ? new IntakeRows(context!, plan).Add(CapturedChange.Collect(context!, plan)) : null;
    }

    private static void End(DbContext? context)
    {
        if (context is not null)
            CaptureState.Find(context)?.End(context);
    }
}
