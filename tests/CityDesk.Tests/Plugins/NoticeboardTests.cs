namespace CityDesk.Tests.Plugins;

/// <summary>A channel that is told what becomes of requests, and a panel on the page of each, in a process of their own.</summary>
public abstract class NoticeboardTests(Desk desk) : PluginTests(desk)
{
    [Fact]
    public async Task A_channel_hears_of_each_change_that_was_saved_and_a_panel_says_so_on_the_page_of_the_request()
    {
        var (service, key) = (await CityAsync(), await KeyAsync());
        using var visitor = await SignedInAsync();
        await InstallAsync("Noticeboard", "1.0.0");
        var request = await FileAsync(service, key, "A heron");
        var page = await visitor.GetAsync($"/desk/requests/{request.PublicId}");
        await visitor.SubmitAsync(page.Form($"/desk/requests/{request.PublicId}/assign"), ("team", "Crew North"), ("text", ""));

        await UntilAsync(
            async () => (page = await visitor.GetAsync($"/desk/requests/{request.PublicId}"))
                .Page.QuerySelectorAll("section.panel dd").Length == 2,
            moves: true);

        Assert.Equal("What the neighbourhood was told city.noticeboard", page.Text("section.panel h2"));
        Assert.Equal(
            [$"{service.Name}: somebody has reported it.", $"{service.Name}: Crew North sees to it."],
            page.Page.QuerySelectorAll("section.panel dd").Select(static said => said.TextContent));

        // Once it is removed the page is as it was.
        Store.Remove("city.noticeboard");
        await Host.RefreshAsync(Cancelled);
        Assert.Empty((await visitor.GetAsync($"/desk/requests/{request.PublicId}")).Page.QuerySelectorAll("section.panel"));
    }
}

public sealed class NoticeboardOnSqlite(SqliteDesk desk) : NoticeboardTests(desk), IClassFixture<SqliteDesk>;

public sealed class NoticeboardOnPostgreSql(PostgreSqlDesk desk) : NoticeboardTests(desk), IClassFixture<PostgreSqlDesk>;
