using CityDesk.Commands;
using CityDesk.Tests.Commands;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Residents;

/// <summary>All who open a desk need its root key: who has none, or another, is told so and changes nothing.</summary>
public abstract class RootKeyTests(CommandDatabase database) : CommandTestBase(database), IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-keys-").FullName;

    private string Key => Path.Combine(_folder, "root.key");

    private string Receipts => Path.Combine(_folder, "citydesk-receipts.pem");

    [Fact]
    public async Task A_desk_opens_with_the_root_key_that_its_first_start_made_and_no_other()
    {
        await using var desk = Database.CreateAnother();
        Assert.Equal(ExitCodes.Success, (await RunAsync(desk, "generate", "--requests", "1", "--seed", "1")).ExitCode);
        Assert.Equal(["citydesk-audit.pem", "citydesk-receipts.pem", "root.key"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (key, receipts) = (await File.ReadAllBytesAsync(Key, Cancelled), await File.ReadAllBytesAsync(Receipts, Cancelled));

        // Another working folder, where no key is: none is made there.
        File.Delete(Key);
        await AssertRefusedAsync(desk, $"Residents' data is sealed, and the root key is not in {Key}. Put it back, or say where it is: --Encryption:RootKeyFile=PATH.");
        Assert.False(File.Exists(Key));

        // Another desk's key, and what is none.
        await using (var other = Database.CreateAnother())
            Assert.Equal(ExitCodes.Success, (await RunAsync(other, "generate", "--requests", "1", "--seed", "1")).ExitCode);
        Assert.NotEqual(key, await File.ReadAllBytesAsync(Key, Cancelled));
        Assert.Equal(receipts, await File.ReadAllBytesAsync(Receipts, Cancelled));
        await AssertRefusedAsync(desk, $"Residents' data is sealed, and not with the root key in {Key}. Put it back, or say where it is: --Encryption:RootKeyFile=PATH.");
        await File.WriteAllBytesAsync(Key, key.AsMemory(1), Cancelled);
        await AssertRefusedAsync(desk, $"What is in {Key} is no root key. Put it back, or say where it is: --Encryption:RootKeyFile=PATH.");

        await File.WriteAllBytesAsync(Key, key, Cancelled);
        File.Delete(Receipts);
        await AssertRefusedAsync(desk, $"The key that signs receipts of erasures is not in {Receipts}, beside the root key. Put it back.");
        Assert.False(File.Exists(Receipts));

        await File.WriteAllBytesAsync(Receipts, receipts, Cancelled);
        Assert.Equal(ExitCodes.Success, (await RunAsync(desk, "keys", "list")).ExitCode);
    }

    [Fact]
    public async Task Desks_that_start_at_once_with_one_file_have_one_root_key()
    {
        var desks = Enumerable.Range(0, 4).Select(_ => Database.CreateAnother()).ToList();
        try
        {
            var made = await Task.WhenAll(desks.Select(desk => Task.Run(() => RunAsync(desk, "generate", "--requests", "1", "--seed", "1"), Cancelled)));
            Assert.All(made, run => Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.ExitCode == ExitCodes.Success ? "" : run.Error)));
            Assert.Equal(["citydesk-audit.pem", "citydesk-receipts.pem", "root.key"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            foreach (var desk in desks)
                Assert.Equal(ExitCodes.Success, (await RunAsync(desk, "keys", "list")).ExitCode);
        }
        finally
        {
            foreach (var desk in desks)
                await desk.DisposeAsync();
        }
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private Task<CommandRun> RunAsync(CommandDatabase desk, params string[] command) =>
        CommandRun.RunAsync([.. command, .. desk.Settings.Where(static setting => !setting.StartsWith("--Encryption:", StringComparison.Ordinal)), $"--Encryption:RootKeyFile={Key}"]);

    private async Task AssertRefusedAsync(CommandDatabase desk, string problem)
    {
        var run = await RunAsync(desk, "keys", "list");
        Assert.Equal((ExitCodes.Failure, "", problem), (run.ExitCode, run.Out, run.Error.Trim()));
    }
}

public sealed class RootKeyOnSqlite(SqliteCommandDatabase database) : RootKeyTests(database), IClassFixture<SqliteCommandDatabase>;

public sealed class RootKeyOnPostgreSql(PostgreSqlCommandDatabase database) : RootKeyTests(database), IClassFixture<PostgreSqlCommandDatabase>
{
    [Fact]
    public async Task A_desk_whose_tables_of_keys_are_gone_says_so_and_makes_none()
    {
        await using var desk = Database.CreateAnother();
        Assert.Equal(ExitCodes.Success, (await CommandRun.RunAsync(["generate", "--requests", "1", "--seed", "1", .. desk.Settings])).ExitCode);
        await using var context = desk.OpenContext();
        await context.Database.ExecuteSqlRawAsync("DROP TABLE encryption_keys, encryption_gone_keys, encryption_destroyed_scopes", Cancelled);

        var run = await CommandRun.RunAsync(["keys", "list", .. desk.Settings]);

        Assert.Equal(
            (ExitCodes.Failure, "", "Residents' data is sealed, and the keys that sealed it are gone from the database. Put them back from a backup."),
            (run.ExitCode, run.Out, run.Error.Trim()));
        Assert.Empty(await context.Database.SqlQueryRaw<string>("SELECT tablename::text AS \"Value\" FROM pg_tables WHERE tablename LIKE 'encryption%'").ToListAsync(Cancelled));
    }
}
