using System.Net;
using CityDesk.Domain;

namespace CityDesk.Tests.StaffConsole;

public abstract class RequestPageTests(Desk desk) : ConsoleTests(desk)
{
    private const string Assign = "assign";
    private const string Note = "note";
    private const string Close = "close";
    private const string Reopen = "reopen";

    [Fact]
    public async Task The_page_tells_everything_about_a_request()
    {
        var service = await CityAsync("Everyville", "Europe/Berlin", city => new Service
        {
            JurisdictionId = city,
            ChangedAt = CityDesk.Tests.Desk.Today,
            Code = "BIN",
            Name = "Missed bin",
            AgencyResponsible = "Sanitation",
            Target = TimeSpan.FromDays(1),
            Attributes =
            [
                new() { Code = "WHICH", Order = 2, Datatype = AttributeDatatype.MultiValueList, Description = "Which bins?", Options = [new() { Key = "p", Name = "Paper" }, new() { Key = "g", Name = "Glass" }] },
                new() { Code = "WHEN", Order = 1, Datatype = AttributeDatatype.String, Description = "Since when?" },
            ],
        });
        var filed = new DateTimeOffset(2026, 4, 30, 22, 30, 0, TimeSpan.Zero);
        var request = await RequestAsync(service, r =>
        {
            r.Assign("Crew 1", "Ana", filed.AddHours(1), "quickly").ThrowIfFailure();
            r.Close("Collected.", "Ben", filed.AddHours(30)).ThrowIfFailure();
        }, new RequestDraft
        {
            Description = "Two bins.\nStill there.",
            Location = new() { Address = "1 Mill Lane", AddressId = "A-1", ZipCode = "12345", Latitude = 52.5, Longitude = -0.25 },
            Reporter = new() { FirstName = "Zoë", LastName = "O'Brien", Email = "zoe@example.org", Phone = "+1 555 0100", AccountId = "acc", DeviceId = "dev" },
            MediaUrl = "https://pictures.example/1.jpg",
            Answers = [new() { Code = "WHICH", Values = ["g", "p", "odd"] }, new() { Code = "OLD", Values = ["kept"] }, new() { Code = "WHEN", Values = ["Monday"] }],
        }, filed);
        using var visitor = await SignedInAsync();

        var page = await visitor.GetAsync($"/desk/requests/{request.PublicId}");

        Assert.Equal($"Missed bin {request.PublicId}", page.Text("h1"));
        Assert.Equal("Closed", page.Text(".head .status"));
        Assert.Equal("Two bins.\nStill there.", page.Find("[aria-labelledby=report] .said").TextContent);
        Assert.Equal(
            ["Address: 1 Mill Lane", "Postcode: 12345", "Address register: A-1", "Coordinates: 52.5, -0.25", "City: Everyville", "Service code: BIN", "Responsible: Sanitation",
             "Assigned to: Crew 1", "Reported: 1 May 2026, 00:30", "Expected by: 2 May 2026, 00:30", "Updated: 2 May 2026, 06:30", "Closed: 2 May 2026, 06:30",
             "Told the resident: Collected.", "Picture: Open it at pictures.example"],
            Facts(page, "report"));
        Assert.Equal(["Since when?: Monday", "Which bins?: Glass, Paper, odd", "OLD: kept"], Facts(page, "answers"));
        Assert.Equal(["Name: Zoë O'Brien", "Email: zoe@example.org", "Phone: +1 555 0100", "Account: acc", "Device: dev"], Facts(page, "reporter"));
        Assert.Equal(
            ["Reported by resident · 1 May 2026, 00:30", "Assigned by Ana · 1 May 2026, 01:30 Assigned to Crew 1: quickly", "Closed by Ben · 2 May 2026, 06:30 Collected."],
            page.Page.QuerySelectorAll("ol.history > li").Select(Tidy));
        Assert.Equal("2026-04-30T22:30:00Z", page.Find("ol.history time").GetAttribute("datetime"));
        Assert.Equal("https://pictures.example/1.jpg", page.Find("[rel~=noreferrer]").GetAttribute("href"));
    }

