using CityDesk.Commands;
using CityDesk.Plugins;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityDesk.Tests.Plugins;

/// <summary>A plugin that knows the export of an old system: it says what rows mean, and the desk judges whether that can be.</summary>
public abstract class PluginImportTests(Desk desk) : PluginTests(desk)
{
    private const string Header = "Nr,Gemeldet,Was,Wo,Erledigt";

    [Fact]
    public async Task An_export_that_a_plugin_knows_is_imported_with_faults_by_row_and_comes_once()
    {
        await InstallAsync("Harbour", "1.0.0");
        // A command reads it from the file.
        await File.WriteAllTextAsync(Desk.Services.GetRequiredService<PluginFiles>().Trust, Publisher.Trust.ToJson(), Cancelled);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                file,
                [
                    Header, "K-1,31.01.2020 13:45,Kran: quietscht,Kai 3,02.02.2020 08:00", "K-2,01.02.2020 09:00,Licht: aus,Kai 4,",
                    "K-3,gestern,Licht: aus,Kai 4,",
                    "K-4,01.02.2020 09:00,Licht: aus,,",
                    "K 5,01.02.2020 09:00,Licht: aus,Kai 4,", "K-6,01.02.2020 09:00,Licht: aus,Kai 4,31.01.2020 09:00", "K-7,zu wenig",
                ],
                Cancelled);

            var run = await RunAsync("import", file, "--plugin", "city.harbour", "--batch-size", "2");
            var again = await RunAsync("import", file, "--plugin", "city.harbour");

            Assert.True(run.Code == ExitCodes.Success, run.Out + run.Error);
            foreach (var reason in (string[])["plugin-refused", "no-location", "bad-id", "closed-before-opened", "column-count"])
                Assert.Contains(reason, run.Out, StringComparison.Ordinal);
            Assert.Contains("already stored", again.Out, StringComparison.Ordinal);
            var stored = await Desk.InDatabaseAsync(db => db.Requests.AsNoTracking().Include(r => r.Service).Include(r => r.History)
                .Where(r => r.JurisdictionId == "harbour.example").OrderBy(r => r.Id).ToListAsync(Cancelled));
            Assert.Equal(["harbour-K-1", "harbour-K-2"], stored.Select(static request => request.PublicId));
            Assert.Equal(
                ("Kran", "Kran: quietscht", "Kai 3", new DateTimeOffset(2020, 1, 31, 12, 45, 0, TimeSpan.Zero), "Done."),
                (stored[0].Service.Name, stored[0].Description, stored[0].Location.Address, stored[0].RequestedAt, stored[0].StatusNotes));
            Assert.Null(stored[1].ClosedAt);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_reads_nothing_and_one_reader_is_enough()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, [Header], Cancelled);

            var missing = await RunAsync("import", file, "--plugin", "city.nowhere");
            var both = await RunAsync("import", file, "--plugin", "city.nowhere", "--from", "st-louis");

            Assert.Equal(ExitCodes.Failure, missing.Code);
            Assert.Contains("No plugin city.nowhere that reads exports is installed", missing.Error, StringComparison.Ordinal);
            Assert.Equal(ExitCodes.Usage, both.Code);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

public sealed class PluginImportOnSqlite(SqliteDesk desk) : PluginImportTests(desk), IClassFixture<SqliteDesk>;

public sealed class PluginImportOnPostgreSql(PostgreSqlDesk desk) : PluginImportTests(desk), IClassFixture<PostgreSqlDesk>;
