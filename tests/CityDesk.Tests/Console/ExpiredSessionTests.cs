using System.Net;

namespace CityDesk.Tests.StaffConsole;

/// <summary>What was typed outlives the session in which it was typed.</summary>
public abstract class ExpiredSessionTests(Desk desk) : ConsoleTests(desk)
{
    private const string Typed = "Called the resident.\nShe says: \"<b>still dark</b>\" & asks for a call back.";

    [Theory]
    [InlineData("note", "")]
    [InlineData("close", "")]
    [InlineData("assign", "Crew North")]
    public async Task What_was_typed_is_shown_again_after_signing_in_and_can_be_sent(string action, string team)
    {
        var request = await RequestAsync(await CityAsync());
        var member = await StaffAsync("Zoë Clerk");
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        var form = (await visitor.GetAsync($"/desk/requests/{request.PublicId}")).Form($"/desk/requests/{request.PublicId}/{action}");
        Desk.Clock.Advance(TimeSpan.FromHours(9));

        var expired = await visitor.SubmitAsync(form, ("text", Typed), ("team", team));
        var mistyped = await visitor.SubmitAsync(expired.Form("/desk/sign-in"), ("userName", member.UserName), ("password", "guess"));
        var entered = await visitor.SubmitAsync(mistyped.Form("/desk/sign-in"), ("userName", member.UserName), ("password", Password));
        var unchanged = await ReadAsync(request.Id);
        var sent = await visitor.SubmitAsync(entered.Form($"/desk/requests/{request.PublicId}/{action}"));

        Assert.Equal(HttpStatusCode.Unauthorized, expired.Status);
        Assert.Contains("session has ended", expired.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, mistyped.Status);
        Assert.Equal(HttpStatusCode.OK, entered.Status);
        Assert.Equal(Typed, entered.Find("textarea").TextContent);
        Assert.Single(unchanged.History);
        Assert.Equal($"/desk/requests/{request.PublicId}", sent.Location);
        var done = (await ReadAsync(request.Id)).History.MaxBy(e => e.Id)!;
        Assert.Equal("Zoë Clerk", done.Actor);
        Assert.EndsWith(Typed, done.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_was_overtaken_meanwhile_is_told_and_keeps_what_was_typed()
    {
        var request = await RequestAsync(await CityAsync());
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        var form = (await visitor.GetAsync($"/desk/requests/{request.PublicId}")).Form($"/desk/requests/{request.PublicId}/note");
        Desk.Clock.Advance(TimeSpan.FromHours(9));
        using var colleague = await SignedInAsync("Ben Clerk");
        await colleague.SubmitAsync((await colleague.GetAsync($"/desk/requests/{request.PublicId}")).Form($"/desk/requests/{request.PublicId}/note"), ("text", "first"));

        var expired = await visitor.SubmitAsync(form, ("text", Typed));
        var entered = await visitor.SubmitAsync(expired.Form("/desk/sign-in"), ("userName", member.UserName), ("password", Password));
        var stale = await visitor.SubmitAsync(entered.Form($"/desk/requests/{request.PublicId}/note"));

        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal(Typed, stale.Find("#note-text").TextContent);
    }

    [Fact]
    public async Task Another_site_puts_no_words_into_anybodys_mouth()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = Visitor();
        visitor.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        var refused = await visitor.PostAsync($"/desk/requests/{request.PublicId}/note", [new("text", "not mine"), new("version", "1")]);

        Assert.Equal(HttpStatusCode.Redirect, refused.Status);
        Assert.DoesNotContain("not mine", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/desk/requests/1/delete")]
    [InlineData("/desk/requests/../note")]
    [InlineData("/desk/sign-out")]
    [InlineData("https://evil.example/desk/requests/1/note")]
    [InlineData("//evil.example/desk/requests/1/note")]
    [InlineData("")]
    public async Task Only_a_form_of_the_request_page_is_carried_on(string address)
    {
        var member = await StaffAsync();
        using var visitor = Visitor();
        var page = await visitor.GetAsync("/desk/sign-in");

        var entered = await visitor.SubmitAsync(
            page.Form("/desk/sign-in"), ("userName", member.UserName), ("password", Password), ("keptAddress", address), ("keptText", "words"));

        Assert.Equal("/desk", entered.Location);
    }

    [Fact]
    public async Task A_form_that_is_too_large_or_empty_only_leads_to_sign_in()
    {
        using var visitor = Visitor();

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync("/desk/requests/1/note", [new("text", new string('a', 5_000))])).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync("/desk/requests/1/note", [new("text", new string('a', 100_000))])).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync("/desk/requests/1/note", [])).Status);
    }
}

public sealed class ExpiredSessionOnSqlite(SqliteDesk desk) : ExpiredSessionTests(desk), IClassFixture<SqliteDesk>;

public sealed class ExpiredSessionOnPostgreSql(PostgreSqlDesk desk) : ExpiredSessionTests(desk), IClassFixture<PostgreSqlDesk>;
