using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CityDesk.Domain;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;

namespace CityDesk.Tests.Api;

/// <summary>The JSON API for staff tools: what it does, and that whatever it refuses is one problem (RFC 9457) with a code.</summary>
public abstract class StaffApiTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task A_request_is_shown_with_its_history_and_kept_by_nobody()
    {
        var request = await RequestAsync(await CityAsync(), r => r.Assign("Crew 1", "Ana", Desk.Clock.GetUtcNow()).ThrowIfFailure());
        using var ana = await SignedInAsync();

        var answer = await GetAsync(ana, request.PublicId);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal((request.PublicId, 1, "assigned", "Crew 1"), ((string)answer["id"]!, (int)answer["version"]!, (string)answer["status"]!, (string)answer["assignedTo"]!));
        Assert.Equal(["opened", "assigned"], answer["history"]!.AsArray().Select(line => (string)line!["kind"]!));
    }

    [Fact]
    public async Task Who_asks_for_the_head_alone_gets_the_head_of_the_answer()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        using var message = new HttpRequestMessage(HttpMethod.Head, $"/api/v1/requests/{request.PublicId}");
        using var answer = await ana.Http.SendAsync(message, Cancelled);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_request_goes_through_all_its_transitions()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync("Ana Clerk");

        (string Body, string Status)[] life =
        [
            ("""{"action":"assign","team":"Crew 1","version":0}""", "assigned"),
            ("""{"action":"note","note":"Seen.","version":1}""", "assigned"),
            ("""{"action":"close","note":"Done.","version":2}""", "closed"),
            ("""{"action":"reopen","note":"Not done.","version":3}""", "assigned"),
        ];
        foreach (var (body, status) in life)
        {
            var answer = await SendAsync(ana, request.PublicId, body);
            Assert.Equal((HttpStatusCode.OK, status), (answer.Status, (string)answer["status"]!));
        }

        Assert.Equal((4, "Not done.", 5), await ReadAsync(request.Id) is var now ? (now.Version, now.StatusNotes, now.History.Count) : default);
    }

    [Fact]
    public async Task What_is_told_when_something_is_done_reads_the_same_when_it_is_asked_for_again()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();
        // A clock is finer than what either engine keeps.
        Desk.Clock.Advance(TimeSpan.FromTicks(1_234_567));

        foreach (var body in (string[])["""{"action":"assign","team":"Crew 1","version":0}""", Closing(1), """{"action":"reopen","note":"Not done.","version":2}"""])
        {
            var told = await SendAsync(ana, request.PublicId, body);
            var asked = await GetAsync(ana, request.PublicId);

            Assert.Equal(HttpStatusCode.OK, told.Status);
            Assert.Equal(told["updatedAt"]!.ToJsonString(), asked["updatedAt"]!.ToJsonString());
            Assert.Equal(told["closedAt"]?.ToJsonString(), asked["closedAt"]?.ToJsonString());
            Assert.Equal(told["history"]!.ToJsonString(), asked["history"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Without_a_session_nothing_is_shown_or_done()
    {
        var request = await RequestAsync(await CityAsync());
        using var stranger = Visitor();

        (await GetAsync(stranger, request.PublicId)).IsProblem(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        (await SendAsync(stranger, request.PublicId, Closing(0))).IsProblem(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        (await SendAsync(stranger, request.PublicId, "{")).IsProblem(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        await IsUntouchedAsync(request);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("99999999999999999999")]
    [InlineData("nobody")]
    [InlineData("%07")]
    public async Task A_number_that_nobody_has_is_not_found(string number)
    {
        using var ana = await SignedInAsync();

        (await GetAsync(ana, number)).IsProblem(HttpStatusCode.NotFound, "REQUEST_NOT_FOUND", "There is no request of this number.");
        (await SendAsync(ana, number, Closing(0))).IsProblem(HttpStatusCode.NotFound, "REQUEST_NOT_FOUND");
    }

    [Fact]
    public async Task An_address_and_a_method_that_are_not_served_are_problems_too()
    {
        using var ana = await SignedInAsync();

        (await Answer.ReadAsync(await ana.Http.GetAsync("/api/v1/nothing", Cancelled))).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
        var refused = await Answer.ReadAsync(await ana.Http.DeleteAsync("/api/v1/requests/1", Cancelled));
        refused.IsProblem(HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        Assert.Equal(["GET", "HEAD"], refused.Allow.Order());
    }

    [Theory]
    [InlineData("close", "REQUEST_CLOSED", "This request is closed. Reopen it first.")]
    [InlineData("reopen", "REQUEST_NOT_CLOSED", "Only a closed request can be reopened.")]
    public async Task What_the_rules_of_the_desk_forbid_is_a_conflict(string action, string code, string detail)
    {
        var request = await RequestAsync(await CityAsync(), r =>
        {
            if (action == "close")
                r.Close("Done.", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure();
        });
        using var ana = await SignedInAsync();

        var refused = await SendAsync(ana, request.PublicId, $$"""{"action":"{{action}}","note":"x","version":{{request.Version}}}""");

        refused.IsProblem(HttpStatusCode.Conflict, code, detail);
        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task A_conflict_names_what_it_is_about_for_programs_too()
    {
        var request = await RequestAsync(await CityAsync(), r => r.Assign("Crew 1", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure());
        using var ana = await SignedInAsync();

        var refused = await SendAsync(ana, request.PublicId, """{"action":"assign","team":"Crew 1","version":1}""");

        refused.IsProblem(HttpStatusCode.Conflict, "ALREADY_ASSIGNED", "This request is assigned to Crew 1 already.");
        Assert.Equal("Crew 1", (string)refused["args"]!["team"]!);
        Assert.Equal("urn:error:citydesk:already-assigned", (string)refused["type"]!);
    }

    [Fact]
    public async Task Whoever_comes_second_is_told_that_the_request_has_changed()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(ana, request.PublicId, Closing(0))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => answer.IsProblem(HttpStatusCode.Conflict, "REQUEST_CHANGED", "changed since you looked"));
        Assert.Equal(1, (await ReadAsync(request.Id)).Version);
    }

    [Fact]
    public async Task Every_fault_of_a_command_is_told_at_once_with_its_place_in_the_names_of_the_wire()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        var refused = await SendAsync(ana, request.PublicId, """{"action":"burn","team":"x","note":" "}""");

        refused.IsProblem(HttpStatusCode.BadRequest, "VALIDATION_FAILED");
        Assert.Equal(
            [("ACTION_UNKNOWN", "/action"), ("VERSION_MISSING", "/version"), ("TEXT_BLANK", "/note")],
            refused["errors"]!.AsArray().Select(error => ((string)error!["code"]!, (string)error["pointer"]!)));
        await IsUntouchedAsync(request);
    }

    [Theory]
    [InlineData("""{"action":"assign","version":0}""", "TEAM_MISSING", "/team", "Say which team")]
    [InlineData("""{"action":"close","version":0}""", "NOTE_MISSING", "/note", "Write a note")]
    [InlineData("""{"action":"close","note":"bell \u0007","version":0}""", "CHARACTER_NOT_ALLOWED", "/note", "U+0007")]
    [InlineData("""{"action":"assign","team":"\t","version":0}""", "TEXT_BLANK", "/team", "blank")]
    [InlineData("""{"action":"close","note":"x"}""", "VERSION_MISSING", "/version", "which version")]
    [InlineData("""{"action":"burn","version":0}""", "ACTION_UNKNOWN", "/action", "assign, close, reopen, note")]
    [InlineData("""{"action":"burn","team":"x","version":0}""", "ACTION_UNKNOWN", "/action", "assign, close, reopen, note")]
    [InlineData("""{"action":"close","note":"x","team":"x","version":0}""", "TEAM_UNEXPECTED", "/team", "only to assign")]
    public async Task One_fault_is_told_with_its_place(string body, string code, string pointer, string detail)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        var refused = await SendAsync(ana, request.PublicId, body);

        refused.IsProblem(HttpStatusCode.BadRequest, code, detail);
        Assert.Equal(pointer, (string)refused["pointer"]!);
        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task A_note_may_be_as_long_as_fits_and_no_longer()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(ana, request.PublicId, $$"""{"action":"note","note":"{{new string('€', RequestEvent.NoteMaxLength)}}","version":0}""")).Status);
        var refused = await SendAsync(ana, request.PublicId, $$"""{"action":"note","note":"{{new string('x', RequestEvent.NoteMaxLength + 1)}}","version":1}""");

        refused.IsProblem(HttpStatusCode.BadRequest, "TEXT_TOO_LONG", "4000");
        Assert.Equal(RequestEvent.NoteMaxLength, (int)refused["args"]!["limit"]!);
    }

    [Theory]
    [InlineData("", "BODY_MISSING")]
    [InlineData("null", "BODY_MISSING")]
    [InlineData("{", "MALFORMED_JSON")]
    [InlineData("""{"action":"close",}""", "MALFORMED_JSON")]
    [InlineData("""/* close */ {"action":"close"}""", "MALFORMED_JSON")]
    [InlineData("[]", "UNEXPECTED_JSON")]
    [InlineData("\"close\"", "UNEXPECTED_JSON")]
    [InlineData("""{"Action":"close","note":"x","version":0}""", "VALIDATION_FAILED")]
    [InlineData("""{"action":"close","note":"x","version":0,"more":1,"more":2}""", "MEMBER_DUPLICATE")]
    [InlineData("""{"action":"close","note":"x","version":0,"more":1}""", "MEMBER_UNKNOWN")]
    [InlineData("""{"action":"close","note":"x","version":0,"version":0}""", "MEMBER_DUPLICATE")]
    [InlineData("""{"action":"close","note":"x","version":"0"}""", "UNEXPECTED_JSON")]
    [InlineData("""{"action":"close","note":"x","version":0.5}""", "UNEXPECTED_JSON")]
    [InlineData("""{"action":"close","note":"x","version":99999999999}""", "UNEXPECTED_JSON")]
    [InlineData("""{"action":["close"],"note":"x","version":0}""", "UNEXPECTED_JSON")]
    public async Task A_body_that_is_unclear_is_refused_before_anything_is_done(string body, string code)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        (await SendAsync(ana, request.PublicId, body)).IsProblem(HttpStatusCode.BadRequest, code);
        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task Every_member_that_there_is_none_of_is_named_up_to_a_limit()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        var some = await SendAsync(ana, request.PublicId, $$"""{"action":"close","note":"x","version":0,"a/b~c":1,"Note":null,"{{new string('x', 5_000)}}":0}""");
        var many = await SendAsync(ana, request.PublicId, "{" + string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"m{i}\":0")) + "," + Closing(0)[1..]);

        some.IsProblem(HttpStatusCode.BadRequest, "VALIDATION_FAILED");
        Assert.All(some["errors"]!.AsArray(), error => Assert.Equal("MEMBER_UNKNOWN", (string)error!["code"]!));
        Assert.Equal([null, "note", null], some["errors"]!.AsArray().Select(error => (string?)error!["args"]?["nearest"]));
        Assert.Equal(["/a~1b~0c", "/Note", ""], some["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
        Assert.Equal(20, many["errors"]!.AsArray().Count);
        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task What_people_wrote_is_readable_in_the_answer_which_no_browser_takes_for_a_page()
    {
        var request = await RequestAsync(await CityAsync(), draft: new RequestDraft { Location = new Location { Address = "1 O'Hara's Läne" }, Description = "x" });
        using var ana = await SignedInAsync();

        using var answer = await ana.Http.GetAsync(new Uri($"/api/v1/requests/{request.PublicId}", UriKind.Relative), Cancelled);

        Assert.Contains("\"1 O'Hara's Läne\"", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task A_value_of_another_type_is_named_by_its_place()
    {
        using var ana = await SignedInAsync();

        Assert.Equal("/version", (string)(await SendAsync(ana, "1", """{"action":"close","note":"x","version":"0"}"""))["pointer"]!);
        Assert.Equal(3, (int)(await SendAsync(ana, "1", "{\n\n!"))["args"]!["line"]!);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("x")]
    public async Task A_body_that_is_not_called_json_is_refused_whatever_it_is(string type)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        (await SendAsync(ana, request.PublicId, Closing(0), type)).IsProblem(HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Accepted here: application/json.");
        await IsUntouchedAsync(request);
    }

    [Fact]
    public async Task A_body_larger_than_any_command_is_refused()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        (await SendAsync(ana, request.PublicId, Closing(0) + new string(' ', CityDesk.Api.StaffApi.LargestBody))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "CONTENT_TOO_LARGE");
        await IsUntouchedAsync(request);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task A_call_from_another_site_is_refused(string name, string value)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        (await SendAsync(ana, request.PublicId, Closing(0), headers: (name, value))).IsProblem(HttpStatusCode.Forbidden, "CROSS_SITE_CALL", "another site");
        await IsUntouchedAsync(request);
    }

    [Theory]
    [InlineData("de", "Nur ein geschlossenes Anliegen kann wieder geöffnet werden.", "de")]
    [InlineData("fr, de-AT;q=0.8, en;q=0.1", "Nur ein geschlossenes Anliegen kann wieder geöffnet werden.", "de")]
    [InlineData("fr", "Only a closed request can be reopened.", "en")]
    [InlineData("de;q=0, en", "Only a closed request can be reopened.", "en")]
    public async Task Staff_read_in_their_language_and_programs_read_the_same_code(string accept, string detail, string language)
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync();

        var refused = await SendAsync(ana, request.PublicId, """{"action":"reopen","note":"x","version":0}""", headers: ("Accept-Language", accept));

        refused.IsProblem(HttpStatusCode.Conflict, "REQUEST_NOT_CLOSED", detail);
        Assert.Equal(language, refused.Language);
        Assert.Contains("Accept-Language", refused.Headers.Vary);
    }

    [Fact]
    public void Every_translation_can_be_used()
    {
        var texts = Desk.Services.GetRequiredService<ErrorTexts>();
        var german = System.Globalization.CultureInfo.GetCultureInfo("de");

        Assert.Equal("Dieses Anliegen ist schon Crew 1 zugewiesen.", texts.Detail(DeskErrors.AlreadyAssigned("Crew 1"), german));
        foreach (var error in (Error[])[
            DeskErrors.RequestNotFound(), DeskErrors.RequestChanged(), DeskErrors.RequestClosed(), DeskErrors.RequestNotClosed(), DeskErrors.AlreadyAssigned("x"), DeskErrors.AlreadyNumbered(),
            DeskErrors.NeverNumbered(), DeskErrors.ActionUnknown("x"), DeskErrors.VersionMissing(), DeskErrors.TeamMissing(), DeskErrors.TeamUnexpected("x"), DeskErrors.NoteMissing(),
            DeskErrors.TextBlank(), DeskErrors.TextTooLong(1), DeskErrors.CharacterNotAllowed("x"), DeskErrors.SignInRefused(), DeskErrors.CrossSiteCall()])
        {
            Assert.NotEqual(texts.Detail(in error), texts.Detail(in error, german));
            Assert.NotEqual(texts.Title(in error), texts.Title(in error, german));
        }
    }

    private static string Closing(int version) => $$"""{"action":"close","note":"Done.","version":{{version}}}""";

    private static async Task<Answer> GetAsync(ConsoleVisitor visitor, string number) =>
        await Answer.ReadAsync(await visitor.Http.GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative), Cancelled));

    private static async Task<Answer> SendAsync(ConsoleVisitor visitor, string number, string body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/requests/{number}/transitions") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return await Answer.ReadAsync(await visitor.Http.SendAsync(message, Cancelled));
    }

    private async Task IsUntouchedAsync(ServiceRequest request)
    {
        var stored = await ReadAsync(request.Id);
        Assert.Equal((request.Version, request.Status, request.History.Count), (stored.Version, stored.Status, stored.History.Count));
    }

    private sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? Type, string? Language, IReadOnlyList<string> Allow, JsonObject Body)
    {
        public JsonNode? this[string member] => Body[member];

        public static async Task<Answer> ReadAsync(HttpResponseMessage response)
        {
            using (response)
            {
                var text = await response.Content.ReadAsStringAsync(Cancelled);
                var headers = response.Content.Headers;
                return new Answer(response.StatusCode, response.Headers, headers.ContentType?.MediaType, string.Join(", ", headers.ContentLanguage), [.. headers.Allow], JsonNode.Parse(text)!.AsObject());
            }
        }

        public void IsProblem(HttpStatusCode status, string code, string? detail = null)
        {
            Assert.Equal(((int)status, code), ((int)Status, (string)this["code"]!));
            Assert.Equal("application/problem+json", Type);
            Assert.Equal((int)status, (int)this["status"]!);
            Assert.NotEmpty((string)this["title"]!);
            Assert.Matches("^[0-9a-f]{32}$", (string)this["traceId"]!);
            if (detail is not null)
                Assert.Contains(detail, (string)this["detail"]!, StringComparison.Ordinal);
        }
    }
}

public sealed class StaffApiOnSqlite(SqliteDesk desk) : StaffApiTests(desk), IClassFixture<SqliteDesk>;

public sealed class StaffApiOnPostgreSql(PostgreSqlDesk desk) : StaffApiTests(desk), IClassFixture<PostgreSqlDesk>;
