using Platform.Plugins.Generations;

namespace CityDesk.Tests.Plugins;

/// <summary>A plugin that misbehaves, in a process of its own that really runs: no filing fails, whatever it does.</summary>
public abstract class TroubleTests(Desk desk) : PluginTests(desk)
{
    private const string Trouble = "city.trouble";

    [Fact]
    public async Task Whatever_a_plugin_does_each_request_is_filed_and_one_that_crashes_on_every_call_is_quarantined_and_rolled_back()
    {
        var (service, key) = (await CityAsync(), await KeyAsync());
        await InstallAsync("Trouble", "1.0.0");
        Assert.Equal(PluginState.Active, Standing(Trouble).State);
        Assert.NotNull(Standing(Trouble).Isolation);
        Assert.Equal("Crew Trouble", (await FileAsync(service, key, "trouble: none")).AssignedTo);

        foreach (var asked in (string[])["throw", "hang", "crash", "memory"])
        {
            var filed = await Desk.WhileTimePassesAsync(FileAsync(service, key, $"trouble: {asked}"));
            Assert.Null(filed.AssignedTo);
            // It comes back by itself, and judges again.
            await UntilAsync(async () => (await FileAsync(service, key, "trouble: none")).AssignedTo == "Crew Trouble", moves: true);
        }

        await InstallAsync("Trouble", "2.0.0");
        await UntilAsync(
            async () =>
            {
                Assert.Null((await Desk.WhileTimePassesAsync(FileAsync(service, key, "A heron"))).AssignedTo);
                return Standing(Trouble).State == PluginState.Quarantined;
            },
            moves: true);
        using var visitor = await SignedInAsync();
        var page = await Desk.WhileTimePassesAsync(visitor.GetAsync("/desk/health"));
        var health = page.Rows("table.health").Single(static row => row[0] == "Plugins");
        Assert.Equal("Works in part", health[1]);
        Assert.Contains(Trouble, health[3], StringComparison.Ordinal);

        Store.Rollback(Trouble);
        await Desk.WhileTimePassesAsync(RefreshAsync());

        Assert.Equal("Crew Trouble", (await FileAsync(service, key, "trouble: none")).AssignedTo);
        var audit = await SearchAsync(visitor, "what=plugins.*&text=city.trouble", 1);
        Assert.Contains("plugins.quarantined (failure)", Column(audit, "What"));
    }

    private async Task<bool> RefreshAsync()
    {
        await Host.RefreshAsync(Cancelled);
        return true;
    }
}

public sealed class TroubleOnSqlite(SqliteDesk desk) : TroubleTests(desk), IClassFixture<SqliteDesk>;

public sealed class TroubleOnPostgreSql(PostgreSqlDesk desk) : TroubleTests(desk), IClassFixture<PostgreSqlDesk>;
