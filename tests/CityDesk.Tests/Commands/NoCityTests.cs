using CityDesk.Commands;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace CityDesk.Tests.Commands;

/// <summary>Commands that ask for what a desk has, where there is no desk.</summary>
public abstract class NoCityTests(CommandDatabase database) : CommandTestBase(database)
{
    [Theory]
    [InlineData("keys", "list")]
    [InlineData("keys", "add", "App")]
    [InlineData("keys", "revoke", "App")]
    [InlineData("staff", "add", "ines", "--name", "Inès")]
    [InlineData("staff", "password", "desk")]
    [InlineData("staff", "list")]
    [InlineData("staff", "remove", "desk")]
    [InlineData("import", "--list")]
    [InlineData("import", "--run", "1")]
    public async Task It_is_said_what_to_do_and_nothing_is_created(params string[] command)
    {
        var run = await RunAsync(command);

        Assert.Equal((ExitCodes.Failure, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"^There is no city in \S.+ yet\. Start the desk once and it makes one up: dotnet \S.+\s+Or say where yours is: --(Desk:DataFolder=PATH|Database:ConnectionString=…)\.\s*$", run.Error);
        await using var context = Database.OpenContext();
        Assert.False(await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(Cancelled));
        Assert.DoesNotContain("Password", run.Error, StringComparison.OrdinalIgnoreCase);
    }
}

public sealed class NoCityOnSqlite(SqliteCommandDatabase database) : NoCityTests(database), IClassFixture<SqliteCommandDatabase>
{
    [Fact]
    public async Task What_is_said_can_be_pasted_with_the_settings_that_were_given()
    {
        var run = await RunAsync("keys", "list");

        Assert.Contains($": {ThisProgram.Call} {string.Join(' ', Database.Settings)}{Environment.NewLine}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_even_the_folder_is_made()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"citydesk-none-{Guid.NewGuid():N}");

        var run = await CommandRun.RunAsync("keys", "list", $"--Desk:DataFolder={folder}");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains(folder, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }
}

public sealed class NoCityOnPostgreSql(PostgreSqlCommandDatabase database) : NoCityTests(database), IClassFixture<PostgreSqlCommandDatabase>;