    [Fact]
    public async Task Personal_data_stands_in_its_own_section_only()
    {
        var service = await CityAsync();
        var request = await RequestAsync(service, draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Quetzal", Email = "quetzal@example.org" } });
        var nobody = await RequestAsync(service);
        using var visitor = await SignedInAsync();

        var page = await visitor.GetAsync($"/desk/requests/{request.PublicId}");
        page.Find("[aria-labelledby=reporter]").Remove();

        Assert.DoesNotContain("quetzal", page.Page.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("quetzal", (await visitor.GetAsync($"/desk?city={service.JurisdictionId}")).Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Reporter Nobody gave a name or an address.", (await visitor.GetAsync($"/desk/requests/{nobody.PublicId}")).Text("[aria-labelledby=reporter]"));
    }

    [Fact]
    public async Task Each_action_changes_the_request_once_and_says_so_once()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync("Ana Clerk");
        var address = $"/desk/requests/{request.PublicId}";

        Assert.Equal([Assign, Note, Close], await ActAsync(Assign, "Assigned to Crew 7.", ("team", " Crew 7 "), ("text", "soon")));
        Assert.Equal([Assign, Note, Close], await ActAsync(Note, "Note added.", ("text", "line 1\r\nline 2")));
        Assert.Equal([Assign, Note, Close], await ActAsync(Close, "Request closed.", ("text", "Mended.")));
        Assert.Equal([Reopen, Note], await ActAsync(Reopen, "Request reopened.", ("text", "Dark again.")));

        var changed = await ReadAsync(request.Id);
        Assert.Equal((RequestStatus.Assigned, "Crew 7", "Dark again.", 4), (changed.Status, changed.AssignedTo, changed.StatusNotes, changed.Version));
        Assert.Equal(
            [
                (RequestEventKind.Opened, "resident", ""), (RequestEventKind.Assigned, "Ana Clerk", "Assigned to Crew 7: soon"),
                (RequestEventKind.Noted, "Ana Clerk", "line 1\nline 2"), (RequestEventKind.Closed, "Ana Clerk", "Mended."), (RequestEventKind.Reopened, "Ana Clerk", "Dark again."),
            ],
            changed.History.OrderBy(e => e.Id).Select(e => (e.Kind, e.Actor, e.Note)));

        async Task<string[]> ActAsync(string action, string message, params (string, string)[] filled)
        {
            var page = await visitor.GetAsync(address);
            var offered = page.Page.QuerySelectorAll(".side-actions form").Select(f => f.GetAttribute("action")!.Split('/')[^1]).ToArray();
            var sent = await visitor.SubmitAsync(page.Form($"{address}/{action}"), filled);
            Assert.Equal(HttpStatusCode.Redirect, sent.Status);
            Assert.Equal(address, sent.Location);
            Assert.Equal(message, (await visitor.GetAsync(address)).Text("[role=status]"));
            Assert.Null((await visitor.GetAsync(address)).Page.QuerySelector("[role=status]"));
            return offered;
        }
    }

    [Fact]
    public async Task A_stale_form_is_told_what_has_changed_and_keeps_what_was_typed()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync("Ana Clerk");
        using var ben = await SignedInAsync("Ben Clerk");
        var address = $"/desk/requests/{request.PublicId}";
        var stale = await ana.GetAsync(address);
        var fresh = await ben.GetAsync(address);
        await ben.SubmitAsync(fresh.Form($"{address}/{Assign}"), ("team", "Crew 2"));

        var refused = await ana.SubmitAsync(stale.Form($"{address}/{Assign}"), ("team", "Crew 1"), ("text", "my <remark>"));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.StartsWith("Not saved: this request has changed meanwhile Since you opened this page: Assigned by Ben Clerk · ", refused.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Contains("Assigned to Crew 2", refused.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.DoesNotContain("Reported by", refused.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal("Crew 1", refused.Find("#assign-team").GetAttribute("value"));
        Assert.Equal("my <remark>", refused.Find("#assign-text").TextContent);
        Assert.Equal("Crew 2", (await ReadAsync(request.Id)).AssignedTo);

        // Whoever has read that and sends it again means it.
        Assert.Equal(address, (await ana.SubmitAsync(refused.Form($"{address}/{Assign}"))).Location);
        Assert.Equal(("Crew 1", 2), await ReadAsync(request.Id) is var now ? (now.AssignedTo!, now.Version) : default);
    }

    [Fact]
    public async Task What_was_typed_is_shown_also_when_its_form_is_gone()
    {
        var request = await RequestAsync(await CityAsync());
        using var ana = await SignedInAsync("Ana Clerk");
        using var ben = await SignedInAsync("Ben Clerk");
        var address = $"/desk/requests/{request.PublicId}";
        var stale = await ana.GetAsync(address);
        await ben.SubmitAsync((await ben.GetAsync(address)).Form($"{address}/{Close}"), ("text", "Done."));

        var refused = await ana.SubmitAsync(stale.Form($"{address}/{Close}"), ("text", "A long reason."));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("What you typed A long reason.", refused.Text("[aria-labelledby=typed]"));
        Assert.Equal("Done.", (await ReadAsync(request.Id)).StatusNotes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99")]
    [InlineData("99999999999999999999")]
    public async Task A_form_with_a_version_that_never_was_changes_nothing(string version)
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var address = $"/desk/requests/{request.PublicId}";

        var refused = await visitor.SubmitAsync((await visitor.GetAsync(address)).Form($"{address}/{Note}"), ("text", "kept"), ("version", version));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("kept", refused.Find("#note-text").TextContent);
        Assert.Single((await ReadAsync(request.Id)).History);
    }

    [Fact]
    public async Task Of_many_who_send_the_same_form_at_once_one_succeeds()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var address = $"/desk/requests/{request.PublicId}";
        var form = (await visitor.GetAsync(address)).Form($"{address}/{Close}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => visitor.SubmitAsync(form, ("text", $"Reason {i}."))));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        Assert.Equal(11, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        var closed = await ReadAsync(request.Id);
        Assert.Equal((1, 2), (closed.Version, closed.History.Count));
    }

    [Fact]
    public async Task What_the_rules_of_the_desk_forbid_is_said_at_the_form()
    {
        var request = await RequestAsync(await CityAsync(), r => r.Assign("Crew 1", "test", Desk.Clock.GetUtcNow()).ThrowIfFailure());
        using var visitor = await SignedInAsync();
        var address = $"/desk/requests/{request.PublicId}";

        var refused = await visitor.SubmitAsync((await visitor.GetAsync(address)).Form($"{address}/{Assign}"), ("team", "Crew 1"), ("text", "please"));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("Not saved. This request is assigned to Crew 1 already.", refused.Text("[role=alert]"));
        Assert.Equal("This request is assigned to Crew 1 already.", refused.Text("#assign-problem"));
        Assert.Equal("assign-problem", refused.Find("#assign-team").GetAttribute("aria-describedby"));
        Assert.Equal("please", refused.Find("#assign-text").TextContent);
        Assert.StartsWith("Error: ", refused.Page.Title, StringComparison.Ordinal);
        Assert.Equal(1, (await ReadAsync(request.Id)).Version);
    }

    [Theory]
    [InlineData(Assign, "", "", "Say which team")]
    [InlineData(Assign, " \r\n ", "x", "Say which team")]
    [InlineData(Note, null, "", "Write the note first")]
    [InlineData(Close, null, " ", "Write the reason first")]
    [InlineData(Note, null, "bell \u0007", "U+0007")]
    [InlineData(Assign, "team \u001b", "", "U+001B")]
    public async Task What_cannot_be_kept_is_refused_and_shown_again(string action, string? team, string text, string problem)
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var address = $"/desk/requests/{request.PublicId}";

        var filled = team is null ? new[] { ("text", text) } : [("team", team), ("text", text)];
        var refused = await visitor.SubmitAsync((await visitor.GetAsync(address)).Form($"{address}/{action}"), filled);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(problem, refused.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(0, (await ReadAsync(request.Id)).Version);
    }

    [Fact]
    public async Task The_longest_texts_fit_and_one_more_character_is_too_much()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        var address = $"/desk/requests/{request.PublicId}";
        var (team, remark, note) = (new string('t', RequestEvent.ActorMaxLength), new string('€', RequestEvent.AssignmentNoteMaxLength), new string('€', RequestEvent.NoteMaxLength));

        Assert.Equal(address, (await SendAsync(Assign, ("team", team), ("text", remark))).Location);
        Assert.Equal(address, (await SendAsync(Note, ("text", note))).Location);
        var tooLong = await SendAsync(Note, ("text", note + "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.Status);
        Assert.Equal(note + "x", tooLong.Find("#note-text").TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(Assign, ("team", team + "x"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(Assign, ("team", "x"), ("text", remark + "x"))).Status);
        Assert.Equal(2, (await ReadAsync(request.Id)).Version);

        async Task<Seen> SendAsync(string action, params (string, string)[] filled) =>
            await visitor.SubmitAsync((await visitor.GetAsync(address)).Form($"{address}/{action}"), filled);
    }

    [Fact]
    public async Task Without_the_forms_token_or_a_session_nothing_changes()
    {
        var request = await RequestAsync(await CityAsync());
        using var visitor = await SignedInAsync();
        using var stranger = Visitor();
        KeyValuePair<string, string>[] fields = [new("version", "0"), new("text", "done")];

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync($"/desk/requests/{request.PublicId}/close", fields)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync($"/desk/requests/{request.PublicId}/close", fields)).Status);
        Assert.Equal(RequestStatus.Open, (await ReadAsync(request.Id)).Status);
    }

    [Fact]
    public async Task An_imported_request_is_reached_by_its_old_number_only()
    {
        var service = await CityAsync();
        var imported = await Desk.InDatabaseAsync(async db =>
        {
            db.Attach(service);
            var made = ServiceRequest.Import(service, new RequestDraft { Location = new() { Address = "x" } }, new ImportedFacts
            {
                Source = "old",
                ExternalId = $"a b #{service.Id}-?",
                RequestedAt = Desk.Clock.GetUtcNow().AddYears(-10),
                ImportedAt = Desk.Clock.GetUtcNow(),
                ClosedAt = Desk.Clock.GetUtcNow().AddYears(-9),
            });
            db.Requests.Add(made);
            await db.SaveChangesAsync(Cancelled);
            return made;
        });
        using var visitor = await SignedInAsync();

        var queue = await visitor.GetAsync($"/desk?city={service.JurisdictionId}");
        var page = await visitor.GetAsync(queue.Find("table.rows a").GetAttribute("href")!);

        Assert.Equal($"Lamp {imported.PublicId}", page.Text("h1"));
        Assert.Equal("Import from old", page.Fact("Came through"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/desk/requests/{imported.Id}")).Status);
        var form = page.Page.QuerySelectorAll("form").Single(f => f.GetAttribute("action")!.EndsWith("/reopen", StringComparison.Ordinal));
        var reopened = await visitor.SubmitAsync((AngleSharp.Html.Dom.IHtmlFormElement)form, ("text", "still broken"));
        Assert.Equal(queue.Find("table.rows a").GetAttribute("href"), reopened.Location);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("999999999")]
    [InlineData("99999999999999999999999")]
    [InlineData("-1")]
    [InlineData("old-")]
    [InlineData("-old")]
    [InlineData("la-1%20OR%201=1")]
    [InlineData("%07")]
    [InlineData("a-%1b")]
    [InlineData("%F0%9F%98%80-1")]
    [InlineData("1/delete/everything")]
    public async Task A_number_that_nobody_has_is_not_found(string number)
    {
        using var visitor = await SignedInAsync();

        var missing = await visitor.GetAsync($"/desk/requests/{number}");

        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Equal("Page not found", missing.Text("h1"));
    }

    private static IEnumerable<string> Facts(Seen page, string section) =>
        page.Page.QuerySelectorAll($"[aria-labelledby={section}] dl > div").Select(div => $"{div.QuerySelector("dt")!.TextContent}: {div.QuerySelector("dd")!.TextContent.Trim()}");

    private static string Tidy(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

public sealed class RequestPageOnSqlite(SqliteDesk desk) : RequestPageTests(desk), IClassFixture<SqliteDesk>;

public sealed class RequestPageOnPostgreSql(PostgreSqlDesk desk) : RequestPageTests(desk), IClassFixture<PostgreSqlDesk>;
