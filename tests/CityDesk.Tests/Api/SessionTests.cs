using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CityDesk.Tests.StaffConsole;

namespace CityDesk.Tests.Api;

/// <summary>The door of the staff API.</summary>
public abstract class SessionTests(Desk desk) : ConsoleTests(desk)
{
    private const string Address = "/api/v1/session";

    [Fact]
    public async Task Who_signs_in_may_act_until_they_sign_out()
    {
        var member = await StaffAsync();
        var request = await RequestAsync(await CityAsync());
        using var tool = Visitor();

        Assert.Equal((HttpStatusCode.NoContent, null), await SendAsync(tool, Body(member.UserName, Password)));
        Assert.Equal(HttpStatusCode.OK, await LookAsync(tool, request.PublicId));

        using (var left = await tool.Http.DeleteAsync(new Uri(Address, UriKind.Relative), Cancelled))
            Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await LookAsync(tool, request.PublicId));
        using (var again = await tool.Http.DeleteAsync(new Uri(Address, UriKind.Relative), Cancelled))
            Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer_and_no_session()
    {
        var member = await StaffAsync();
        using var tool = Visitor();

        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN_IN_REFUSED"), await SendAsync(tool, Body(member.UserName, "guess")));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN_IN_REFUSED"), await SendAsync(tool, Body("nobody", "guess")));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN_IN_REFUSED"), await SendAsync(tool, Body("\u0007", "guess")));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN_IN_REFUSED"), await SendAsync(tool, Body(member.UserName, new string('x', 5_000))));
        Assert.Equal((HttpStatusCode.Unauthorized, "SIGN_IN_REFUSED"), await SendAsync(tool, Body("", "")));
        Assert.Equal(0, tool.Cookies.Count);
    }

    [Fact]
    public async Task Guessing_has_to_wait_as_it_does_at_the_console_and_is_told_how_long()
    {
        var member = await StaffAsync();
        using var tool = Visitor();

        HttpResponseMessage? refused = null;
        for (var guess = 0; guess < 20 && refused?.StatusCode != HttpStatusCode.TooManyRequests; guess++)
            refused = await PostAsync(tool, Body(member.UserName, "guess"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused!.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal((HttpStatusCode.TooManyRequests, "RATE_LIMITED"), await SendAsync(tool, Body(member.UserName, Password)));
    }

    [Theory]
    [InlineData("", "BODY_MISSING")]
    [InlineData("{", "MALFORMED_JSON")]
    [InlineData("{}", "VALIDATION_FAILED")]
    [InlineData("""{"userName":"desk"}""", "MEMBER_MISSING")]
    [InlineData("""{"userName":null,"password":null}""", "UNEXPECTED_JSON")]
    [InlineData("""{"userName":"desk","password":1}""", "UNEXPECTED_JSON")]
    [InlineData("""{"userName":"desk","password":"x","more":1}""", "MEMBER_UNKNOWN")]
    public async Task A_body_that_is_unclear_is_refused(string body, string code)
    {
        using var tool = Visitor();

        Assert.Equal((HttpStatusCode.BadRequest, code), await SendAsync(tool, body));
    }

    [Fact]
    public async Task Nobody_is_signed_in_or_out_from_another_site_or_by_a_form()
    {
        var member = await StaffAsync();
        using var tool = Visitor();
        var body = Body(member.UserName, Password);

        Assert.Equal((HttpStatusCode.Forbidden, "CROSS_SITE_CALL"), await SendAsync(tool, body, HttpMethod.Post, ("Origin", "https://elsewhere.example")));
        Assert.Equal((HttpStatusCode.Forbidden, "CROSS_SITE_CALL"), await SendAsync(tool, body, HttpMethod.Delete, ("Sec-Fetch-Site", "cross-site")));
        using var form = new FormUrlEncodedContent([new("userName", member.UserName), new("password", Password)]);
        using var refused = await tool.Http.PostAsync(new Uri(Address, UriKind.Relative), form, Cancelled);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Equal(0, tool.Cookies.Count);
    }

    private static string Body(string userName, string password) => new JsonObject { ["userName"] = userName, ["password"] = password }.ToJsonString();

    private static async Task<HttpStatusCode> LookAsync(ConsoleVisitor tool, string number)
    {
        using var answer = await tool.Http.GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative), Cancelled);
        return answer.StatusCode;
    }

    private static Task<(HttpStatusCode Status, string? Code)> SendAsync(ConsoleVisitor tool, string body) => ReadAsync(PostAsync(tool, body));

    private static async Task<(HttpStatusCode Status, string? Code)> SendAsync(ConsoleVisitor tool, string body, HttpMethod method, (string Name, string Value) header)
    {
        using var message = new HttpRequestMessage(method, Address) { Content = Json(body) };
        message.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return await ReadAsync(tool.Http.SendAsync(message, Cancelled));
    }

    private static Task<HttpResponseMessage> PostAsync(ConsoleVisitor tool, string body) => tool.Http.PostAsync(new Uri(Address, UriKind.Relative), Json(body), Cancelled);

    private static async Task<(HttpStatusCode Status, string? Code)> ReadAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        return (answer.StatusCode, text.Length == 0 ? null : (string?)JsonNode.Parse(text)!["code"]);
    }

    private static ByteArrayContent Json(string body) => new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

public sealed class SessionOnSqlite(SqliteDesk desk) : SessionTests(desk), IClassFixture<SqliteDesk>;

public sealed class SessionOnPostgreSql(PostgreSqlDesk desk) : SessionTests(desk), IClassFixture<PostgreSqlDesk>;
