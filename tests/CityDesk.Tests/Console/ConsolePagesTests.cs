using System.Net;
using CityDesk.Pages.Queue;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityDesk.Tests.StaffConsole;

public abstract class ConsolePagesTests(Desk desk) : ConsoleTests(desk)
{
    private static readonly string[] Protected = ["/desk", "/desk?status=open", "/desk/requests/1", "/desk/requests/1/close", "/DESK/requests/999999"];

    [Fact]
    public async Task Every_page_but_the_door_needs_a_session()
    {
        using var visitor = Visitor();

        foreach (var address in Protected)
        {
            var closed = await visitor.GetAsync(address);
            Assert.Equal(HttpStatusCode.Redirect, closed.Status);
            Assert.StartsWith("/desk/sign-in?returnUrl=", closed.Location, StringComparison.Ordinal);
            Assert.Empty(closed.Body);
        }

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk/sign-in")).Status);
    }

    [Theory]
    [InlineData("/desk/sign-in", HttpStatusCode.OK)]
    [InlineData("/desk", HttpStatusCode.OK)]
    [InlineData("/desk/requests/1", HttpStatusCode.OK)]
    [InlineData("/desk/requests/0", HttpStatusCode.NotFound)]
    [InlineData("/desk/nowhere", HttpStatusCode.NotFound)]
    public async Task Every_page_tells_browsers_to_trust_nothing_from_elsewhere(string address, HttpStatusCode status)
    {
        using var visitor = address == "/desk/sign-in" ? Visitor() : await SignedInAsync();

        var page = await visitor.GetAsync(address);

        Assert.Equal(status, page.Status);
        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            Header(page, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(page, "X-Frame-Options"));
        Assert.Equal("same-origin", Header(page, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(page, "Cross-Origin-Opener-Policy"));
        Assert.Equal("no-store", Header(page, "Cache-Control"));
        Assert.Empty(page.Page.QuerySelectorAll("script, style, [style]"));
        Assert.Equal("en", page.Page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.Page.QuerySelectorAll("h1"));
        Assert.Single(page.Page.QuerySelectorAll("main"));
        Assert.Equal("#main", page.Page.QuerySelector("body a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task What_a_page_needs_is_there_small_and_kept_for_good()
    {
        using var visitor = Visitor();
        var page = await visitor.GetAsync("/desk/sign-in");
        var files = page.Page.QuerySelectorAll("link[href], img[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!).Distinct().ToList();

        Assert.Equal(2, files.Count);
        foreach (var address in files)
        {
            var file = await visitor.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, file.Status);
            Assert.Contains("immutable", Header(file, "Cache-Control"), StringComparison.Ordinal);
            Assert.Equal("nosniff", Header(file, "X-Content-Type-Options"));
            Assert.InRange(file.Body.Length, 1, 16 * 1024);
        }
    }

    [Fact]
    public async Task An_address_that_is_not_there_gets_a_page_with_the_way_back()
    {
        using var visitor = await SignedInAsync();

        var missing = await visitor.GetAsync("/desk/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Equal("text/html", missing.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Page not found", missing.Text("h1"));
        Assert.NotNull(missing.Page.QuerySelector("main a[href='/desk']"));
        Assert.NotNull(missing.Page.QuerySelector("form[action='/desk/sign-out']"));
    }

    [Theory]
    [InlineData("200")]
    [InlineData("302")]
    [InlineData("400")]
    [InlineData("500")]
    [InlineData("999")]
    [InlineData("-1")]
    public async Task A_problem_page_asked_for_by_name_is_a_problem(string code)
    {
        using var visitor = Visitor();

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/desk/problem/{code}")).Status);
    }

    [Fact]
    public async Task A_method_that_a_page_does_not_know_is_refused()
    {
        using var visitor = await SignedInAsync();
        var token = (await visitor.GetAsync("/desk")).Find("[name=__RequestVerificationToken]").GetAttribute("value")!;
        KeyValuePair<string, string>[] fields = [new("__RequestVerificationToken", token)];

        foreach (var address in (string[])["/desk", "/desk/requests/1", "/desk/requests/1/delete"])
        {
            var refused = await visitor.PostAsync(address, fields);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.Status);
            Assert.Equal("That is not possible here", refused.Text("h1"));
        }

        using var delete = await visitor.Http.DeleteAsync(new Uri("/desk/requests/1", UriKind.Relative), Cancelled);
        Assert.InRange((int)delete.StatusCode, 400, 499);
    }

    [Fact]
    public async Task A_form_of_a_megabyte_is_refused()
    {
        using var visitor = await SignedInAsync();
        var token = (await visitor.GetAsync("/desk")).Find("[name=__RequestVerificationToken]").GetAttribute("value")!;

        var refused = await visitor.PostAsync("/desk/requests/1/note", [new("__RequestVerificationToken", token), new("version", "0"), new("text", new string('x', 1_000_000))]);

        Assert.InRange((int)refused.Status, 400, 499);
        Assert.Equal("text/html", refused.Response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_character_that_no_form_can_hold_is_refused()
    {
        using var visitor = await SignedInAsync();
        var form = (await visitor.GetAsync("/desk/requests/1")).Form("/desk/requests/1/note");

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SubmitAsync(form, ("text", "a\0b"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SubmitAsync((await visitor.GetAsync("/desk")).Form("/desk/sign-out"), ("x", "\0"))).Status);
    }

    [Fact]
    public async Task A_failure_gets_a_page_that_gives_nothing_away()
    {
        using var visitor = await SignedInAsync();
        using var broken = Desk.WithWebHostBuilder(host => host.ConfigureServices(services =>
            services.AddScoped<RequestQueue>(_ => throw new InvalidOperationException("secret detail"))));

        var failed = await SeenAsync(broken, "/desk", visitor);

        Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
        Assert.Equal("Something went wrong", failed.Text("h1"));
        Assert.DoesNotContain("secret", failed.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", failed.Body, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(failed.Text("code"));
        Assert.Equal("DENY", Header(failed, "X-Frame-Options"));
    }

    [Fact]
    public async Task A_session_that_cannot_be_checked_is_a_failure_with_a_page_and_no_entry()
    {
        using var visitor = await SignedInAsync();
        using var broken = Desk.WithWebHostBuilder(host => host.ConfigureServices(services =>
            services.AddScoped<Staff.StaffCookieEvents>(provider => provider.GetRequiredService<IHttpContextAccessor>() is null ? null! : throw new InvalidOperationException("no database"))));

        var failed = await SeenAsync(broken, "/desk", visitor);

        Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
        Assert.DoesNotContain("no database", failed.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Programs_are_told_in_problem_details_and_not_led_to_a_form()
    {
        using var desk = Desk.WithWebHostBuilder(host => host.ConfigureServices(services => services.AddSingleton<IStartupFilter, ApiStub>()));

        var challenged = await SeenAsync(desk, "/api/stub/challenge");
        var forbidden = await SeenAsync(desk, "/api/stub/forbid");

        Assert.Equal(HttpStatusCode.Unauthorized, challenged.Status);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.All([challenged, forbidden], answer => Assert.Equal("application/problem+json", answer.Response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Somebody_who_may_not_is_told_so_in_a_page()
    {
        using var desk = Desk.WithWebHostBuilder(host => host.ConfigureServices(services => services.AddSingleton<IStartupFilter, ApiStub>()));

        var forbidden = await SeenAsync(desk, "/desk/stub/forbid");

        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.Equal("Not allowed", forbidden.Text("h1"));
    }

    private static async Task<Seen> SeenAsync(WebApplicationFactory<Program> desk, string address, ConsoleVisitor? visitor = null)
    {
        using var client = desk.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (visitor is not null)
            request.Headers.Add("Cookie", visitor.Cookies.GetCookieHeader(visitor.Http.BaseAddress!));
        var response = await client.SendAsync(request, Cancelled);
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        return new Seen(response, body, new AngleSharp.Html.Parser.HtmlParser().ParseDocument(body));
    }

    private static string Header(Seen seen, string name) =>
        string.Join(", ", seen.Response.Headers.TryGetValues(name, out var values) ? values : []);

    /// <summary>Behind all endpoints: what asks for a session where no endpoint of ours does yet.</summary>
    private sealed class ApiStub : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(context => context.Request.Path.Value switch
            {
                "/api/stub/challenge" => context.ChallengeAsync(),
                "/api/stub/forbid" or "/desk/stub/forbid" => context.ForbidAsync(),
                _ => Task.CompletedTask,
            });
        };
    }
}

public sealed class ConsolePagesOnSqlite(SqliteDesk desk) : ConsolePagesTests(desk), IClassFixture<SqliteDesk>;

public sealed class ConsolePagesOnPostgreSql(PostgreSqlDesk desk) : ConsolePagesTests(desk), IClassFixture<PostgreSqlDesk>;
