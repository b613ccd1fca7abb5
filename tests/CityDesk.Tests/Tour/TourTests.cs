using System.Text.RegularExpressions;
using CityDesk.Commands;
using CityDesk.Tests.Commands;
using CityDesk.Tour;
using Npgsql;
using Platform.Testing;

namespace CityDesk.Tests.Tour;

/// <summary>The tour as an operator takes it: each scene checks what it shows, and ends the tour where something does not hold.</summary>
public abstract partial class TourTests(CommandDatabase database) : CommandTestBase(database)
{
    [Fact]
    public async Task Every_scene_goes_as_it_should_and_nothing_is_left_of_it()
    {
        var tour = await RunAsync("tour");

        Assert.True(tour.ExitCode == ExitCodes.Success, tour.Out + tour.Error);
        Assert.All(TourCommand.Scenes, scene => Assert.Contains($"\n{scene.Name}: {scene.Title}", tour.Out, StringComparison.Ordinal));
        Assert.Contains("429", tour.Out, StringComparison.Ordinal);
        Assert.Contains("Mara Quill", tour.Out, StringComparison.Ordinal);
        Assert.Contains("request.assigned", tour.Out, StringComparison.Ordinal);
        Assert.EndsWith("gone.", tour.Out.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder().Match(tour.Out).Groups[1].Value));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_single_scene_can_be_played_and_what_is_left_of_it_looked_into()
    {
        var tour = await RunAsync("tour", "bad-body", "--keep");

        Assert.True(tour.ExitCode == ExitCodes.Success, tour.Out + tour.Error);
        Assert.Contains("\nbad-body: ", tour.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\nburst: ", tour.Out, StringComparison.Ordinal);
        var folder = Folder().Match(tour.Out).Groups[1].Value;
        Assert.NotEmpty(Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
        await ForgetAsync();
    }

    [GeneratedRegex(@"its files lie in (\S+)\.\r?$", RegexOptions.Multiline)]
    private static partial Regex Folder();

    /// <summary>Also the operator's own desk is none the richer.</summary>
    protected abstract Task AssertNothingIsLeftAsync();

    /// <summary>Removes what was kept beside the folder.</summary>
    protected abstract Task ForgetAsync();
}

public sealed class TourOnSqlite(SqliteCommandDatabase database) : TourTests(database), IClassFixture<SqliteCommandDatabase>
{
    protected override Task AssertNothingIsLeftAsync()
    {
        var folder = Database.Settings[0]["--Desk:DataFolder=".Length..];
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        return Task.CompletedTask;
    }

    protected override Task ForgetAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_the_operator_has_named_for_his_own_desk_is_left_alone()
    {
        var own = Directory.CreateTempSubdirectory("citydesk-own-").FullName;
        try
        {
            var tour = await RunAsync(
                "tour", "bad-body", $"--Database:ConnectionString=Data Source={Path.Combine(own, "own.db")}",
                $"--Audit:KeyFile={Path.Combine(own, "own.pem")}", $"--Audit:CheckpointFile={Path.Combine(own, "own.checkpoint")}");

            Assert.True(tour.ExitCode == ExitCodes.Success, tour.Out + tour.Error);
            Assert.Empty(Directory.GetFileSystemEntries(own));
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }
}

public sealed class TourOnPostgreSql(PostgreSqlCommandDatabase database) : TourTests(database), IClassFixture<PostgreSqlCommandDatabase>
{
    protected override async Task AssertNothingIsLeftAsync() => Assert.Empty(await NamesAsync());

    protected override async Task ForgetAsync()
    {
        await using var source = NpgsqlDataSource.Create(PostgreSqlServer.ConnectionString());
        foreach (var name in await NamesAsync())
        {
            await using var drop = source.CreateCommand($"DROP DATABASE \"{name}\" WITH (FORCE)");
            await drop.ExecuteNonQueryAsync(Cancelled);
        }
    }

    private static async Task<List<string>> NamesAsync()
    {
        await using var source = NpgsqlDataSource.Create(PostgreSqlServer.ConnectionString());
        await using var command = source.CreateCommand("SELECT datname FROM pg_database WHERE datname LIKE 'citydesk\\_tour\\_%'");
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var names = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            names.Add(reader.GetString(0));
        return names;
    }
}

/// <summary>What the tour says where there is nothing to play.</summary>
public sealed class TourCommandTests
{
    [Fact]
    public async Task A_scene_that_there_is_none_of_is_refused_with_those_that_there_are()
    {
        var tour = await CommandRun.RunAsync("tour", "volcano");

        Assert.Equal(ExitCodes.Usage, tour.ExitCode);
        Assert.Equal($"There is no scene 'volcano'. There are: {string.Join(", ", TourCommand.Scenes.Select(scene => scene.Name))}.", tour.Error.Trim());
    }

    [Fact]
    public async Task The_scenes_are_listed_without_starting_anything()
    {
        var tour = await CommandRun.RunAsync("tour", "--list");

        Assert.Equal(ExitCodes.Success, tour.ExitCode);
        Assert.All(TourCommand.Scenes, scene => Assert.Matches($"(?m)^{scene.Name} +{Regex.Escape(scene.Title)}", tour.Out));
    }

    [Fact]
    public async Task What_does_not_hold_ends_the_scene_and_says_what_it_was()
    {
        await using var output = new StringWriter();
        var tell = new Narrator(output);
        await tell.BeginAsync(TourCommand.Scenes[0]);
        await tell.CheckAsync(holds: true, "water is wet");

        var failure = await Assert.ThrowsAsync<OperatorException>(() => tell.CheckAsync(holds: false, "the moon is a cheese"));

        Assert.Equal($"The scene '{TourCommand.Scenes[0].Name}' did not go as it should. What does not hold: the moon is a cheese", failure.Message);
        Assert.Contains("  ok  water is wet", output.ToString(), StringComparison.Ordinal);
    }
}
