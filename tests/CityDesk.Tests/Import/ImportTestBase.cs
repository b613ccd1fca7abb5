using CityDesk.Commands;
using CityDesk.Data;
using CityDesk.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityDesk.Tests.Import;

/// <summary>Base of import tests: each starts with nothing imported.</summary>
public abstract class ImportTestBase(Desk desk) : DeskTests(desk), IAsyncLifetime
{
    public InventedExport Export { get; } = new();

    public async ValueTask InitializeAsync() => await ForgetImportsAsync();

    public ValueTask DisposeAsync()
    {
        Export.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected Task<int> ForgetImportsAsync() => Desk.InDatabaseAsync(async db =>
    {
        await db.Requests.Where(r => r.ImportSource != null).ExecuteDeleteAsync(Cancelled);
        return await db.ImportRuns.ExecuteDeleteAsync(Cancelled);
    });

    internal Task<ImportResult> ImportAsync(string path, int batchSize = 3, bool acceptUnterminated = false, Action<ImportProgress>? onProgress = null, CancellationToken? cancellationToken = null) =>
        ImportAsync(new ImportOrder(path) { BatchSize = batchSize, AcceptUnterminated = acceptUnterminated }, onProgress, cancellationToken);

    internal async Task<ImportResult> ImportAsync(ImportOrder order, Action<ImportProgress>? onProgress = null, CancellationToken? cancellationToken = null)
    {
        var store = new ImportStore(Desk.Services.GetRequiredService<IServiceScopeFactory>(), Desk.Clock);
        return await new Importer(store, Desk.Clock).RunAsync(order, onProgress is null ? null : new DirectProgress<ImportProgress>(onProgress), cancellationToken ?? Cancelled);
    }

    /// <summary>Rows read, stored, already stored, refused, with warnings.</summary>
    internal static (long Read, long Stored, long Already, long Refused, long Warned) Counts(ImportRun run) =>
        (run.RowsRead, run.RowsStored, run.RowsAlreadyStored, run.RowsRefused, run.RowsWarned);

    protected Task<List<ImportFinding>> FindingsAsync(int runId) => Desk.InDatabaseAsync(db =>
        db.ImportFindings.AsNoTracking().Where(f => f.RunId == runId).OrderBy(f => f.Row).ThenBy(f => f.Reason).ToListAsync(Cancelled));

    protected Task<List<string>> ImportedIdsAsync() => Desk.InDatabaseAsync(db =>
        db.Requests.Where(r => r.ImportSource != null).OrderBy(r => r.ExternalId).Select(r => r.ExternalId!).ToListAsync(Cancelled));

    protected Task AssertEveryRowIsAccountedForAsync() => Desk.InDatabaseAsync(async db =>
    {
        await Accounting.AssertAsync(db, Cancelled);
        return true;
    });

    protected Task<long> CountAsync(FormattableString sql) => Desk.InDatabaseAsync((DeskDbContext db) => db.Database.SqlQuery<long>(sql).SingleAsync(Cancelled));
}
