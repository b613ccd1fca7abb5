using System.Net;
using CityDesk.Staff;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CityDesk.Tests.StaffConsole;

public abstract class SignInTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task A_page_leads_to_sign_in_and_sign_in_leads_back_to_it()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();

        var closed = await visitor.GetAsync("/desk?status=open&q=mill");
        var entered = await visitor.SignInAsync(member.UserName, Password, "/desk?status=open&q=mill");
        var open = await visitor.GetAsync(entered.Location!);

        Assert.Equal(HttpStatusCode.Redirect, closed.Status);
        Assert.Equal("/desk/sign-in?returnUrl=%2Fdesk%3Fstatus%3Dopen%26q%3Dmill", closed.Location);
        Assert.Equal("/desk?status=open&q=mill", entered.Location);
        Assert.Equal(HttpStatusCode.OK, open.Status);
        Assert.Contains("Ana Clerk", open.Text(".account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();

        var wrong = await visitor.SignInAsync(member.UserName, "guess");
        var unknown = await visitor.SignInAsync("nobody", "guess");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(wrong.Text("main"), unknown.Text("main"));
        Assert.Equal("User name and password do not match.", wrong.Text("[role=alert]"));
        Assert.Equal(member.UserName, wrong.Find("#userName").GetAttribute("value"));
        Assert.Null(wrong.Find("#password").GetAttribute("value"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("desk", "")]
    [InlineData("", "secret")]
    public async Task An_empty_form_is_told_so(string userName, string password)
    {
        using var visitor = Visitor();

        var refused = await visitor.SignInAsync(userName, password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("Enter your user name and your password.", refused.Text("[role=alert]"));
    }

    [Theory]
    [InlineData("a\u0007")]
    [InlineData("'; DROP TABLE \"Staff\"; --")]
    [InlineData("%")]
    [InlineData("😀")]
    public async Task A_strange_name_is_nobody(string userName)
    {
        using var visitor = Visitor();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SignInAsync(userName, Password)).Status);
    }

    [Fact]
    public async Task What_no_name_or_password_can_be_is_refused()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SignInAsync(new string('x', 5_000), Password)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SignInAsync(member.UserName, Password + new string(' ', 2_000))).Status);
    }

    [Theory]
    [InlineData("https://evil.example/desk")]
    [InlineData("//evil.example")]
    [InlineData("//evil.example/desk")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("~/desk")]
    [InlineData("~//evil.example")]
    [InlineData("desk")]
    [InlineData("/deskjet")]
    [InlineData("/desk/../open311/v2/services.xml")]
    [InlineData("/desk/../..//evil.example")]
    [InlineData("/desk/%2e%2e/health/live")]
    [InlineData("/desk/..\\\\evil.example")]
    [InlineData("/desk//evil.example")]
    [InlineData("/")]
    [InlineData("/api/keys")]
    [InlineData("/desk\r\nLocation: https://evil.example")]
    [InlineData("?x")]
    public async Task Sign_in_leads_nowhere_but_into_the_console(string returnUrl)
    {
        var member = await StaffAsync();
        using var visitor = Visitor();

        var entered = await visitor.SignInAsync(member.UserName, Password, returnUrl);
        var again = await visitor.GetAsync("/desk/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal(HttpStatusCode.Redirect, entered.Status);
        Assert.Equal("/desk", entered.Response.Headers.Location!.OriginalString);
        Assert.Equal("/desk", again.Response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();

        var entered = await visitor.SignInAsync(member.UserName, Password);

        var cookie = entered.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("citydesk=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);
        // The tests talk plain HTTP; what is sent over HTTPS follows from this setting.
        var options = Desk.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(StaffSession.Scheme);
        Assert.Equal(CookieSecurePolicy.SameAsRequest, options.Cookie.SecurePolicy);
    }

    [Fact]
    public async Task Every_cookie_is_secure_over_https()
    {
        using var proxied = Desk.WithWebHostBuilder(_ => { });
        using var client = proxied.CreateClient(new() { BaseAddress = new Uri("https://desk.example"), AllowAutoRedirect = false });
        var member = await StaffAsync();

        using var page = await client.GetAsync(new Uri("/desk/sign-in", UriKind.Relative), Cancelled);
        var token = (await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await page.Content.ReadAsStringAsync(Cancelled), Cancelled))
            .QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("userName", member.UserName), new("password", Password), new("__RequestVerificationToken", token)]);
        using var entered = await client.PostAsync(new Uri("/desk/sign-in", UriKind.Relative), form, Cancelled);

        var cookies = page.Headers.GetValues("Set-Cookie").Concat(entered.Headers.GetValues("Set-Cookie")).ToList();
        Assert.Equal(3, cookies.Count);
        Assert.All(cookies, cookie => Assert.Contains("; secure", cookie, StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("; httponly", cookie, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_out_by_the_button_ends_the_session()
    {
        using var visitor = await SignedInAsync();

        var left = await visitor.SubmitAsync((await visitor.GetAsync("/desk")).Form("/desk/sign-out"));

        Assert.Equal("/desk/sign-in", left.Location);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task An_address_alone_signs_nobody_out()
    {
        using var visitor = await SignedInAsync();

        Assert.Equal("/desk", (await visitor.GetAsync("/desk/sign-out")).Location);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("/desk/sign-out", [])).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();

        var refused = await visitor.PostAsync("/desk/sign-in", [new("userName", member.UserName), new("password", Password)]);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("That did not work", refused.Text("h1"));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task A_token_of_somebody_else_is_refused()
    {
        using var ana = await SignedInAsync();
        using var ben = await SignedInAsync();
        var token = (await ben.GetAsync("/desk")).Find("[name=__RequestVerificationToken]").GetAttribute("value")!;
        await ana.GetAsync("/desk");

        Assert.Equal(HttpStatusCode.BadRequest, (await ana.PostAsync("/desk/sign-out", [new("__RequestVerificationToken", token)])).Status);
    }

    [Fact]
    public async Task A_session_slides_while_it_is_used_and_ends_eight_hours_after_the_last_request()
    {
        using var visitor = await SignedInAsync();

        for (var shift = 0; shift < 3; shift++)
        {
            Desk.Clock.Advance(TimeSpan.FromHours(5));
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);
        }

        Desk.Clock.Advance(TimeSpan.FromHours(8.01));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_that_the_old_one_opened()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).Status);

        await Desk.InDatabaseAsync(async db =>
        {
            StaffPasswords.Set(await db.Staff.SingleAsync(m => m.Id == member.Id, Cancelled), "another secret");
            return await db.SaveChangesAsync(Cancelled);
        });

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/desk")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.SignInAsync(member.UserName, Password)).Status);
        Assert.Equal("/desk", (await visitor.SignInAsync(member.UserName, "another secret")).Location);
    }

    [Fact]
    public async Task A_member_who_was_removed_is_out_at_once()
    {
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);

        await Desk.InDatabaseAsync(db => db.Staff.Where(m => m.Id == member.Id).ExecuteDeleteAsync(Cancelled));

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/desk")).Status);
    }

    [Fact]
    public async Task Another_instance_on_the_same_database_accepts_the_session()
    {
        using var visitor = await SignedInAsync();
        using var second = Desk.WithWebHostBuilder(_ => { });
        using var client = second.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/desk");
        request.Headers.Add("Cookie", visitor.Cookies.GetCookieHeader(Desk.ClientOptions.BaseAddress));

        using var answer = await client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(0, await Desk.InDatabaseAsync(db => db.DataProtectionKeys.CountAsync(Cancelled)));
    }

    [Fact]
    public async Task Guessing_has_to_wait_longer_and_longer()
    {
        var member = await StaffAsync();
        using var stranger = Visitor();
        for (var guess = 0; guess < SignInKeys.FreeForNameAtAddress; guess++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stranger.SignInAsync(member.UserName, "guess")).Status);

        var stopped = await stranger.SignInAsync(member.UserName, Password);
        Desk.Clock.Advance(SignInThrottle.FirstWait);
        var wrong = await stranger.SignInAsync(member.UserName, "guess");
        Desk.Clock.Advance(SignInThrottle.FirstWait);
        var still = await stranger.SignInAsync(member.UserName, Password);
        Desk.Clock.Advance(SignInThrottle.FirstWait);
        var right = await stranger.SignInAsync(member.UserName, Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, stopped.Status);
        Assert.Equal(SignInThrottle.FirstWait, stopped.Response.Headers.RetryAfter!.Delta);
        Assert.Contains("Wait 15 seconds, then", stopped.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, still.Status);
        Assert.Equal("/desk", right.Location);
    }

    [Fact]
    public async Task Whoever_guesses_at_a_name_does_not_lock_its_owner_out_of_her_own_browser()
    {
        var ana = await StaffAsync();
        var ben = await StaffAsync();
        using var hers = Visitor();
        await hers.SignInAsync(ana.UserName, Password);
        await hers.SubmitAsync((await hers.GetAsync("/desk")).Form("/desk/sign-out"));

        using var stranger = Visitor(); // at the same address, the worst case
        for (var guess = 0; guess < SignInKeys.FreeForNameAtAddress; guess++)
            await stranger.SignInAsync(ana.UserName, "guess");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await stranger.SignInAsync(ana.UserName, "guess")).Status);
        Assert.Equal("/desk", (await hers.SignInAsync(ana.UserName, Password)).Location);
        Assert.Equal("/desk", (await stranger.SignInAsync(ben.UserName, Password)).Location);
    }

    [Fact]
    public async Task A_made_up_browser_cookie_opens_no_other_count()
    {
        var member = await StaffAsync();
        using var stranger = Visitor();
        stranger.Cookies.Add(Desk.ClientOptions.BaseAddress, new Cookie(KnownBrowser.CookieName, "CfDJ8AAAA", "/desk/sign-in"));
        for (var guess = 0; guess < SignInKeys.FreeForNameAtAddress; guess++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stranger.SignInAsync(member.UserName, "guess")).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await stranger.SignInAsync(member.UserName, "guess")).Status);
    }
}

public sealed class SignInOnSqlite(SqliteDesk desk) : SignInTests(desk), IClassFixture<SqliteDesk>;

public sealed class SignInOnPostgreSql(PostgreSqlDesk desk) : SignInTests(desk), IClassFixture<PostgreSqlDesk>;
