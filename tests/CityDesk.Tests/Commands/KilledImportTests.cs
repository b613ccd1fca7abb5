using System.Data.Common;
using System.Runtime.InteropServices;
using CityDesk.Commands;
using CityDesk.Domain;
using CityDesk.Tests.Import;
using Microsoft.EntityFrameworkCore;
using Platform.Testing;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Commands;

/// <summary>The real program, importing, killed at moments that nobody chose.</summary>
public abstract class KilledImportTests(CommandDatabase database) : CommandTestBase(database), IDisposable
{
    private const int BatchSize = 25;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private readonly InventedExport _export = new();

    [Fact]
    [Soak]
    public async Task An_import_killed_again_and_again_ends_as_if_it_had_never_been_killed()
    {
        var kills = SoakLength.Of(4, 60);
        var path = _export.Write(ManyRows(kills * 1_000));
        var random = new Random(20_260_504);
        await using var database = Database.CreateAnother();

        // Once while it starts and prepares the database, and then while it stores.
        await using (var starting = Start(database, path))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1_200)), TimeProvider.System, Cancelled);
            await starting.KillAsync(Cancelled);
        }

        var killedWhileStoring = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var before = await RowsReadAsync(database);
            await using var importing = Start(database, path);
            var wanted = before + random.Next(1, 800);
            while (!importing.HasExited && await RowsReadAsync(database) < wanted)
                await Task.Delay(Look, TimeProvider.System, Cancelled);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10)), TimeProvider.System, Cancelled);
            await importing.KillAsync(Cancelled);

            await using var context = database.OpenContext();
            await Accounting.AssertAsync(context, Cancelled);
            var run = await context.ImportRuns.SingleAsync(Cancelled);
            killedWhileStoring += run.FinishedAt is null && run.RowsRead > before ? 1 : 0;
            Assert.Equal(0, run.RowsRead % BatchSize);
        }

        await using var last = Start(database, path);
        await last.WaitForExitAsync(Cancelled);
        Assert.True(last.ExitCode == ExitCodes.Success, last.Output);
        Assert.Equal(kills, killedWhileStoring);

        await using var undisturbed = Database.CreateAnother();
        await CommandRun.RunAsync(["import", path, .. undisturbed.Settings]);
        await AssertSameAsync(database, undisturbed);
    }

    [Fact]
    public async Task An_import_that_is_interrupted_ends_between_two_batches_with_130_and_goes_on_later()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "There is no SIGINT to send on Windows.");
        var path = _export.Write(ManyRows(5_000));
        await using var database = Database.CreateAnother();
        await using var importing = Start(database, path);
        while (!importing.HasExited && await RowsReadAsync(database) == 0)
            await Task.Delay(Look, TimeProvider.System, Cancelled);

        await importing.InterruptAsync(Cancelled);
        await importing.WaitForExitAsync(Cancelled);

        Assert.True(importing.ExitCode == ExitCodes.Cancelled, importing.Output);
        Assert.Contains("not finished", importing.Output, StringComparison.Ordinal);
        var rows = await RowsReadAsync(database);
        Assert.InRange(rows, BatchSize, 4_999);
        await using (var context = database.OpenContext())
            await Accounting.AssertAsync(context, Cancelled);

        var resumed = await CommandRun.RunAsync(["import", path, .. database.Settings]);

        Assert.Equal(ExitCodes.Success, resumed.ExitCode);
        Assert.Contains(FormattableString.Invariant($"goes on after row {rows:N0}."), resumed.Error, StringComparison.Ordinal);
        await using var undisturbed = Database.CreateAnother();
        await CommandRun.RunAsync(["import", path, .. undisturbed.Settings]);
        await AssertSameAsync(database, undisturbed);
    }

    public void Dispose()
    {
        _export.Dispose();
        GC.SuppressFinalize(this);
    }

    private static CityDeskProcess Start(CommandDatabase database, string path) =>
        CityDeskProcess.Start(["import", path, "--batch-size", BatchSize.ToString(System.Globalization.CultureInfo.InvariantCulture), .. database.Settings]);

    /// <summary>Sound rows, with something to refuse or to warn of now and then.</summary>
    private static IEnumerable<string> ManyRows(int count) => Enumerable.Range(1, count).Select(i => (i % 40) switch
    {
        7 => Row($"1-{i}", type: "77"),
        17 => Row($"1-{i - 10 - 1}"),
        27 => Row($"1-{i - 9}", address: "ELSEWHERE"),
        37 => Row($"1-{i}", latitude: "0", longitude: "0"),
        _ => Row($"1-{i}", closed: i % 3 == 0 ? "" : "2020-01-03 09:30:00", type: i % 5 == 0 ? "3" : "1"),
    });

    private static async Task<long> RowsReadAsync(CommandDatabase database)
    {
        try
        {
            await using var context = database.OpenContext();
            return await context.ImportRuns.Select(r => r.RowsRead).SumAsync(Cancelled);
        }
        catch (DbException)
        {
            return 0; // the program has not made the database yet
        }
    }

    private static async Task AssertSameAsync(CommandDatabase one, CommandDatabase other)
    {
        await using var left = one.OpenContext();
        await using var right = other.OpenContext();
        await Accounting.AssertAsync(left, Cancelled);
        Assert.Equal(await RunsAsync(left), await RunsAsync(right));
        var findings = await FindingsAsync(one, left);
        Assert.Contains("ELSEWHERE", findings, StringComparison.Ordinal);
        Assert.Equal(findings, await FindingsAsync(other, right));
        Assert.Equal(await RequestsAsync(left), await RequestsAsync(right));
    }

    private static Task<List<string>> RunsAsync(Data.DeskDbContext context) => context.ImportRuns
        .Select(r => $"{r.RowsRead} {r.RowsStored} {r.RowsAlreadyStored} {r.RowsRefused} {r.RowsWarned} {r.BytesRead} {r.PrefixHash} {r.FinishedAt != null}")
        .ToListAsync(Cancelled);

    /// <summary>The rows that were kept with what was found in them. They are sealed: the program shows them.</summary>
    private static async Task<string> FindingsAsync(CommandDatabase database, Data.DeskDbContext context)
    {
        var folder = Directory.CreateTempSubdirectory("citydesk-report-");
        try
        {
            var report = Path.Combine(folder.FullName, "report.ndjson");
            var run = $"{await context.ImportRuns.Select(static r => r.Id).SingleAsync(Cancelled)}";
            Assert.Equal(ExitCodes.Success, (await CommandRun.RunAsync(["import", "--run", run, "--report", report, .. database.Settings])).ExitCode);
            return await File.ReadAllTextAsync(report, Cancelled);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<string>> RequestsAsync(Data.DeskDbContext context)
    {
        var requests = await context.Requests.AsNoTracking().Include(r => r.Service).Include(r => r.History)
            .Where(r => r.ImportSource != null).OrderBy(r => r.ImportRow).ToListAsync(Cancelled);
        return
        [
            .. requests.Select(r =>
                $"{r.ImportRow} {r.PublicId} {r.Service.Code} {r.Service.Name} {r.Status} {r.RequestedAt:O} {r.ClosedAt:O} {r.Location} " +
                string.Join("; ", r.History.OrderBy(e => e.Id).Select(e => $"{e.Kind} {(e.Kind == RequestEventKind.Imported ? null : e.At):O} {e.Actor} {e.Note}"))),
        ];
    }
}

public sealed class KilledImportOnSqlite(SqliteCommandDatabase database) : KilledImportTests(database), IClassFixture<SqliteCommandDatabase>;

public sealed class KilledImportOnPostgreSql(PostgreSqlCommandDatabase database) : KilledImportTests(database), IClassFixture<PostgreSqlCommandDatabase>;
