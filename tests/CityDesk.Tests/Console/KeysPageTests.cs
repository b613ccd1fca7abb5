using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.StaffConsole;

/// <summary>The page of keys, as staff use it.</summary>
public abstract class KeysPageTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task A_purpose_gets_a_new_key_that_is_recorded_with_who_asked_and_the_key_of_an_index_does_not()
    {
        await RequestAsync(
            await CityAsync(),
            draft: new RequestDraft { Location = new() { Address = "1 Mill Lane" }, Reporter = new() { Email = "zoe@mail.example" } });
        using var visitor = await SignedInAsync();
        var before = await visitor.GetAsync("/desk/keys");
        Assert.Contains(before.Rows("table.sealing"), static row => IsOfIndex(row[0]) && row[3] == "in use, finds");
        Assert.DoesNotContain(Forms(before, "rotate"), static each => IsOfIndex(Value(each, "purpose")));
        var form = Forms(before, "rotate").First();
        var scope = $"{Value(form, "tenant")}/{Value(form, "purpose")}";

        var unsure = await visitor.SubmitAsync(form, ("confirm", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsure.Status);
        Assert.Single(Keys(unsure, scope));
        var invented = await visitor.SubmitAsync(form, ("purpose", "mine"), ("confirm", "yes"));
        Assert.Equal("There are no keys of that purpose.", invented.Text("[role=alert]"));
        var page = await visitor.SubmitAsync(form, ("confirm", "yes"));

        Assert.StartsWith($"{scope} has a new key", page.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Equal(["in use, seals", "former, only opens"], Keys(page, scope).Select(static row => row[3]));
        var audit = await SearchAsync(visitor, "what=desk.key.*", 1);
        Assert.Equal([$"key:{scope}"], Column(audit, "About"));
        Assert.StartsWith("staff:member-", Assert.Single(Column(audit, "Who")), StringComparison.Ordinal);

        // What residents have sealed is counted when somebody asks.
        var counted = await visitor.SubmitAsync(page.Form("/desk/keys/count"));
        Assert.Contains("residents: a key for each of", counted.Text("section[aria-labelledby=counted]"), StringComparison.Ordinal);
        Assert.StartsWith("Values as they were counted on", counted.Text("table.sealing caption"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_key_is_shown_once_and_is_taken_back_by_whoever_says_so_twice()
    {
        var name = $"<i>App</i> {Guid.NewGuid():N}";
        using var visitor = await SignedInAsync();
        var page = await visitor.GetAsync("/desk/keys");

        var made = await visitor.SubmitAsync(
            page.Form("/desk/keys/add"), ("name", name), ("contact", "app@example.org"), ("tier", "partner"));
        var key = made.Text("#made");
        var twice = await visitor.SubmitAsync(page.Form("/desk/keys/add"), ("name", name));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.Status);
        var golden = await visitor.SubmitAsync(page.Form("/desk/keys/add"), ("name", "x"), ("tier", "golden"));
        Assert.Equal("There is no such tier.", golden.Text("[role=alert]"));
        var nameless = await visitor.SubmitAsync(page.Form("/desk/keys/add"), ("name", " "));
        Assert.Equal("The holder must not be empty.", nameless.Text("[role=alert]"));

        var again = await visitor.GetAsync("/desk/keys");
        Assert.DoesNotContain(key, again.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiConsumer.Hash(key), again.Body, StringComparison.Ordinal);
        Assert.Equal([name, "app@example.org", "partner"], Holder(again, name)[..3]);
        var stored = await StoredAsync(name);
        Assert.Equal((ApiConsumer.Hash(key), null), (stored.KeyHash, stored.RevokedAt));
        var form = Forms(again, "revoke").Single(each => Value(each, "name") == name);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SubmitAsync(form, ("confirm", ""))).Status);
        Assert.Null((await StoredAsync(name)).RevokedAt);

        var revoked = await visitor.SubmitAsync(form, ("confirm", "yes"));

        Assert.Equal($"The key of {name} is revoked.", revoked.Text("[role=status]"));
        Assert.StartsWith("revoked on", Holder(revoked, name)[4], StringComparison.Ordinal);
        Assert.Equal(Desk.Clock.GetUtcNow(), (await StoredAsync(name)).RevokedAt);
        var audit = await SearchAsync(visitor, $"what=desk.consumer.*&text={name[^32..]}", 2);
        Assert.Equal(["desk.consumer.changed", "desk.consumer.added"], Column(audit, "What"));
        Assert.All(Column(audit, "Who"), static who => Assert.StartsWith("staff:member-", who, StringComparison.Ordinal));
        // Without the token of the form nothing is done, whoever sends it.
        var forged = await visitor.PostAsync("/desk/keys/revoke", [new("name", name), new("confirm", "yes")]);
        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
    }

    private Task<ApiConsumer> StoredAsync(string name) =>
        Desk.InDatabaseAsync(db => db.Consumers.AsNoTracking().SingleAsync(c => c.Name == name, Cancelled));

    private static IEnumerable<IHtmlFormElement> Forms(Seen page, string handler) =>
        page.Page.QuerySelectorAll<IHtmlFormElement>($"form[action='/desk/keys/{handler}']");

    private static bool IsOfIndex(string name) => name.Contains("index of ", StringComparison.Ordinal);

    private static string Value(IHtmlFormElement form, string field) => form.QuerySelector($"input[name={field}]")!.GetAttribute("value")!;

    private static List<string[]> Keys(Seen page, string scope) => [.. page.Rows("table.sealing").Where(row => row[0] == scope)];

    private static string[] Holder(Seen page, string name) => page.Rows("table.holders").Single(row => row[0] == name);
}

public sealed class KeysPageOnSqlite(SqliteDesk desk) : KeysPageTests(desk), IClassFixture<SqliteDesk>;

public sealed class KeysPageOnPostgreSql(PostgreSqlDesk desk) : KeysPageTests(desk), IClassFixture<PostgreSqlDesk>;
