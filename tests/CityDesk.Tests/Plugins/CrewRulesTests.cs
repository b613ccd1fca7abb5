using CityDesk.Domain;
using Platform.Plugins.Trust;

namespace CityDesk.Tests.Plugins;

/// <summary>A rule that chooses crews, in the desk's own process.</summary>
public abstract class CrewRulesTests(Desk desk) : PluginTests(desk)
{
    [Fact]
    public async Task A_rule_chooses_the_crew_while_a_request_is_filed_and_a_newer_version_goes_on_and_the_one_before_comes_back()
    {
        var (service, key) = (await CityAsync(), await KeyAsync());
        var alone = await FileAsync(service, key, "A pothole in the road");
        Assert.Null(alone.AssignedTo);
        Assert.Equal(RequestEventKind.Opened, Assert.Single(alone.History).Kind);

        await InstallAsync("Crews", "1.0.0");
        var routed = await FileAsync(service, key, "It is dark, and there is a pothole in the asphalt of the road");
        var unknown = await FileAsync(service, key, "A heron");
        await InstallAsync("Crews", "1.1.0");
        var better = await FileAsync(service, key, "It is dark, and there is a pothole in the asphalt of the road");
        Store.Rollback("city.crews");
        await Host.RefreshAsync(Cancelled);
        var again = await FileAsync(service, key, "It is dark, and there is a pothole in the asphalt of the road");

        Assert.Equal(("Crew Lights", RequestStatus.Assigned, 1), (routed.AssignedTo, routed.Status, routed.Version));
        Assert.Equal(
            [(RequestEventKind.Opened, ""), (RequestEventKind.Assigned, "Assigned to Crew Lights: it says “dark”")],
            routed.History.OrderBy(static line => line.Id).Select(static line => (line.Kind, line.Note)));
        Assert.Equal("plugin city.crews", routed.History.Single(static line => line.Kind == RequestEventKind.Assigned).Actor);
        Assert.Null(unknown.AssignedTo);
        Assert.Equal("Crew Roads", better.AssignedTo);
        Assert.Contains(
            better.History,
            static line => line.Note == "Assigned to Crew Roads: it says “pothole”, “asphalt”, “road”");
        Assert.Equal("Crew Lights", again.AssignedTo);
        // Who did it stands in the audit log, too.
        using var visitor = await SignedInAsync();
        var audit = await SearchAsync(visitor, $"what=desk.request.*&number={routed.PublicId}", 1);
        Assert.Contains("plugin city.crews", audit.Text("table.audit tbody"), StringComparison.Ordinal);

        // Of somebody whom nobody trusts any more nothing judges, from the next request on.
        Store.Trust = PluginTrust.Nobody;
        await Host.RefreshAsync(Cancelled);
        Assert.Null((await FileAsync(service, key, "A pothole")).AssignedTo);
    }
}

public sealed class CrewRulesOnSqlite(SqliteDesk desk) : CrewRulesTests(desk), IClassFixture<SqliteDesk>;

public sealed class CrewRulesOnPostgreSql(PostgreSqlDesk desk) : CrewRulesTests(desk), IClassFixture<PostgreSqlDesk>;
