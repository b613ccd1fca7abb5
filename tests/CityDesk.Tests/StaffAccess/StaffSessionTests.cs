using System.Net;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using CityDesk.Staff;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.StaffAccess;

/// <summary>A session ends at the desk, and not only in the browser: whoever has kept a copy of the cookie has kept nothing.</summary>
public abstract class StaffSessionTests(Desk desk) : ConsoleTests(desk)
{
    private static readonly Uri Session = new("/api/v1/session", UriKind.Relative);

    [Fact]
    public async Task A_copy_of_the_cookie_opens_nothing_once_a_program_has_signed_out()
    {
        using var tool = Visitor();
        var cookie = await EnterAsync(tool, await StaffAsync());
        Assert.Equal(HttpStatusCode.OK, await LookAsync(Http, cookie));

        using (var left = await tool.Http.DeleteAsync(Session, Cancelled))
            Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(Http, cookie));
        Assert.Equal("/desk/sign-in?returnUrl=%2Fdesk", await OpenConsoleAsync(cookie));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_opens_nothing_once_the_button_of_the_console_was_pressed()
    {
        using var ana = await SignedInAsync();
        var cookie = CookieOf(ana);

        await ana.SubmitAsync((await ana.GetAsync("/desk")).Form("/desk/sign-out"));

        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(Http, cookie));
        Assert.Equal("/desk/sign-in?returnUrl=%2Fdesk", await OpenConsoleAsync(cookie));
    }

    [Fact]
    public async Task What_one_instance_ends_has_ended_on_the_other()
    {
        using var second = Desk.WithWebHostBuilder(_ => { });
        using var there = second.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        using var tool = Visitor();
        var cookie = await EnterAsync(tool, await StaffAsync());
        Assert.Equal(HttpStatusCode.OK, await LookAsync(there, cookie));

        using var leaving = new HttpRequestMessage(HttpMethod.Delete, Session);
        leaving.Headers.Add("Cookie", cookie);
        using (var left = await there.SendAsync(leaving, Cancelled))
            Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(there, cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(Http, cookie));
    }

    [Fact]
    public async Task Signing_out_here_leaves_the_same_person_signed_in_elsewhere()
    {
        var member = await StaffAsync();
        using var laptop = Visitor();
        using var phone = Visitor();
        var kept = await EnterAsync(laptop, member);
        var ended = await EnterAsync(phone, member);

        using (await phone.Http.DeleteAsync(Session, Cancelled))
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await LookAsync(Http, ended), await LookAsync(Http, kept)));
    }

    [Fact]
    public async Task Many_who_sign_out_of_one_session_at_once_are_all_told_that_it_has_ended()
    {
        using var tool = Visitor();
        var cookie = await EnterAsync(tool, await StaffAsync());

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var leaving = new HttpRequestMessage(HttpMethod.Delete, Session);
            leaving.Headers.Add("Cookie", cookie);
            using var left = await Http.SendAsync(leaving, Cancelled);
            return left.StatusCode;
        }));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(Http, cookie));
    }

    [Fact]
    public async Task Signing_in_again_opens_a_session_of_its_own_and_ends_the_one_before()
    {
        var (ana, ben) = (await StaffAsync(), await StaffAsync());
        using var browser = Visitor();
        var first = await EnterAsync(browser, ana);
        var second = await EnterAsync(browser, ben);

        Assert.NotEqual(first, second);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await LookAsync(Http, first), await LookAsync(Http, second)));
        Assert.Equal(0, await CountAsync(ana));
        Assert.Equal(1, await CountAsync(ben));
    }

    [Fact]
    public async Task A_new_password_and_a_removal_end_every_session_of_the_member_and_of_nobody_else()
    {
        var (ana, ben, cem) = (await StaffAsync(), await StaffAsync(), await StaffAsync());
        using var browser = Visitor();
        using var another = Visitor();
        using var third = Visitor();
        var (anas, bens, cems) = (await EnterAsync(browser, ana), await EnterAsync(another, ben), await EnterAsync(third, cem));

        await Desk.InDatabaseAsync(async db =>
        {
            StaffPasswords.Set(await db.Staff.SingleAsync(m => m.Id == ana.Id, Cancelled), "another secret");
            await db.SaveChangesAsync(Cancelled);
            return await db.Staff.Where(m => m.Id == ben.Id).ExecuteDeleteAsync(Cancelled);
        });

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await LookAsync(Http, anas), await LookAsync(Http, bens), await LookAsync(Http, cems)));
        Assert.Equal(0, await CountAsync(ben));
    }

    [Fact]
    public async Task A_member_who_is_removed_while_the_password_is_looked_at_is_not_let_in()
    {
        var member = await StaffAsync();
        var opened = await Desk.InDatabaseAsync(async db =>
        {
            await db.Staff.Where(m => m.Id == member.Id).ExecuteDeleteAsync(Cancelled);
            return await new OpenSessions(db, Desk.Clock).TryOpenAsync(member, Cancelled);
        });

        Assert.Null(opened);
    }

    [Fact]
    public async Task An_end_that_was_moved_on_is_not_moved_back_and_what_has_ended_does_not_begin_again()
    {
        var member = await StaffAsync();
        await Desk.InDatabaseAsync(async db =>
        {
            var sessions = new OpenSessions(db, Desk.Clock);
            Assert.True(StaffSession.TryRead(await sessions.TryOpenAsync(member, Cancelled), out var session));
            var end = Desk.Clock.GetUtcNow() + TimeSpan.FromHours(8);
            Assert.Equal(end, await EndAsync(session));

            Desk.Clock.Advance(TimeSpan.FromHours(1));
            await sessions.ExtendAsync(session, Cancelled);
            Assert.Equal(end + TimeSpan.FromHours(1), await EndAsync(session));

            await sessions.EndAsync(session, Cancelled);
            await sessions.ExtendAsync(session, Cancelled);
            Assert.False(await sessions.HoldsAsync(session, Cancelled));
            return await CountAsync(member);
        });
    }

    [Fact]
    public async Task What_has_run_out_is_cleared_away_when_somebody_signs_in()
    {
        var (ana, ben) = (await StaffAsync(), await StaffAsync());
        using var browser = Visitor();
        using var another = Visitor();
        await EnterAsync(browser, ana);
        Assert.Equal(1, await CountAsync(ana));

        Desk.Clock.Advance(TimeSpan.FromHours(8));
        await EnterAsync(another, ben);

        Assert.Equal((0, 1), (await CountAsync(ana), await CountAsync(ben)));
    }

    [Fact]
    public async Task A_session_that_is_used_lasts_and_its_end_moves_on_at_the_desk_too()
    {
        using var ana = await SignedInAsync();
        for (var shift = 0; shift < 3; shift++)
        {
            Desk.Clock.Advance(TimeSpan.FromHours(5));
            Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("/desk")).Status);
        }

        // The cookie of the last five hours is a copy that holds as long as the session does.
        var cookie = CookieOf(ana);
        Assert.Equal(HttpStatusCode.OK, await LookAsync(Http, cookie));
        Desk.Clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(Http, cookie));
    }

    private static string CookieOf(ConsoleVisitor visitor) => $"citydesk={visitor.Cookies.GetCookies(visitor.Http.BaseAddress!)["citydesk"]!.Value}";

    private async Task<string> EnterAsync(ConsoleVisitor visitor, StaffMember member)
    {
        using var body = new StringContent(new JsonObject { ["userName"] = member.UserName, ["password"] = Password }.ToJsonString(), null, "application/json");
        using var entered = await visitor.Http.PostAsync(Session, body, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, entered.StatusCode);
        return CookieOf(visitor);
    }

    private async Task<HttpStatusCode> LookAsync(HttpClient http, string cookie)
    {
        var request = await Desk.InDatabaseAsync(db => db.Requests.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync(Cancelled));
        using var message = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/requests/{request}");
        message.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(message, Cancelled);
        return answer.StatusCode;
    }

    private async Task<string?> OpenConsoleAsync(string cookie)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/desk");
        message.Headers.Add("Cookie", cookie);
        using var answer = await Http.SendAsync(message, Cancelled);
        return answer.Headers.Location?.PathAndQuery;
    }

    private Task<int> CountAsync(StaffMember member) => Desk.InDatabaseAsync(db => db.Sessions.CountAsync(session => session.MemberId == member.Id, Cancelled));

    private Task<DateTimeOffset> EndAsync(StaffSession session) =>
        Desk.InDatabaseAsync(db => db.Sessions.Where(open => open.Id == session.Id).Select(open => open.ExpiresAt).SingleAsync(Cancelled));
}

public sealed class StaffSessionOnSqlite(SqliteDesk desk) : StaffSessionTests(desk), IClassFixture<SqliteDesk>;

public sealed class StaffSessionOnPostgreSql(PostgreSqlDesk desk) : StaffSessionTests(desk), IClassFixture<PostgreSqlDesk>;
