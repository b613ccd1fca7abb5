using System.Net;
using CityDesk.Tests.StaffConsole;
using CityDesk.Tour;

namespace CityDesk.Tests.Plugins;

/// <summary>The page of plugins, as staff use it.</summary>
public abstract class PluginsPageTests(Desk desk) : PluginTests(desk)
{
    private const string Address = "/desk/plugins";

    [Fact]
    public async Task A_plugin_is_read_agreed_to_and_installed_updated_gone_back_from_and_removed_and_each_is_recorded_with_who_decided_it()
    {
        using var visitor = await SignedInAsync();
        var page = await visitor.GetAsync(Address);
        Assert.Equal("None. The desk works without them.", page.Text("section[aria-labelledby=installed] p"));

        var read = await UploadAsync(visitor, page, "crews.plugin", Publisher.Pack("Crews", "1.0.0"));
        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal("Crews by keyword city.crews 1.0.0", read.Text("#proposed"));
        Assert.Equal("says which crew is to see to a new request", read.Fact("What it adds"));
        Assert.Equal("nothing but answer", read.Fact("What it may do"));
        Assert.NotEmpty(read.Page.QuerySelectorAll("ul.agreed li"));
        Assert.Empty(Store.Plugins);
        var install = read.Form($"{Address}/install");

        var unsure = await visitor.SubmitAsync(install, ("confirm", ""));
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "Say that you mean it: tick the box."), (unsure.Status, unsure.Text("[role=alert]")));
        var other = await visitor.SubmitAsync(install, ("agreement", new string('0', 64)), ("confirm", "yes"));
        Assert.Equal("What this package asks for is not what was shown: read it again.", other.Text("[role=alert]"));
        var unknown = await visitor.SubmitAsync(install, ("digest", "sha256:1"), ("confirm", "yes"));
        Assert.Equal("That package does not wait any more: upload it again.", unknown.Text("[role=alert]"));
        Assert.Empty(Store.Plugins);

        var installed = await visitor.SubmitAsync(install, ("confirm", "yes"));
        Assert.Equal("city.crews 1.0.0 is installed.", installed.Text("[role=status]"));
        Assert.Equal(["Crews by keyword city.crews 1.0.0", "Works"], Row(installed)[..2]);
        Assert.Throws<InvalidOperationException>(() => installed.Form($"{Address}/rollback"));
        Assert.StartsWith("staff:member-", installed.Rows("table.changes")[0][3], StringComparison.Ordinal);

        read = await UploadAsync(visitor, installed, "crews.plugin", Publisher.Pack("Crews", "1.1.0"));
        Assert.Equal("1.0.0", read.Fact("In the place of"));
        var updated = await visitor.SubmitAsync(read.Form($"{Address}/install"), ("confirm", "yes"));
        Assert.Equal("Crews by keyword city.crews 1.1.0", Row(updated)[0]);

        var stale = updated.Form($"{Address}/rollback");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SubmitAsync(stale, ("confirm", ""))).Status);
        var back = await visitor.SubmitAsync(stale, ("confirm", "yes"));
        Assert.Equal("city.crews is 1.0.0 again.", back.Text("[role=status]"));
        var twice = await visitor.SubmitAsync(stale, ("confirm", "yes"));
        Assert.Equal("Another version is installed by now: look again.", twice.Text("[role=alert]"));
        // Once it was left nobody goes back to it by uploading what came before it.
        var removed = await visitor.SubmitAsync(back.Form($"{Address}/remove"), ("confirm", "yes"));
        Assert.Equal("city.crews is removed.", removed.Text("[role=status]"));
        var older = await UploadAsync(visitor, removed, "crews.plugin", Publisher.Pack("Crews", "1.0.0"));
        Assert.Contains("1.1.0 was installed before", older.Text("[role=alert]"), StringComparison.Ordinal);

        var audit = await SearchAsync(visitor, "what=desk.plugin.*&text=city.crews", 4);
        Assert.Equal(["plugin:city.crews"], Column(audit, "About").Distinct());
        Assert.All(Column(audit, "Who"), static who => Assert.StartsWith("staff:member-", who, StringComparison.Ordinal));
        Assert.Contains("plugins.started", Column(await SearchAsync(visitor, "what=plugins.*&text=city.crews", 1), "What"));
    }

    [Fact]
    public async Task What_is_no_plugin_for_this_desk_is_refused_in_a_sentence_and_changes_nothing()
    {
        using var visitor = await SignedInAsync();
        var page = await visitor.GetAsync(Address);
        var tampered = Publisher.Pack("Crews", "1.0.0");
        tampered[200] ^= 1;
        using var stranger = new PluginPublisher(Desk.Clock);

        foreach (var (package, says) in ((byte[], string)[])
            [
                ([], "Choose a file that ends in .plugin."),
                ("<script>alert(1)</script>"u8.ToArray(), "<b>.plugin: "),
                (PluginPublisher.PackUnsigned("Crews", "1.0.0"), "<b>.plugin: "),
                (stranger.Pack("Crews", "1.0.0"), "<b>.plugin: "),
                (tampered, "<b>.plugin: "),
            ])
        {
            var refused = await UploadAsync(visitor, page, "<b>.plugin", package);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.StartsWith(says, refused.Text("[role=alert]"), StringComparison.Ordinal);
            Assert.Empty(refused.Page.QuerySelectorAll("script, main b, #proposed"));
        }

        var large = await UploadAsync(visitor, page, "large.plugin", new byte[9 * 1024 * 1024]);
        Assert.Equal("A plugin for this desk has at most 8 MiB.", large.Text("[role=alert]"));
        var larger = await UploadAsync(visitor, page, "larger.plugin", new byte[17 * 1024 * 1024]);
        Assert.True(larger.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, larger.Body);
        // Without the token of the form nothing is done, whoever sends it; and strangers do not see the page.
        var forged = await visitor.PostAsync($"{Address}/remove", [new("id", "city.crews"), new("confirm", "yes")]);
        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        using var nobody = Visitor();
        Assert.StartsWith("/desk/sign-in", (await nobody.GetAsync(Address)).Location, StringComparison.Ordinal);
        Assert.DoesNotContain(Store.Plugins, static plugin => plugin.Manifest.Id == "city.crews");
    }

    private static Task<Seen> UploadAsync(ConsoleVisitor visitor, Seen page, string name, byte[] package) =>
        visitor.UploadAsync(page.Form($"{Address}/upload"), "package", name, package);

    private static string[] Row(Seen page) =>
        [.. page.Page.QuerySelectorAll("table.plugins tbody tr").Single().Children
            .Select(static cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}

public sealed class PluginsPageOnSqlite(SqliteDesk desk) : PluginsPageTests(desk), IClassFixture<SqliteDesk>;

public sealed class PluginsPageOnPostgreSql(PostgreSqlDesk desk) : PluginsPageTests(desk), IClassFixture<PostgreSqlDesk>;
